{#-
The columns that lead a sum back to its rows: the newest of their deliveries; sheet, first and last row where all of them
lie in one sheet of one delivery; and the row, where there is but one.
-#}
{% macro summed_place() -%}
    max(delivery_id) as delivery_id,
    case when count(distinct (delivery_id, sheet_name)) = 1 then min(sheet_name) end as sheet_name,
    case when count(*) = 1 then min(row_number) end as row_number,
    case when count(distinct (delivery_id, sheet_name)) = 1 then min(row_number) end as first_row_number,
    case when count(distinct (delivery_id, sheet_name)) = 1 then max(row_number) end as last_row_number
{%- endmacro %}
