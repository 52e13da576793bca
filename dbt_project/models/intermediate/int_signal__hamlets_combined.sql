-- Whoever lives there needs one network: a hamlet is covered if any operator covers it, weak if none does but one can
-- be received, and without signal only if every operator that reports on it says so. Those that do not report on it say
-- nothing: operators_count tells how many have.
with signals as (
    select * from {{ ref('int_signal__hamlets_identified') }}
    where is_preferred
),

-- each operator's row, and one for all where operator_code is null
combined as (
    select
        territory_code,
        commune_code,
        hamlet_id,
        operator_code,
        period_end,
        period_kind,
        min(period_start) as period_start,
        min(period_label) as period_label,
        case
            when bool_or(coverage_status = 'covered') then 'covered'
            when bool_or(coverage_status = 'weak') then 'weak'
            else 'none'
        end as coverage_status,
        min(covered_date) filter (where coverage_status = 'covered') as covered_date,
        bool_or(has_grid_power) as has_grid_power,
        count(distinct operator_code) as operators_count,
        count(distinct coverage_status) > 1 as is_disputed,
        array_agg(distinct delivery_id) as delivery_ids
    from signals
    group by
        territory_code, commune_code, hamlet_id, period_end, period_kind,
        grouping sets ((operator_code), ())
),

territories as (
    {{ released(ref('dim_territory')) }}
),

months as (
    select
        territory_code,
        operator_code,
        period_end,
        period_kind,
        min(period_start) as period_start,
        min(period_label) as period_label,
        array_agg(distinct delivery_id) as delivery_ids,
        (
            select territories.boundary_since
            from territories
            where territories.territory_code = combined.territory_code
                and combined.period_end between territories.valid_from and territories.valid_to
        ) as boundary_since,
        row_number() over (partition by territory_code, operator_code, period_kind order by period_end) as position
    from combined
    cross join lateral unnest(delivery_ids) as delivery_id
    group by territory_code, operator_code, period_end, period_kind
),

-- a gap of one month that the next report leaves out is not closed by that; the communes and hamlets of another
-- boundary are others
left_out as (
    select
        gaps.territory_code,
        gaps.commune_code,
        gaps.hamlet_id,
        gaps.operator_code,
        later.period_end,
        later.period_kind,
        later.period_start,
        later.period_label,
        'not_listed' as coverage_status,
        null::date as covered_date,
        gaps.has_grid_power,
        0::bigint as operators_count,
        false as is_disputed,
        later.delivery_ids
    from combined as gaps
    inner join months as earlier
        on gaps.territory_code = earlier.territory_code
            and gaps.operator_code is not distinct from earlier.operator_code
            and gaps.period_end = earlier.period_end
            and gaps.period_kind = earlier.period_kind
    inner join months as later
        on earlier.territory_code = later.territory_code
            and earlier.operator_code is not distinct from later.operator_code
            and earlier.period_kind = later.period_kind
            and earlier.position + 1 = later.position
            and earlier.boundary_since is not distinct from later.boundary_since
    where gaps.coverage_status <> 'covered'
        and not exists (
            select 1
            from combined as listed
            where listed.territory_code = gaps.territory_code
                and listed.commune_code = gaps.commune_code
                and listed.hamlet_id = gaps.hamlet_id
                and listed.operator_code is not distinct from gaps.operator_code
                and listed.period_end = later.period_end
                and listed.period_kind = later.period_kind
        )
)

select * from combined
union all
select
    territory_code,
    commune_code,
    hamlet_id,
    operator_code,
    period_end,
    period_kind,
    period_start,
    period_label,
    coverage_status,
    covered_date,
    has_grid_power,
    operators_count,
    is_disputed,
    delivery_ids
from left_out
