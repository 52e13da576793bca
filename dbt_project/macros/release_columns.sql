{#- The two columns that every release-versioned row ends with. -#}
{% macro release_columns() -%}
    {{ candidate().release }}::integer as from_release,
    {{ open_release() }}::integer as to_release
{%- endmacro %}
