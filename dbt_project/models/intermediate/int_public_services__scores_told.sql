-- A portal may write an agency's score beside each of its dossiers: a record of its own goes first, then the first row.
with reported as (
    select * from {{ ref('stg_online_public_services') }}
    where total_score is not null
)

select distinct on (delivery_id, territory_code, agency_code, period_end, period_kind)
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    sender,
    territory_code,
    agency_code,
    agency_name,
    -- the province itself, whatever its number at the gateway
    regexp_replace(coalesce(agency_name, ''), '^(UBND|Ủy ban nhân dân|Uỷ ban nhân dân) ', '', 'i') as place_name,
    period_start,
    period_end,
    period_kind,
    period_label,
    transparency_score,
    timeliness_score,
    payment_score,
    service_quality_score,
    satisfaction_score,
    digitisation_score,
    total_score,
    min(total_score) over told <> max(total_score) over told as is_contradicted
from reported
window told as (partition by delivery_id, territory_code, agency_code, period_end, period_kind)
order by
    delivery_id, territory_code, agency_code, period_end, period_kind,
    (procedure_code is not null), sheet_name, row_number
