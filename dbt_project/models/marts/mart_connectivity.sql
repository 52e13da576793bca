with hamlets as (
    select * from {{ ref('int_signal__hamlets_combined') }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- by commune, and for the whole territory where commune_code is null
summed as (
    select
        territory_code,
        commune_code,
        operator_code,
        period_end,
        period_kind,
        min(period_start) as period_start,
        min(period_label) as period_label,
        count(*) filter (where coverage_status <> 'not_listed') as hamlets_count,
        count(*) filter (where coverage_status = 'none') as no_signal_count,
        count(*) filter (where coverage_status = 'weak') as weak_signal_count,
        count(*) filter (where coverage_status in ('none', 'weak')) as gaps_count,
        count(*) filter (where coverage_status = 'covered') as covered_count,
        count(*) filter (
            where coverage_status = 'covered' and covered_date between period_start and period_end
        ) as newly_covered_count,
        max(covered_date) filter (where coverage_status = 'covered') as last_covered_date,
        count(*) filter (where coverage_status in ('none', 'weak') and not has_grid_power) as gaps_without_power_count,
        count(*) filter (where coverage_status in ('none', 'weak') and has_grid_power is null)
            as gaps_of_unknown_power_count,
        count(*) filter (where coverage_status = 'not_listed') as not_listed_count,
        count(*) filter (where is_disputed) as disputed_count,
        sum(operators_count) as reports_count
    from hamlets
    group by
        territory_code, operator_code, period_end, period_kind,
        grouping sets ((commune_code), ())
),

operators as (
    select
        territory_code,
        period_end,
        period_kind,
        count(distinct operator_code) as operators_count
    from hamlets
    group by territory_code, period_end, period_kind
),

-- what all operators together list, and how many of them there are
listed as (
    select
        summed.territory_code,
        summed.commune_code,
        summed.period_end,
        summed.period_kind,
        summed.hamlets_count,
        operators.operators_count
    from summed
    inner join operators
        on summed.territory_code = operators.territory_code
            and summed.period_end = operators.period_end
            and summed.period_kind = operators.period_kind
    where summed.operator_code is null
),

sent as (
    select distinct
        hamlets.territory_code,
        hamlets.operator_code,
        hamlets.period_end,
        hamlets.period_kind,
        delivery_id
    from hamlets
    cross join lateral unnest(hamlets.delivery_ids) as delivery_id
),

sources as (
    select
        sent.territory_code,
        sent.operator_code,
        sent.period_end,
        sent.period_kind,
        bool_or(deliveries.is_sample) as is_sample,
        sum(deliveries.open_warnings_count)::bigint as open_warnings_count,
        count(*) as deliveries_count,
        case when count(*) = 1 then min(sent.delivery_id) end as delivery_id
    from sent
    left join deliveries on sent.delivery_id = deliveries.delivery_id
    group by sent.territory_code, sent.operator_code, sent.period_end, sent.period_kind
)

select
    summed.territory_code,
    territories.territory_name,
    summed.commune_code,
    communes.commune_full_name as commune_name,
    summed.operator_code,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    summed.hamlets_count,
    summed.no_signal_count,
    summed.weak_signal_count,
    summed.gaps_count,
    summed.covered_count,
    summed.newly_covered_count,
    summed.last_covered_date,
    case when summed.gaps_count + summed.not_listed_count = 0 then summed.last_covered_date end
        as all_covered_since_date,
    summed.gaps_without_power_count,
    summed.gaps_of_unknown_power_count,
    summed.not_listed_count,
    summed.disputed_count,
    listed.operators_count,
    {{ completeness(
        'summed.reports_count',
        'listed.hamlets_count * case when summed.operator_code is null then listed.operators_count else 1 end',
    ) }} as completeness_pct,
    null::text as vintage,
    sources.is_sample,
    sources.open_warnings_count,
    sources.deliveries_count,
    sources.delivery_id,
    (select kho.release()) as shown_release
from summed
left join listed
    on summed.territory_code = listed.territory_code
        and summed.commune_code is not distinct from listed.commune_code
        and summed.period_end = listed.period_end
        and summed.period_kind = listed.period_kind
left join sources
    on summed.territory_code = sources.territory_code
        and summed.operator_code is not distinct from sources.operator_code
        and summed.period_end = sources.period_end
        and summed.period_kind = sources.period_kind
left join territories
    on summed.territory_code = territories.territory_code
        and summed.period_end between territories.valid_from and territories.valid_to
left join communes
    on summed.commune_code = communes.commune_code
        and summed.period_end between communes.valid_from and communes.valid_to
