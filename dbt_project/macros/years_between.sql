{#- The years from the end of one day to the end of another, in whole months where both end one: a quarter is 0.25. -#}
{% macro years_between(first, last) -%}
    (
        extract(year from {{ last }} + 1) - extract(year from {{ first }} + 1)
        + (extract(month from {{ last }} + 1) - extract(month from {{ first }} + 1)) / 12
        + (extract(day from {{ last }} + 1) - extract(day from {{ first }} + 1)) / 365.25
    )
{%- endmacro %}
