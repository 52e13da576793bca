{#-
The rows of a release-versioned table that the session sees. The form matters: a bare call of kho.release() would be
made for every row, and without coalesce the planner trusts the two conditions to be independent.
-#}
{% macro released(relation) %}
    select *
    from {{ relation }}
    where coalesce(from_release <= (select kho.release()) and to_release > (select kho.release()), false)
{%- endmacro %}
