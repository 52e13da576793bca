{#-
The first day that a flow counts from towards a target for a period of `kind` from `start` on that is due on `due`: a
span's own, else that of the year which ends then.
-#}
{% macro target_start(kind, start, due) -%}
    case when {{ kind }} = 'span' then {{ start }} else ({{ due }} + 1 - interval '1 year')::date end
{%- endmacro %}
