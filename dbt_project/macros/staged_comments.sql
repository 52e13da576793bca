{#-
Comments for the columns of a staging view, from the text that documents its raw table: what the contract says. A view
loses them whenever it is made anew, so they are a hook of every staging model.
-#}
{% macro staged_comments() %}
    {%- if execute -%}
    {%- set feed = this.identifier | replace('stg_', '', 1) -%}
    {%- set node = graph.sources.values() | selectattr('source_name', 'equalto', 'raw')
        | selectattr('name', 'equalto', feed) | first -%}
    {%- set texts = {
        'sender': 'The department that sent the delivery',
        'received_at': 'When the delivery came',
        'scope_id': 'What a correction replaces as a whole',
    } -%}
    {%- for column in node.columns.values() -%} {%- do texts.update({column.name: column.description}) -%} {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(this) %}
    comment on column {{ this }}.{{ column.quoted }} is '{{ texts[column.name] | replace("'", "''") }}';
    {%- endfor %}
    {%- endif %}
{% endmacro %}
