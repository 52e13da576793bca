with dossiers as (
    {{ released(ref('fct_dossier_month')) }}
),

scores as (
    {{ released(ref('fct_service_score')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

-- an agency at one level of service, at all of them (service_level is null), and the whole province (agency_code too)
summed as (
    select
        territory_code,
        agency_code,
        service_level,
        sender,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        max(agency_name) as agency_name,
        count(distinct procedure_code) as procedures_count,
        count(*) as rows_count,
        sum(carried_over_count)::bigint as carried_over_count,
        sum(received_count)::bigint as received_count,
        sum(online_count)::bigint as online_count,
        sum(online_count) filter (where service_level = 'full')::bigint as full_online_count,
        sum(processed_count)::bigint as processed_count,
        sum(on_time_count)::bigint as on_time_count,
        sum(pending_count)::bigint as pending_count,
        sum(paid_online_count)::bigint as paid_online_count,
        sum(paid_online_count) filter (where payable_count is not null)::bigint as paid_of_payable_count,
        sum(payable_count) filter (where paid_online_count is not null)::bigint as payable_count,
        count(paid_online_count) filter (where payable_count is not null) as payable_rows_count,
        sum(digitised_count)::bigint as digitised_count,
        sum(processed_count) filter (where digitised_count is not null)::bigint as digitisable_count,
        count(digitised_count) as digitised_rows_count,
        sum(online_documents_count)::bigint as online_documents_count,
        {{ summed_place() }}
    from dossiers
    group by
        territory_code, sender, period_start, period_end, period_kind,
        grouping sets ((agency_code, service_level), (agency_code), (service_level), ())
),

-- an agency that only has a score has no dossiers; the province's own score is the gateway's, never a mean
scored as (
    select
        scores.*,
        exists(
            select 1
            from territories
            where territories.territory_code = scores.territory_code
                and scores.period_end between territories.valid_from and territories.valid_to
                and regexp_replace(lower(scores.agency_name), '^(ubnd|ủy ban nhân dân|uỷ ban nhân dân) ', '') = any(
                    array[lower(territories.territory_name), lower(territories.territory_full_name)]
                )
        ) as is_province
    from scores
),

ranked as (
    select
        *,
        case when not is_province then agency_code end as shown_agency_code,
        row_number() over (
            partition by
                territory_code, sender, period_end, period_kind, case when not is_province then agency_code end
            order by row_number
        ) as place
    from scored
),

placed as (
    select * from ranked
    where place = 1
)

select
    coalesce(summed.territory_code, placed.territory_code) as territory_code,
    coalesce(summed.agency_code, placed.shown_agency_code) as agency_code,
    case
        when coalesce(summed.agency_code, placed.shown_agency_code) is not null
            then coalesce(summed.agency_name, placed.agency_name)
    end as agency_name,
    summed.service_level,
    coalesce(summed.sender, placed.sender) as sender,
    coalesce(summed.period_start, placed.period_start) as period_start,
    coalesce(summed.period_end, placed.period_end) as period_end,
    coalesce(summed.period_kind, placed.period_kind) as period_kind,
    coalesce(summed.period_label, placed.period_label) as period_label,
    summed.procedures_count,
    summed.rows_count,
    summed.carried_over_count,
    summed.received_count,
    summed.online_count,
    summed.full_online_count,
    summed.processed_count,
    summed.on_time_count,
    summed.pending_count,
    summed.paid_online_count,
    summed.paid_of_payable_count,
    summed.payable_count,
    summed.payable_rows_count,
    summed.digitised_count,
    summed.digitisable_count,
    summed.digitised_rows_count,
    summed.online_documents_count,
    placed.transparency_score,
    placed.timeliness_score,
    placed.payment_score,
    placed.service_quality_score,
    placed.satisfaction_score,
    placed.digitisation_score,
    placed.total_score,
    placed.is_contradicted,
    coalesce(summed.delivery_id, placed.delivery_id) as delivery_id,
    case when summed.delivery_id is null then placed.sheet_name else summed.sheet_name end as sheet_name,
    case when summed.delivery_id is null then placed.row_number else summed.row_number end as row_number,
    case when summed.delivery_id is null then placed.row_number else summed.first_row_number end as first_row_number,
    case when summed.delivery_id is null then placed.row_number else summed.last_row_number end as last_row_number,
    placed.delivery_id as score_delivery_id,
    placed.sheet_name as score_sheet_name,
    placed.row_number as score_row_number,
    case when placed.delivery_id is not null then 'total_score' end as score_field
from summed
full join placed
    on summed.territory_code = placed.territory_code
        and coalesce(summed.agency_code, '') = coalesce(placed.shown_agency_code, '')
        and coalesce(summed.service_level, '') = ''
        and summed.sender = placed.sender
        and summed.period_end = placed.period_end
        and summed.period_kind = placed.period_kind
