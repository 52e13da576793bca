{#-
The points of a cell of a self-assessment: a number; all points for `Có` and a cross, none for `Không`; the part of the
whole that `3/4` says. Null where there is no answer, which is not zero.
-#}
{% macro points(score) -%}
    case
        when {{ score }} is not null then {{ score }}
        when {{ score }}_text in ('CÓ', 'ĐẠT') then max_score
        when lower({{ score }}_text) in ('có', 'co', 'đạt', 'x', '✓', '✔', 'true') then max_score
        when {{ score }}_text ~ '^[0-9]+([.,][0-9]+)? ?/ ?[1-9][0-9]*$'
            then max_score * replace(split_part({{ score }}_text, '/', 1), ',', '.')::numeric
                / split_part({{ score }}_text, '/', 2)::numeric
        when {{ score }}_text is not null then 0
    end
{%- endmacro %}
