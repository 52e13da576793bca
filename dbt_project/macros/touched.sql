{#-
The condition that a row of `alias` (with delivery_id and scope_id) belongs to the version that this build writes: its
delivery stands in its scope, and does so from the candidate on.
-#}
{% macro touched(alias) %}
    {%- set candidate = candidate() -%}
    {%- set is_delta = is_delta(candidate) -%}
    {%- if is_delta and candidate.deliveries is not none -%}
    {#- written out, the planner sees how few they are and hands them down to the raw tables -#}
    {{ alias }}.delivery_id in ({{ candidate.deliveries | join(', ') or 'null' }})
    and {% endif -%}
    exists (
        select 1
        from {{ source('control', 'scope_version') }} as version
        where version.scope_id = {{ alias }}.scope_id
            and version.delivery_id = {{ alias }}.delivery_id
            and version.to_release = {{ open_release() }}
            {%- if is_delta %}
            and version.from_release = {{ candidate.release }}
            {%- endif %}
    )
{%- endmacro %}
