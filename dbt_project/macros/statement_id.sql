{#-
Names what a figure of `alias` states, whatever its source: figures of one statement that differ are a conflict.
-#}
{% macro statement_id(alias) -%}
    md5(jsonb_build_array(
        {%- for column in statement_columns() %}{{ alias }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    )::text)::uuid
{%- endmacro %}
