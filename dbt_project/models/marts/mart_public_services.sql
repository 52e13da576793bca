with summed as (
    select * from {{ ref('int_public_services__agencies_summed') }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- provinces that carry on each other's name are one place; a code that was used again names another
placed as (
    select
        summed.*,
        territories.territory_name,
        territories.boundary_since,
        coalesce(
            territories.code_today, summed.territory_code || ' since ' || territories.boundary_since,
            summed.territory_code
        ) as place
    from summed
    left join territories
        on summed.territory_code = territories.territory_code
            and summed.period_end between territories.valid_from and territories.valid_to
),

-- every number under which an agency has reported, and since when
named as materialized (
    select
        place,
        sender,
        agency_code,
        lower(agency_name) as name_key,
        min(period_end) as first_end
    from placed
    where agency_code is not null and agency_name is not null
    group by place, sender, agency_code, lower(agency_name)
)

select
    placed.territory_code,
    placed.territory_name,
    placed.agency_code,
    placed.agency_name,
    -- the same name under another number: the series of an agency goes on across the reform
    earlier.agency_code as earlier_agency_code,
    placed.service_level,
    placed.sender,
    placed.period_start,
    placed.period_end,
    placed.period_kind,
    placed.period_label,
    placed.procedures_count,
    placed.carried_over_count,
    placed.received_count,
    placed.online_count,
    placed.processed_count,
    placed.on_time_count,
    placed.pending_count,
    previous.pending_count as previous_pending_count,
    placed.carried_over_count - previous.pending_count as carried_over_gap_count,
    case
        when placed.carried_over_count is null then 'only a score was reported'
        when previous.pending_count is null then 'no report of the period before on this boundary'
    end as carried_over_gap_missing_reason,
    placed.paid_online_count,
    placed.payable_count,
    placed.digitised_count,
    placed.online_documents_count,
    trim_scale(round(100.0 * placed.online_count / nullif(placed.received_count, 0), 2)) as online_pct,
    trim_scale(
        round(100.0 * coalesce(placed.full_online_count, 0) / nullif(placed.received_count, 0), 2)
    ) as full_online_pct,
    trim_scale(round(100.0 * placed.on_time_count / nullif(placed.processed_count, 0), 2)) as on_time_pct,
    trim_scale(
        round(100.0 * placed.paid_of_payable_count / nullif(placed.payable_count, 0), 2)
    ) as paid_online_pct,
    trim_scale(round(100.0 * placed.digitised_count / nullif(placed.digitisable_count, 0), 2)) as digitised_pct,
    case
        when placed.rows_count is null then 'only a score was reported'
        when placed.payable_rows_count = 0 then 'the report does not say how many dossiers have a fee'
        when placed.payable_count = 0 then 'no dossier has a fee'
    end as paid_online_missing_reason,
    {{ completeness('placed.payable_rows_count', 'placed.rows_count') }} as paid_online_completeness_pct,
    {{ completeness('placed.digitised_rows_count', 'placed.rows_count') }} as digitised_completeness_pct,
    placed.transparency_score,
    placed.timeliness_score,
    placed.payment_score,
    placed.service_quality_score,
    placed.satisfaction_score,
    placed.digitisation_score,
    placed.total_score,
    case
        when placed.service_level is not null then 'scores are given to agencies, not to levels of service'
        when placed.total_score is null then 'no score was reported'
        when placed.is_contradicted then 'the delivery gives several totals; this is that of the record of the score'
    end as score_remark,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    placed.delivery_id,
    placed.sheet_name,
    placed.row_number,
    placed.first_row_number,
    placed.last_row_number,
    placed.score_delivery_id,
    placed.score_sheet_name,
    placed.score_row_number,
    placed.score_field,
    (select kho.release()) as shown_release
from placed
left join deliveries on placed.delivery_id = deliveries.delivery_id
left join placed as previous
    on placed.territory_code = previous.territory_code
        and placed.agency_code is not distinct from previous.agency_code
        and placed.service_level is not distinct from previous.service_level
        and placed.sender = previous.sender
        and placed.period_kind = previous.period_kind
        and placed.period_start = previous.period_end + 1
        and placed.boundary_since is not distinct from previous.boundary_since
left join lateral (
    select named.agency_code
    from named
    where named.place = placed.place
        and named.sender = placed.sender
        and named.name_key = lower(placed.agency_name)
        and named.agency_code <> placed.agency_code
        and named.first_end < placed.period_end
    order by named.first_end desc
    limit 1
) as earlier on placed.agency_name is not null
