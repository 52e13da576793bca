{#- That a condition holds for every row of a mart, as a check constraint says it of a table: null does not break it. -#}
{% test holds(model, condition) %}
    select *
    from {{ model }}
    where not ({{ condition }})
{% endtest %}
