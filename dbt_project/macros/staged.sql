{#-
The rows of the accepted deliveries of a feed, as the staging view of every feed shows them: a model of one line.

Columns and scope come from the generated sources; personal data stay in raw, free text
loses telephone numbers and addresses, and figures lose the zeros that their storage adds.
-#}
{% macro staged(feed) %}
    {%- set relation = source('raw', feed) -%}
    {%- if execute -%}
        {%- set node = graph.sources.values() | selectattr('source_name', 'equalto', 'raw')
            | selectattr('name', 'equalto', feed) | first -%}
    {%- else -%}
        {%- set node = {'meta': {'scope': 'null::uuid'}, 'columns': {}} -%}
    {%- endif -%}
    with delivery as (
        select
            delivery_id,
            sender,
            received_at
        from {{ source('control', 'delivery') }}
        where verdict in ('accepted', 'accepted_with_warnings')
            and feed = '{{ feed }}'
    )

    select
        delivery_id,
        sheet_name,
        row_number,
        sender,
        received_at,
        {{ node.meta.scope }} as scope_id
        {%- for column in node.columns.values() if not column.meta.personal and column.name not in place_columns() %},
        {% if column.meta.free_text %}{{ without_contacts(column.name) }} as
        {% elif column.data_type == 'numeric' %}trim_scale({{ column.name }}) as
        {% endif %}{{ column.name }}
        {%- endfor %}
    from {{ relation }}
    inner join delivery using (delivery_id)
{%- endmacro %}
