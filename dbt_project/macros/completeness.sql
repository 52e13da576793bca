{#-
How much of what a number is made of is there, in percent: `given` of `expected`, which are rows, tasks, communes or what
else the mart's column says. Null where nothing is expected.
-#}
{% macro completeness(given, expected) -%}
    trim_scale(round(100.0 * {{ given }} / nullif({{ expected }}, 0), 1))
{%- endmacro %}
