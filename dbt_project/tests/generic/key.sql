{#- That `columns` tell the rows of a mart apart: a view has no primary key. Nulls are equal to each other. -#}
{% test key(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as rows_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
