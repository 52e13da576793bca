{#- What makes two figures say the same thing: all but who says it. -#}
{% macro statement_columns() %}
    {{ return([
        'territory_code', 'boundary_since', 'indicator_code', 'sector_code', 'period_end', 'period_kind',
        'period_basis', 'scenario', 'measure', 'unit', 'breakdown',
    ]) }}
{% endmacro %}
