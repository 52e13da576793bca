{#- The code of a period that the calendar does not count: the day of a point in time, first and last day of anything else. -#}
{% macro uncounted_code(first, last) -%}
    case when period_kind not in ('point', 'span') then period_kind || ' ' else '' end
    || to_char({{ first }}, 'YYYY-MM-DD')
    || case when period_kind = 'point' then '' else to_char({{ last }}, '/YYYY-MM-DD') end
    || case period_basis when 'administrative' then '-A' else '' end
{%- endmacro %}
