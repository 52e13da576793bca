{#- The schemas are called exactly staging, warehouse and marts: no prefix of a developer or a target. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
