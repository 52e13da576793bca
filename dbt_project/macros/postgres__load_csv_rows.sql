{#-
dbt's way of filling a seed, without asking for the mark of a placeholder once a cell: with the communes' hundred
thousand cells that alone takes longer than all models together.
-#}
{% macro postgres__load_csv_rows(model, agate_table) %}
    {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
    {%- set placeholders = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(', ') ~ ')' -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set bindings = [] -%}
        {%- for row in rows -%} {%- do bindings.extend(row) -%} {%- endfor -%}
        {%- set values = ([placeholders] * rows | length) | join(', ') -%}
        {%- set statement = 'insert into ' ~ this.render() ~ ' (' ~ columns ~ ') values ' ~ values -%}
        {%- do adapter.add_query(statement, bindings=bindings, abridge_sql_log=True) -%}
        {%- do statements.append(statement) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{% endmacro %}
