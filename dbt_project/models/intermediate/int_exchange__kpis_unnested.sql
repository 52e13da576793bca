{#- a figure as it is written in Vietnamese: 1.200, 1.500.000,5, 99,5, and 99.9 where no thousands can be meant -#}
{%- set figure = '-?(?:[1-9][0-9]{0,2}(?:[.][0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)' -%}
{%- set thousands = '^-?[1-9][0-9]{0,2}([.][0-9]{3})+(,[0-9]+)?$' -%}
-- One row a KPI. Its target and result are kept as the operator writes them, and as figures where they are one figure
-- with or without a unit. A target that is a bare figure does not say whether more or less is better, so nothing is
-- said of its being met; nor where the result is in another unit.
with records as (
    select * from {{ ref('stg_dtmarket_exchange') }}
),

unnested as (
    select
        records.delivery_id,
        records.scope_id,
        records.sheet_name,
        records.row_number,
        records.sender,
        records.record_type,
        records.record_id,
        kpi.position::integer as kpi_position,
        kpi.value ->> 'ten' as kpi_name,
        btrim(coalesce(kpi.value ->> 'mucTieu', kpi.value ->> 'muc_tieu')) as target_text,
        btrim(coalesce(kpi.value ->> 'ketQua', kpi.value ->> 'ket_qua')) as result_text
    from records
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(records.kpis) = 'array' then records.kpis else '[]'::jsonb end
    ) with ordinality as kpi (value, position)
),

matched as (
    select
        unnested.*,
        regexp_match(unnested.target_text, '^(>=|<=|≥|≤|>|<)?\s*({{ figure }})\s*(\D*)$') as target_parts,
        regexp_match(unnested.result_text, '^({{ figure }})\s*(\D*)$') as result_parts
    from unnested
),

parsed as (
    select
        matched.*,
        matched.target_parts[1] as direction,
        {%- for value, written in [('target', 'target_parts[2]'), ('result', 'result_parts[1]')] %}
        replace(
            case
                when matched.{{ written }} ~ '{{ thousands }}' then replace(matched.{{ written }}, '.', '')
                else matched.{{ written }}
            end, ',', '.'
        )::numeric as {{ value }}_value,
        {%- endfor %}
        matched.target_parts[3] = matched.result_parts[2] as is_same_unit
    from matched
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    sender,
    record_type,
    record_id,
    kpi_position,
    kpi_name,
    target_text,
    result_text,
    target_value,
    result_value,
    case
        when not is_same_unit then null
        when direction in ('>=', '≥') then result_value >= target_value
        when direction in ('<=', '≤') then result_value <= target_value
        when direction = '>' then result_value > target_value
        when direction = '<' then result_value < target_value
    end as is_met
from parsed
