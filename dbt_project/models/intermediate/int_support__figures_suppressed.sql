with events as (
    select * from {{ ref('int_support__events_placed') }}
),

-- a firm counts once in a cell, however often it was supported; households are never added to enterprises
summed as (
    select
        boundary,
        territory_code,
        max(today_code) as today_code,
        sender,
        period_start,
        period_end,
        group_code,
        programme_code,
        business_scale,
        grouping(business_scale) as over_scales,
        count(distinct tax_code) as firms_count,
        count(*) as supports_count,
        count(amount_vnd) as priced_count,
        sum(amount_vnd) as amount_vnd,
        string_agg(distinct delivery_id::text, ',') as delivery_ids,
        {{ summed_place() }}
    from events
    group by
        boundary, territory_code, sender, period_start, period_end, group_code,
        grouping sets ((programme_code, business_scale), (programme_code), (business_scale), ())
),

-- fewer than ten households, or all but fewer than ten of those that any programme supported
judged as (
    select
        *,
        group_code = 'household' and firms_count < 10 as is_small,
        group_code = 'household' and programme_code is not null
        and max(firms_count) filter (where programme_code is null) over same_place - firms_count between 1 and 9
            as leaves_few
    from summed
    where group_code = 'enterprise' or over_scales = 1
    window same_place as (partition by boundary, territory_code, sender, period_end, group_code)
),

-- a sum over programmes, or over the provinces that became one, tells what was left out of its parts: it goes with them
left_out as (
    select
        *,
        leaves_few
        or (programme_code is null and bool_or(is_small) over same_place)
        or (boundary = 'today' and bool_or(is_small or leaves_few) over same_province)
        or (boundary = 'today' and programme_code is null and bool_or(is_small) over all_programmes) as tells_small
    from judged
    window
        same_place as (partition by boundary, territory_code, sender, period_end, group_code),
        same_province as (partition by today_code, sender, period_end, group_code, programme_code),
        all_programmes as (partition by today_code, sender, period_end, group_code)
)

select
    boundary,
    territory_code,
    sender,
    period_start,
    period_end,
    group_code,
    programme_code,
    business_scale,
    firms_count,
    supports_count,
    priced_count,
    amount_vnd,
    delivery_id,
    delivery_ids,
    sheet_name,
    row_number,
    first_row_number,
    last_row_number,
    is_small or tells_small as is_suppressed,
    case
        when is_small then 'fewer than 10 persons'
        when tells_small then 'would tell a cell of fewer than 10 persons'
    end as suppression_reason
from left_out
