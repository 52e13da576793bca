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
        pair.part_ids,
        pair.is_same_boundary
    from comparisons
    left join lateral (
        select *
        from unnest(
                comparisons.actual_ids, comparisons.previous_ids, comparisons.part_ids, comparisons.are_same_boundary
            ) as compared (actual_id, previous_id, part_ids, is_same_boundary)
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
        targets.boundary_date = targets.period_end as is_of_its_due_day,
        reported.is_sample,
        reported.open_warnings_count,
        actuals.comparator as actual_comparator,
        actuals.value as newest_value,
        -- what came together since January is about the time since then
        case
            when actuals.measure = 'cumulative' then date_trunc('year', actuals.period_end)::date
            else actuals.period_start
        end as newest_period_start,
        actuals.period_end as actual_period_end,
        actuals.period_kind,
        actuals.period_basis,
        actuals.period_label as newest_period_label,
        actuals.source_method as actual_source_method,
        actuals.sender as actual_sender,
        actuals.vintage as actual_vintage,
        actuals.measure as newest_measure,
        actuals.completeness_pct as newest_completeness_pct,
        actuals.completeness_of as newest_completeness_of,
        coalesce(parts.is_sample, deliveries.is_sample) as actual_is_sample,
        coalesce(parts.open_warnings_count, deliveries.open_warnings_count) as actual_open_warnings_count,
        actuals.observation_id as actual_observation_id,
        actuals.delivery_id as actual_delivery_id,
        actuals.sheet_name as actual_sheet_name,
        actuals.row_number as actual_row_number,
        actuals.field as actual_field,
        parts.parts_count,
        parts.parts_value,
        parts.first_label,
        parts.starts,
        parts.observation_ids as part_ids,
        previous.value as earlier_value,
        coalesce(previous.comparator, '=') as previous_comparator,
        coalesce(indicators.time_kind, 'ratio') as time_kind,
        {{ target_start('targets.period_kind', 'targets.period_start', 'pairs.target_date') }} as target_start,
        previous.period_end as earlier_period_end,
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
    left join lateral (
        select
            count(*) as parts_count,
            sum(added.value) as parts_value,
            array_agg(added.period_start order by added.period_start) as starts,
            array_agg(added.observation_id order by added.period_start) as observation_ids,
            (array_agg(added.period_label order by added.period_start))[1] as first_label,
            bool_or(sent.is_sample) as is_sample,
            max(sent.open_warnings_count) as open_warnings_count
        from figures as added
        left join deliveries as sent on added.delivery_id = sent.delivery_id
        where added.observation_id = any(string_to_array(pairs.part_ids, ' ')::uuid[])
    ) as parts on pairs.part_ids is not null
    left join deliveries as reported on targets.delivery_id = reported.delivery_id
    left join indicators on pairs.indicator_code = indicators.indicator_code
    left join territories
        on pairs.territory_code = territories.territory_code
            and targets.boundary_date between territories.valid_from and territories.valid_to
),

-- months, quarters or years of a flow that are reported one by one are added up once none is missing
added as (
    select
        joined.*,
        gaps.missing_count,
        gaps.missing_codes,
        coalesce(joined.parts_count > 0 and gaps.missing_count = 0, false) as is_summed
    from joined
    left join lateral (
        select
            count(*) as missing_count,
            string_agg({{ period_code('joined.period_kind', 'day') }}, ', ' order by counted.day) as missing_codes
        from (
            select generate_series(
                joined.target_start, joined.actual_period_end,
                case joined.period_kind when 'month' then '1 month' when 'quarter' then '3 months' else '1 year' end
                ::interval
            )::date as day
        ) as counted
        where {{ basis_start('counted.day') }} <= joined.newest_period_start
            and {{ basis_start('counted.day') }} <> all(joined.starts)
    ) as gaps on joined.parts_count > 0
),

-- the period of the same kind before is none for a sum of several
summed as (
    select
        *,
        case when is_summed then parts_value else newest_value end as actual_value,
        case when is_summed then starts[1] else newest_period_start end as actual_period_start,
        concat_ws(' – ', case when is_summed then first_label end, newest_period_label) as actual_period_label,
        case when is_summed then 'summed' else newest_measure end as actual_measure,
        case when is_summed then part_ids end as actual_observation_ids,
        case
            when parts_count > 0 then {{ completeness('parts_count', '(parts_count + missing_count)') }}
            else newest_completeness_pct
        end as actual_completeness_pct,
        case when parts_count > 0 then period_kind || 's' else newest_completeness_of end as actual_completeness_of,
        case when not is_summed then earlier_value end as previous_value,
        case when not is_summed then earlier_period_end end as previous_period_end
    from added
),

-- a flow is held against its target from the target's first day on, or year against year
spanned as (
    select
        *,
        {{ years_between('actual_period_end', 'target_date') }} as years_left,
        is_summed or time_kind = 'flow' and actual_period_start = target_start as is_so_far,
        case
            when standing_obstacle is not null then standing_obstacle
            when missing_count > 0
                then 'the target counts from ' || target_start
                    || ' on, and no figure can be added up for ' || missing_codes
            when is_summed then null
            when time_kind = 'flow' and actual_period_start <> target_start
                and (
                    (target_start + interval '1 year')::date <= target_date
                    or (actual_period_start + interval '1 year')::date - 1 <> actual_period_end
                )
                then 'the target is for ' || target_start || ' to ' || target_date
                    || ', the actual for ' || actual_period_start || ' to ' || actual_period_end
        end as obstacle
    from summed
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
    case when actual_value is null then 'no actual is reported up to the day of the target' else obstacle end
        as comparison_reason,
    nullif(
        concat_ws(
            '; ',
            case when comparator in ('~=', '~<') then 'the target is about a number, and counts as that number' end,
            case when is_of_its_due_day then 'the target stands on the boundary of the day that it is due' end
        ), ''
    ) as target_remark,
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
        when observed_pace is not null then null
        when comparable_value is null then 'there is nothing to compare'
        when time_kind = 'growth' then 'a growth has no pace'
        when actual_comparator <> '=' or previous_comparator <> '=' then 'no pace is made of bounds'
        else 'no earlier figure of this source for a period of this kind'
    end as pace_missing_reason,
    case
        when projection is not null
            then {{ fulfils('((projection - value) * direction)', 'direction', 'comparator', "'='") }}
    end as is_projected_to_be_reached,
    actual_completeness_pct,
    actual_completeness_of,
    (is_sample or coalesce(actual_is_sample, false)) as is_sample,
    open_warnings_count as target_open_warnings_count,
    actual_open_warnings_count,
    observation_id as target_observation_id,
    delivery_id as target_delivery_id,
    sheet_name as target_sheet_name,
    row_number as target_row_number,
    field as target_field,
    actual_observation_id,
    actual_observation_ids,
    actual_delivery_id,
    actual_sheet_name,
    actual_row_number,
    actual_field,
    (select kho.release()) as shown_release
from projected
