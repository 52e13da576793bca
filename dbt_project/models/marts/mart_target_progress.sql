with comparisons as (
    {{ released(ref('fct_target_actual')) }}
),

figures as not materialized (
    {{ released(ref('fct_observation')) }}
),

deliveries as not materialized (
    {{ released(ref('dim_delivery')) }}
),

indicators as (
    {{ released(ref('dim_indicator')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

-- one row a target and source of actuals; one without an actual where there is none
pairs as (
    select
        comparisons.target_id,
        comparisons.territory_code,
        comparisons.indicator_code,
        comparisons.target_date,
        pair.actual_id,
        pair.previous_id,
        pair.is_same_boundary
    from comparisons
    left join lateral (
        select *
        from unnest(comparisons.actual_ids, comparisons.previous_ids, comparisons.are_same_boundary)
                as compared (actual_id, previous_id, is_same_boundary)
    ) as pair on true
),

joined as (
    select
        pairs.territory_code,
        territories.territory_name,
        territories.boundary_since,
        pairs.indicator_code,
        indicators.indicator_name_vi,
        indicators.indicator_name_en,
        indicators.indicator_name_fr,
        pairs.target_date,
        targets.comparator,
        targets.value,
        targets.value_text,
        targets.unit,
        targets.sector_code,
        targets.plan_code,
        targets.source_method,
        targets.sender,
        targets.vintage,
        targets.observation_id,
        targets.delivery_id,
        targets.sheet_name,
        targets.row_number,
        targets.field,
        reported.is_sample,
        reported.open_warnings_count,
        actuals.comparator as actual_comparator,
        actuals.value as actual_value,
        -- what came together since January is about the time since then
        case
            when actuals.measure = 'cumulative' then date_trunc('year', actuals.period_end)::date
            else actuals.period_start
        end as actual_period_start,
        actuals.period_end as actual_period_end,
        actuals.period_label as actual_period_label,
        actuals.source_method as actual_source_method,
        actuals.sender as actual_sender,
        actuals.vintage as actual_vintage,
        actuals.measure as actual_measure,
        deliveries.is_sample as actual_is_sample,
        deliveries.open_warnings_count as actual_open_warnings_count,
        actuals.observation_id as actual_observation_id,
        actuals.delivery_id as actual_delivery_id,
        actuals.sheet_name as actual_sheet_name,
        actuals.row_number as actual_row_number,
        actuals.field as actual_field,
        previous.value as previous_value,
        coalesce(previous.comparator, '=') as previous_comparator,
        coalesce(indicators.time_kind, 'ratio') as time_kind,
        case
            when targets.period_kind = 'span' then targets.period_start
            else (pairs.target_date + 1 - interval '1 year')::date
        end as target_start,
        previous.period_end as previous_period_end,
        case
            when pairs.actual_id is not null and not pairs.is_same_boundary
                then 'the target stands on the boundary of ' || targets.boundary_date
                    || ', the actual on that of ' || actuals.boundary_date
            when pairs.actual_id is not null and (targets.unit is distinct from actuals.unit)
                then 'the target is in ' || coalesce(targets.unit, 'no unit')
                    || ', the actual in ' || coalesce(actuals.unit, 'no unit')
            when pairs.actual_id is not null and targets.value is null then 'the target is in words'
        end as standing_obstacle,
        -- what the target says of itself, before what is known of its indicator
        case
            when targets.comparator in ('<', '<=') then -1
            when targets.comparator in ('>', '>=') then 1
            when indicators.direction = 'lower' then -1
            else 1
        end as direction
    from pairs
    inner join figures as targets on pairs.target_id = targets.observation_id
    left join figures as actuals on pairs.actual_id = actuals.observation_id
    left join figures as previous on pairs.previous_id = previous.observation_id
    left join deliveries on actuals.delivery_id = deliveries.delivery_id
    left join deliveries as reported on targets.delivery_id = reported.delivery_id
    left join indicators on pairs.indicator_code = indicators.indicator_code
    left join territories
        on pairs.territory_code = territories.territory_code
            and targets.boundary_date between territories.valid_from and territories.valid_to
),

-- a flow is held against its target from the target's first day on, or year against year
spanned as (
    select
        *,
        {{ years_between('actual_period_end', 'target_date') }} as years_left,
        time_kind = 'flow' and actual_period_start = target_start as is_so_far,
        case
            when standing_obstacle is not null then standing_obstacle
            when time_kind = 'flow' and actual_period_start <> target_start
                and (
                    (target_start + interval '1 year')::date <= target_date
                    or (actual_period_start + interval '1 year')::date - 1 <> actual_period_end
                )
                then 'the target is for ' || target_start || ' to ' || target_date
                    || ', the actual for ' || actual_period_start || ' to ' || actual_period_end
        end as obstacle
    from joined
),

measured as (
    select
        *,
        case
            when actual_value is null then 'no_actual'
            when obstacle is not null then 'not_comparable'
            else 'comparable'
        end as comparison,
        case when obstacle is null then actual_value end as comparable_value
    from spanned
),

-- a flow goes on as it went since its beginning, anything else as it changed since the figure before; a growth does not
-- grow by the year, and nothing follows from bounds
paced as (
    select
        *,
        trim_scale(value - comparable_value) as gap_value,
        (comparable_value - value) * direction as surplus,
        case
            when time_kind = 'growth' or coalesce(actual_comparator, '=') <> '=' then null
            when is_so_far then comparable_value / {{ years_between('actual_period_start - 1', 'actual_period_end') }}
            when previous_comparator = '='
                then (comparable_value - previous_value)
                    / {{ years_between('previous_period_end', 'actual_period_end') }}
        end as observed_pace
    from measured
),

projected as (
    select
        *,
        comparable_value + observed_pace * years_left as projection
    from paced
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
    actual_measure,
    time_kind,
    comparison,
    obstacle as comparison_reason,
    gap_value,
    case
        -- what may still be exceeded is not kept before its time is over
        when is_so_far and direction = -1 and surplus >= 0 and actual_period_end < target_date then null
        else {{ fulfils('surplus', 'direction', 'comparator', 'actual_comparator') }}
    end as is_reached,
    trim_scale(round(years_left, 2)) as years_left,
    trim_scale(
        round(case when surplus < 0 and years_left > 0 and time_kind <> 'growth' then gap_value / years_left end, 4)
    ) as pace_needed_per_year,
    previous_value,
    previous_period_end,
    trim_scale(round(observed_pace, 4)) as pace_observed_per_year,
    trim_scale(round(projection, 4)) as projected_value,
    case
        when projection is not null
            then {{ fulfils('((projection - value) * direction)', 'direction', 'comparator', "'='") }}
    end as is_projected_to_be_reached,
    (is_sample or coalesce(actual_is_sample, false)) as is_sample,
    open_warnings_count as target_open_warnings_count,
    actual_open_warnings_count,
    observation_id as target_observation_id,
    delivery_id as target_delivery_id,
    sheet_name as target_sheet_name,
    row_number as target_row_number,
    field as target_field,
    actual_observation_id,
    actual_delivery_id,
    actual_sheet_name,
    actual_row_number,
    actual_field,
    (select kho.release()) as shown_release
from projected
