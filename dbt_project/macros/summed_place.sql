{#-
The columns that lead a sum back to its rows: the newest of their deliveries; sheet, first and last row where all of them
lie in one sheet of one delivery; and the row, where there is but one.
-#}
{% macro summed_place() -%}
    {%- set together -%}
        min(delivery_id) = max(delivery_id) and min(coalesce(sheet_name, '')) = max(coalesce(sheet_name, ''))
    {%- endset -%}
    max(delivery_id) as delivery_id,
    case when {{ together }} then min(sheet_name) end as sheet_name,
    case when count(*) = 1 then min(row_number) end as row_number,
    case when {{ together }} then min(row_number) end as first_row_number,
    case when {{ together }} then max(row_number) end as last_row_number
{%- endmacro %}
