{#-
The condition that a row of `alias` (with delivery_id and scope_id) belongs to the version that this build writes: its
delivery stands in its scope, from the candidate on. A table that holds nothing older takes whatever stands.
-#}
{% macro touched(alias) %}
    {%- set candidate = candidate() -%}
    {%- set is_delta = namespace(value=false) -%}
    {%- if is_incremental() and not candidate.is_full -%}
        {%- set older = 'select 1 from ' ~ this ~ ' where from_release < ' ~ candidate.release ~ ' limit 1' -%}
        {%- set is_delta.value = run_query(older).rows | length > 0 -%}
    {%- endif -%}
    {%- if is_delta.value and candidate.deliveries is not none -%}
    {#- written out, the planner sees how few they are and hands them down to the raw tables -#}
    {{ alias }}.delivery_id in ({{ candidate.deliveries | join(', ') or 'null' }})
    and {% endif -%}
    exists (
        select 1
        from {{ source('control', 'scope_version') }} as version
        where version.scope_id = {{ alias }}.scope_id
            and version.delivery_id = {{ alias }}.delivery_id
            and version.to_release = {{ open_release() }}
            {%- if is_delta.value %}
            and version.from_release = {{ candidate.release }}
            {%- endif %}
    )
{%- endmacro %}
