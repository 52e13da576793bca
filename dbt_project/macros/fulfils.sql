{#-
Whether a figure fulfils a target: `surplus` is how far it lies on the good side of it, `direction` 1 where more is better
and -1 where less is. A target of `>` or `<` is not fulfilled by its own number; one of `~=` or `~<` counts as its number.
Null where the figure is a bound (`> 60`) that leaves it open.
-#}
{% macro fulfils(surplus, direction, target_comparator, figure_comparator) -%}
    case
        -- the figure lies beyond the bound, on the good side of it
        when {{ figure_comparator }} = case {{ direction }} when 1 then '>' else '<' end
            then case when {{ surplus }} >= 0 then true end
        -- or on the other
        when {{ figure_comparator }} = case {{ direction }} when 1 then '<' else '>' end
            then case when {{ surplus }} <= 0 then false end
        when {{ figure_comparator }} = case {{ direction }} when 1 then '>=' else '<=' end
            and ({{ surplus }} < 0 or {{ surplus }} = 0 and {{ target_comparator }} in ('>', '<')) then null
        when {{ figure_comparator }} = case {{ direction }} when 1 then '<=' else '>=' end
            and ({{ surplus }} > 0 or {{ surplus }} = 0 and coalesce({{ target_comparator }}, '=') not in ('>', '<'))
            then null
        -- about as much is not surely as much, and nearly as much is less
        when {{ figure_comparator }} = '~=' and {{ surplus }} = 0 then null
        when {{ figure_comparator }} = '~<' and {{ surplus }} = 0 then {{ direction }} = -1
        when {{ target_comparator }} in ('>', '<') then {{ surplus }} > 0
        else {{ surplus }} >= 0
    end
{%- endmacro %}
