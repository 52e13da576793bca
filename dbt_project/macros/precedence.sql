{#-
The rank of the sender of `alias` among those who report the same, as the contract's `precedence` has it: 1 goes first,
null for a department that it does not name.
-#}
{% macro precedence(feed, alias) %}
    {%- set nodes = graph.get('sources', {}).values() | selectattr('source_name', 'equalto', 'raw')
        | selectattr('name', 'equalto', feed) | list if execute else [] -%}
    {%- if nodes -%}
        {%- set declared = nodes[0].meta.precedence -%}
        case {{ alias }}.{{ declared.by }}
        {%- for code, departments in declared.order.items() %}
            when '{{ code }}'
                then array_position(array['{{ departments | join("', '") }}'], split_part({{ alias }}.sender, '/', 2))
        {%- endfor %}
        end
    {%- else -%}
        null::integer
    {%- endif -%}
{% endmacro %}
