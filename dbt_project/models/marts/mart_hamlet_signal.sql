with signals as (
    select
        *,
        latitude between 8 and 24 and longitude between 102 and 118 as is_in_vietnam
    from {{ ref('int_signal__hamlets_identified') }}
),

combined as (
    select * from {{ ref('int_signal__hamlets_combined') }}
    where operator_code is null and coverage_status <> 'not_listed'
),

-- those who report on the province: each should say something of each hamlet
operators as (
    select
        territory_code,
        period_end,
        period_kind,
        count(distinct operator_code) as reporting_count
    from signals
    group by territory_code, period_end, period_kind
),

communes as (
    {{ released(ref('dim_commune')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    signals.territory_code,
    signals.commune_code,
    communes.commune_full_name as commune_name,
    signals.hamlet_id,
    signals.hamlet_name,
    signals.is_without_code,
    signals.operator_code,
    signals.sender,
    signals.is_preferred,
    signals.other_rows_count as other_senders_count,
    signals.period_start,
    signals.period_end,
    signals.period_label,
    signals.coverage_status,
    signals.technology_code,
    signals.covered_date,
    combined.coverage_status as coverage_status_of_all,
    case when combined.coverage_status = 'covered' then combined.covered_date end as covered_date_of_all,
    combined.operators_count,
    combined.is_disputed,
    signals.has_grid_power,
    case when signals.is_in_vietnam then signals.latitude end as latitude,
    case when signals.is_in_vietnam then signals.longitude end as longitude,
    {{ completeness('combined.operators_count', 'operators.reporting_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    signals.delivery_id,
    signals.sheet_name,
    signals.row_number,
    'coverage_status' as field,
    (select kho.release()) as shown_release
from signals
inner join combined
    on signals.territory_code = combined.territory_code
        and signals.commune_code = combined.commune_code
        and signals.hamlet_id = combined.hamlet_id
        and signals.period_end = combined.period_end
        and signals.period_kind = combined.period_kind
inner join operators
    on signals.territory_code = operators.territory_code
        and signals.period_end = operators.period_end
        and signals.period_kind = operators.period_kind
left join communes
    on signals.commune_code = communes.commune_code
        and signals.period_end between communes.valid_from and communes.valid_to
left join deliveries on signals.delivery_id = deliveries.delivery_id
