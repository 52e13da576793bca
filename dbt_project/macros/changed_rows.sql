{#-
The condition that a row of `alias`, of a release-versioned table, is news to a table that is computed from it: the
candidate has opened or closed it. Where everything is computed again, all open rows are.
-#}
{% macro changed_rows(alias) %}
    {%- set candidate = candidate() -%}
    {%- if is_delta(candidate) -%}
    ({{ alias }}.from_release = {{ candidate.release }} or {{ alias }}.to_release = {{ candidate.release }})
    {%- else -%}
    {{ alias }}.to_release = {{ open_release() }}
    {%- endif -%}
{% endmacro %}
