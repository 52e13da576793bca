{#-
Whether two figures are of one series over time: the same indicator of the same place and sector by the same source, for
periods of one kind and in one unit.
-#}
{% macro same_series(alias, other) -%}
    {{ alias }}.indicator_code = {{ other }}.indicator_code
    and {{ alias }}.territory_code = {{ other }}.territory_code
    and coalesce({{ alias }}.sector_code, '') = coalesce({{ other }}.sector_code, '')
    and {{ alias }}.source_method = {{ other }}.source_method
    and {{ alias }}.sender = {{ other }}.sender
    and {{ alias }}.period_kind = {{ other }}.period_kind
    and {{ alias }}.period_basis = {{ other }}.period_basis
    and {{ alias }}.measure = {{ other }}.measure
    and {{ alias }}.unit is not distinct from {{ other }}.unit
{%- endmacro %}
