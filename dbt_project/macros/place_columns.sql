{#- The columns of every raw table that lead a row back to its place in the file. -#}
{% macro place_columns() %}
    {{ return(['delivery_id', 'sheet_name', 'row_number']) }}
{% endmacro %}
