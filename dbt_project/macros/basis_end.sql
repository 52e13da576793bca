{#- The last day, on `period_basis`, of what ends on `day` by the calendar: administrative months end on the 14th. -#}
{% macro basis_end(day) -%}
    case
        when period_basis = 'administrative' then date_trunc('month', {{ day }})::date + 13
        else {{ day }}
    end
{%- endmacro %}
