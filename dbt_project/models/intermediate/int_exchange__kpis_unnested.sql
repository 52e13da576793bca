-- One row a KPI. Its target and result are kept as the operator writes them, and as figures where they are figures; a
-- target that is a bare figure does not say whether more or less is better, so nothing is said of its being met.
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
        btrim(kpi.value ->> 'mucTieu') as target_text,
        btrim(kpi.value ->> 'ketQua') as result_text
    from records
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(records.kpis) = 'array' then records.kpis else '[]'::jsonb end
    ) with ordinality as kpi (value, position)
),

parsed as (
    select
        unnested.*,
        substring(target_text from '^(>=|<=|≥|≤|>|<)') as direction,
        replace(
            substring(target_text from '^(?:>=|<=|≥|≤|>|<)?\s*(-?[0-9]+(?:[.,][0-9]+)?)\s*%?$'), ',', '.'
        )::numeric as target_value,
        replace(substring(result_text from '^(-?[0-9]+(?:[.,][0-9]+)?)\s*%?$'), ',', '.')::numeric as result_value
    from unnested
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
        when direction in ('>=', '≥') then result_value >= target_value
        when direction in ('<=', '≤') then result_value <= target_value
        when direction = '>' then result_value > target_value
        when direction = '<' then result_value < target_value
    end as is_met
from parsed
