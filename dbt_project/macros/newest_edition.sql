{#-
The order that puts the newest of several editions of one figure first: by the day of its data, then final before
preliminary before estimate, then by delivery.
-#}
{% macro newest_edition(alias) -%}
    {{ alias }}.as_of_date desc nulls last,
    array_position(array['final', 'preliminary', 'estimate'], {{ alias }}.vintage),
    {{ alias }}.delivery_id desc
{%- endmacro %}
