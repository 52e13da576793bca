{{ config(unique_key=['territory_code', 'agency_code', 'period_end', 'period_kind', 'sender']) }}

with scores as (
    select * from {{ ref('int_public_services__scores_told') }}
)

select
    territory_code,
    agency_code,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    agency_name,
    transparency_score,
    timeliness_score,
    payment_score,
    service_quality_score,
    satisfaction_score,
    digitisation_score,
    total_score,
    is_contradicted,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from scores
where {{ touched('scores') }}
