{#-
The growth in percent that a comparison with an earlier period says, which tables print as an index (107.92) or as
the growth itself (7.92). What most of its neighbours are decides, and only what cannot be that is read otherwise: an
index hardly falls below 30, and a growth hardly passes 80.
-#}
{% macro growth(value, is_index) -%}
    case when {{ value }} >= case when {{ is_index }} then 30 else 80 end then {{ value }} - 100 else {{ value }} end
{%- endmacro %}
