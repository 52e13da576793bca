{%- set series = series_columns() | join(', ') -%}
-- The figures of merged provinces put together as far as that can be done: counts and amounts add up, a share is
-- computed anew from the sums of its numerators and denominators, and nothing is ever averaged. What cannot be computed
-- says why.
with parts as (
    select
        *,
        -- a percentage is a hundred times its quotient; what the two do not give to a rounding is no quotient of theirs
        abs(value - case when unit = '%' then 100 else 1 end * numerator / nullif(denominator, 0))
        <= case when unit = '%' then 0.06 else 0.01 * abs(value) end as is_quotient
    from {{ ref('int_observations__parts_placed') }}
),

places as (
    {{ released(ref('bridge_territory_today')) }}
),

indicators as (
    {{ released(ref('dim_indicator')) }}
),

merged as (
    select
        today_code,
        today_since,
        {{ series }},
        max(period_label) as period_label,
        max(boundary_date) as boundary_date,
        string_agg(distinct sender, ', ') as sender,
        array_agg(territory_code order by territory_code) as part_codes,
        string_agg(territory_code, ', ' order by territory_code) filter (where is_disputed) as disputed,
        string_agg(territory_code, ', ' order by territory_code) filter (where value is null) as in_words,
        string_agg(territory_code, ', ' order by territory_code) filter (
            where numerator is null or denominator is null
        ) as incomplete,
        string_agg(territory_code, ', ' order by territory_code) filter (where is_quotient is not true) as unexplained,
        string_agg(distinct comparator, ' ' order by comparator) as comparators,
        sum(value) as value,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        (array['estimate', 'preliminary', 'final'])[min(vintage_rank)] as vintage,
        bool_or(is_sample) as is_sample,
        max(open_warnings_count) as open_warnings_count,
        string_to_array(string_agg(observation_ids, ' ' order by territory_code), ' ')::uuid[] as observation_ids
    from parts
    group by today_code, today_since, {{ series }}
),

judged as (
    select
        merged.*,
        coalesce(indicators.is_additive, false) as is_additive,
        array(
            select places.territory_code
            from places
            where places.today_code = merged.today_code
                and merged.boundary_date between places.valid_from and places.valid_to
                and places.territory_code <> all(merged.part_codes)
            order by places.territory_code
        ) as missing_codes
    from merged
    left join indicators on merged.indicator_code = indicators.indicator_code
),

reasoned as (
    select
        *,
        case
            when missing_codes <> '{}' then 'no figure of ' || array_to_string(missing_codes, ', ')
            when disputed is not null then 'the figures of ' || disputed || ' contradict each other'
            when in_words is not null then 'the figure of ' || in_words || ' is in words'
            when measure not in ('value', 'cumulative') then 'a comparison is neither added nor averaged'
            when position(' ' in comparators) > 0 then 'the comparators differ: ' || comparators
            when is_additive then null
            when incomplete is not null
                then 'a share is neither added nor averaged, and numerator or denominator of ' || incomplete
                    || ' is missing'
            when unexplained is not null
                then 'numerator and denominator of ' || unexplained || ' do not give its figure'
        end as reason
    from judged
)

select
    today_code,
    today_since,
    {{ series }},
    period_label,
    sender,
    case when reason is null then comparators end as comparator,
    case
        when reason is not null then null
        when is_additive then trim_scale(value)
        else trim_scale(round(case when unit = '%' then 100 else 1 end * numerator / denominator, 4))
    end as value,
    case when reason is null then numerator end as numerator,
    case when reason is null then denominator end as denominator,
    case
        when reason is not null then 'not_computable'
        when is_additive then 'summed'
        else 'recomputed'
    end as method,
    reason,
    part_codes,
    missing_codes,
    vintage,
    is_sample,
    open_warnings_count,
    boundary_date,
    observation_ids
from reasoned
