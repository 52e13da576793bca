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
        targets.delivery_id,
        targets.sheet_name,
        targets.row_number,
        targets.field,
        reported.is_sample,
        reported.open_warnings_count,
        actuals.comparator as actual_comparator,
        actuals.value as actual_value,
        actuals.period_start as actual_period_start,
        actuals.period_end as actual_period_end,
        actuals.period_label as actual_period_label,
        actuals.source_method as actual_source_method,
        actuals.sender as actual_sender,
        actuals.vintage as actual_vintage,
        deliveries.is_sample as actual_is_sample,
        deliveries.open_warnings_count as actual_open_warnings_count,
        actuals.delivery_id as actual_delivery_id,
        actuals.sheet_name as actual_sheet_name,
        actuals.row_number as actual_row_number,
        actuals.field as actual_field,
        previous.value as previous_value,
        previous.period_end as previous_period_end,
        case
            when pairs.actual_id is null then null
            when not pairs.is_same_boundary
                then 'the target stands on the boundary of ' || targets.boundary_date
                    || ', the actual on that of ' || actuals.boundary_date
            when (targets.unit is distinct from actuals.unit)
                then 'the target is in ' || coalesce(targets.unit, 'no unit')
                    || ', the actual in ' || coalesce(actuals.unit, 'no unit')
            when targets.value is null then 'the target is in words'
        end as obstacle,
        case
            when targets.comparator in ('<', '<=') or indicators.direction = 'lower' then -1
            else 1
        end as direction,
        (pairs.target_date - actuals.period_end) / 365.25 as years_left
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

measured as (
    select
        *,
        case
            when actual_value is null then 'no_actual'
            when obstacle is not null then 'not_comparable'
            else 'comparable'
        end as comparison,
        case when obstacle is null then actual_value end as comparable_value
    from joined
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
    field as target_field,
    actual_delivery_id,
    actual_sheet_name,
    actual_row_number,
    actual_field,
    (select kho.release()) as shown_release
from paced
