with observations as (
    select * from {{ ref('mart_observation') }}
    where measure = 'value'
),

targets_reported as (
    select
        *,
        -- a plan for the year, reported beside a shorter period, is due at the year's end
        case
            when period_kind in ('month', 'quarter', 'half', 'nine_months')
                then make_date(extract(year from period_end)::integer, 12, 31)
            else period_end
        end as target_date
    from observations
    where scenario = 'target'
),

-- reports of a year repeat its plan: the newest one of each source counts
targets as (
    select distinct on (
        territory_code, boundary_since, indicator_code, sector_code, target_date, source_method, sender, plan_code
    ) *
    from targets_reported
    order by
        territory_code asc, boundary_since asc, indicator_code asc, sector_code asc, target_date asc,
        source_method asc, sender asc, plan_code asc, period_end desc, delivery_id desc
),

actuals as (
    select * from observations
    where scenario = 'actual' and value is not null
),

ranked as (
    select
        targets.observation_id as target_id,
        actuals.observation_id as actual_id,
        (targets.boundary_since is not distinct from actuals.boundary_since) as is_same_boundary,
        (targets.unit is not distinct from actuals.unit) as is_same_unit,
        targets.value is null as is_in_words,
        'the target stands on the boundary of ' || targets.boundary_date
        || ', the actual on that of ' || actuals.boundary_date as boundaries,
        'the target is in ' || coalesce(targets.unit, 'no unit')
        || ', the actual in ' || coalesce(actuals.unit, 'no unit') as units,
        row_number() over (
            partition by targets.observation_id, actuals.source_method, actuals.sender, actuals.boundary_since
            order by actuals.period_end desc, actuals.period_start asc nulls last
        ) as place
    from targets
    inner join actuals
        on targets.indicator_code = actuals.indicator_code
            and targets.sector_code is not distinct from actuals.sector_code
            and targets.target_date >= actuals.period_end
            and (
                targets.territory_code_today = actuals.territory_code_today
                or (
                    targets.territory_code = actuals.territory_code
                    and targets.boundary_since is not distinct from actuals.boundary_since
                )
            )
),

-- the newest actual of each source and boundary up to the day of the target; of two that end together, the longer one
paired as (
    select
        target_id,
        actual_id,
        case
            when not is_same_boundary then boundaries
            when not is_same_unit then units
            when is_in_words then 'the target is in words'
        end as obstacle
    from ranked
    where place = 1
),

-- the figure of the same source for an earlier period of the same kind, on the same boundary
with_previous as (
    select
        paired.*,
        previous.value as previous_value,
        previous.period_end as previous_period_end
    from paired
    inner join actuals as newest on paired.actual_id = newest.observation_id
    left join lateral (
        select
            earlier.value,
            earlier.period_end
        from actuals as earlier
        where earlier.territory_code = newest.territory_code
            and earlier.boundary_since is not distinct from newest.boundary_since
            and earlier.indicator_code = newest.indicator_code
            and earlier.sector_code is not distinct from newest.sector_code
            and earlier.source_method = newest.source_method
            and earlier.sender = newest.sender
            and earlier.period_kind = newest.period_kind
            and earlier.period_basis = newest.period_basis
            and earlier.unit is not distinct from newest.unit
            and earlier.period_end < newest.period_end
        order by earlier.period_end desc
        limit 1
    ) as previous on true
),

measured as (
    select
        targets.*,
        actuals.comparator as actual_comparator,
        actuals.value as actual_value,
        actuals.period_start as actual_period_start,
        actuals.period_end as actual_period_end,
        actuals.period_label as actual_period_label,
        actuals.source_method as actual_source_method,
        actuals.sender as actual_sender,
        actuals.vintage as actual_vintage,
        actuals.is_sample as actual_is_sample,
        actuals.open_warnings_count as actual_open_warnings_count,
        actuals.delivery_id as actual_delivery_id,
        actuals.sheet_name as actual_sheet_name,
        actuals.row_number as actual_row_number,
        with_previous.previous_value,
        with_previous.previous_period_end,
        with_previous.obstacle,
        case
            when actuals.observation_id is null then 'no_actual'
            when with_previous.obstacle is not null then 'not_comparable'
            else 'comparable'
        end as comparison,
        case
            when targets.comparator in ('<', '<=') or targets.indicator_direction = 'lower' then -1
            else 1
        end as direction,
        case when with_previous.obstacle is null then actuals.value end as comparable_value,
        (targets.target_date - actuals.period_end) / 365.25 as years_left
    from targets
    left join with_previous on targets.observation_id = with_previous.target_id
    left join actuals on with_previous.actual_id = actuals.observation_id
),

paced as (
    select
        *,
        trim_scale(value - comparable_value) as gap_value,
        (comparable_value - previous_value) / ((actual_period_end - previous_period_end) / 365.25) as observed_pace
    from measured
)

select
    territory_code,
    territory_name,
    boundary_since,
    indicator_code,
    indicator_name_vi,
    indicator_name_en,
    indicator_name_fr,
    sector_code,
    target_date,
    comparator as target_comparator,
    value as target_value,
    value_text as target_text,
    unit,
    plan_code,
    source_method as target_source_method,
    sender as target_sender,
    vintage as target_vintage,
    actual_comparator,
    actual_value,
    actual_period_start,
    actual_period_end,
    actual_period_label,
    actual_source_method,
    actual_sender,
    actual_vintage,
    comparison,
    obstacle as comparison_reason,
    gap_value,
    case
        when comparator in ('>', '<') then gap_value * direction < 0
        else gap_value * direction <= 0
    end as is_reached,
    trim_scale(round(years_left, 2)) as years_left,
    trim_scale(
        round(case when gap_value * direction > 0 and years_left > 0 then gap_value / years_left end, 4)
    ) as pace_needed_per_year,
    previous_value,
    previous_period_end,
    trim_scale(round(observed_pace, 4)) as pace_observed_per_year,
    trim_scale(round(comparable_value + observed_pace * years_left, 4)) as projected_value,
    case
        when comparator in ('>', '<')
            then (comparable_value + observed_pace * years_left - value) * direction > 0
        else (comparable_value + observed_pace * years_left - value) * direction >= 0
    end as is_projected_to_be_reached,
    (is_sample or coalesce(actual_is_sample, false)) as is_sample,
    open_warnings_count as target_open_warnings_count,
    actual_open_warnings_count,
    delivery_id as target_delivery_id,
    sheet_name as target_sheet_name,
    row_number as target_row_number,
    actual_delivery_id,
    actual_sheet_name,
    actual_row_number,
    shown_release
from paced
