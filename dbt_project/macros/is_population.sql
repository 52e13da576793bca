{#- The condition that a figure of `alias` is the population of a whole territory, as a number to divide by. -#}
{% macro is_population(alias) -%}
    {{ alias }}.indicator_code = 'POPULATION'
    and {{ alias }}.scenario = 'actual'
    and {{ alias }}.measure = 'value'
    and {{ alias }}.breakdown is null
    and {{ alias }}.sector_code is null
    and coalesce({{ alias }}.comparator, '=') = '='
    and {{ alias }}.value > 0
{%- endmacro %}
