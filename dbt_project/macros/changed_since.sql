{#- The condition that a row of `alias` (with release_id) is news to the table: all of them where it holds nothing older. -#}
{% macro changed_since(alias) %}
    {%- set candidate = candidate() -%}
    {%- if is_delta(candidate) %}{{ alias }}.release_id = {{ candidate.release }}{% else %}true{% endif -%}
{%- endmacro %}
