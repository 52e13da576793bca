{#- What makes figures of several days and places one series: all but whose, when and how much. -#}
{% macro series_columns() %}
    {{ return([
        'indicator_code', 'sector_code', 'breakdown', 'period_start', 'period_end', 'period_kind', 'period_basis',
        'scenario', 'measure', 'source_method', 'unit',
    ]) }}
{% endmacro %}
