with summed as (
    select * from {{ ref('int_public_services__agencies_summed') }}
),

dossiers as (
    {{ released(ref('fct_dossier_month')) }}
),

scores as (
    {{ released(ref('fct_service_score')) }}
),

-- every number under which an agency has reported
named as (
    select
        territory_code,
        sender,
        period_end,
        agency_code,
        agency_name
    from dossiers
    union
    select
        territory_code,
        sender,
        period_end,
        agency_code,
        agency_name
    from scores
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    summed.territory_code,
    territories.territory_name,
    summed.agency_code,
    summed.agency_name,
    -- the same name under another number: the series of an agency goes on across the reform
    earlier.agency_code as earlier_agency_code,
    summed.service_level,
    summed.sender,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    summed.procedures_count,
    summed.carried_over_count,
    summed.received_count,
    summed.online_count,
    summed.processed_count,
    summed.on_time_count,
    summed.pending_count,
    previous.pending_count as previous_pending_count,
    summed.carried_over_count - previous.pending_count as carried_over_gap_count,
    summed.paid_online_count,
    summed.payable_count,
    summed.digitised_count,
    summed.online_documents_count,
    trim_scale(round(100.0 * summed.online_count / nullif(summed.received_count, 0), 2)) as online_pct,
    trim_scale(
        round(100.0 * coalesce(summed.full_online_count, 0) / nullif(summed.received_count, 0), 2)
    ) as full_online_pct,
    trim_scale(round(100.0 * summed.on_time_count / nullif(summed.processed_count, 0), 2)) as on_time_pct,
    trim_scale(
        round(100.0 * summed.paid_of_payable_count / nullif(summed.payable_count, 0), 2)
    ) as paid_online_pct,
    trim_scale(round(100.0 * summed.digitised_count / nullif(summed.digitisable_count, 0), 2)) as digitised_pct,
    case
        when summed.rows_count is null then 'only a score was reported'
        when summed.payable_rows_count = 0 then 'the report does not say how many dossiers have a fee'
        when summed.payable_count = 0 then 'no dossier has a fee'
    end as paid_online_missing_reason,
    trim_scale(
        round(100.0 * summed.payable_rows_count / nullif(summed.rows_count, 0), 1)
    ) as paid_online_completeness_pct,
    trim_scale(
        round(100.0 * summed.digitised_rows_count / nullif(summed.rows_count, 0), 1)
    ) as digitised_completeness_pct,
    summed.transparency_score,
    summed.timeliness_score,
    summed.payment_score,
    summed.service_quality_score,
    summed.satisfaction_score,
    summed.digitisation_score,
    summed.total_score,
    case
        when summed.service_level is not null then 'scores are given to agencies, not to levels of service'
        when summed.total_score is null then 'no score was reported'
        when summed.is_contradicted then 'the delivery gives several totals; this is that of the record of the score'
    end as score_remark,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    summed.delivery_id,
    summed.sheet_name,
    summed.row_number,
    summed.first_row_number,
    summed.last_row_number,
    summed.score_delivery_id,
    summed.score_sheet_name,
    summed.score_row_number,
    summed.score_field,
    (select kho.release()) as shown_release
from summed
left join territories
    on summed.territory_code = territories.territory_code
        and summed.period_end between territories.valid_from and territories.valid_to
left join deliveries on summed.delivery_id = deliveries.delivery_id
left join summed as previous
    on summed.territory_code = previous.territory_code
        and summed.agency_code is not distinct from previous.agency_code
        and summed.service_level is not distinct from previous.service_level
        and summed.sender = previous.sender
        and summed.period_kind = previous.period_kind
        and summed.period_start = previous.period_end + 1
left join lateral (
    select named.agency_code
    from named
    where named.territory_code = summed.territory_code
        and named.sender = summed.sender
        and lower(named.agency_name) = lower(summed.agency_name)
        and named.agency_code <> summed.agency_code
        and named.period_end < summed.period_end
    order by named.period_end desc
    limit 1
) as earlier on summed.agency_name is not null
