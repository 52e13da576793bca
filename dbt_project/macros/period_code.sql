{#-
The code of a period that the calendar counts, of a kind and on `period_basis`, by the first day that it has by the
calendar: 2025-W40, 2025-M10, 2025-Q3, 2025-H1, 2025-9M, 2025; an administrative one ends in -A.
-#}
{% macro period_code(kind, first) -%}
    case {{ kind }}
        when 'week' then to_char({{ first }}, 'IYYY-"W"IW')
        when 'month' then to_char({{ first }}, 'YYYY-"M"MM')
        when 'quarter' then to_char({{ first }}, 'YYYY-"Q"Q')
        when 'half' then to_char({{ first }}, 'YYYY-"H"') || case when extract(month from {{ first }}) < 7 then 1 else 2 end
        when 'nine_months' then to_char({{ first }}, 'YYYY-"9M"')
        when 'year' then to_char({{ first }}, 'YYYY')
    end || case period_basis when 'administrative' then '-A' else '' end
{%- endmacro %}
