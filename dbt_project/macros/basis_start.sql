{#- The first day, on `period_basis`, of what begins on `day` by the calendar: administrative months begin on the 15th of the
month before (Thông tư 09/2019/TT-NHNN). The reader of files says the same, in kho/reading/values/periods.py. -#}
{% macro basis_start(day) -%}
    case
        when period_basis = 'administrative' then ({{ day }} - interval '1 month')::date + 14
        else {{ day }}
    end
{%- endmacro %}
