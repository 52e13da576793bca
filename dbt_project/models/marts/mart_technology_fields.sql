with supply as (
    select * from {{ ref('int_technology__supply_matched') }}
),

market as (
    select * from {{ ref('mart_technology_market') }}
),

deals as (
    select * from {{ ref('mart_technology_deals') }}
),

solutions as (
    select * from {{ ref('int_exchange__records_released') }}
    where record_type = 'solution'
),

listings as (
    select * from {{ ref('mart_technology_listings') }}
    where is_on_offer
)

select
    supply.sender,
    min(supply.field_name) as field_name,
    count(market.need_id) as needs_count,
    count(*) filter (where market.status in ('new', 'searching')) as open_needs_count,
    count(*) filter (where market.solutions_count = 0 and market.deals_count = 0) as unanswered_needs_count,
    count(*) filter (where solutions.status = 'published') as solutions_count,
    count(listings.listing_id) as technologies_count,
    count(*) filter (where listings.trl_level >= 7) as ready_technologies_count,
    count(deals.deal_id) as deals_count,
    sum(deals.contract_value_vnd) filter (where deals.is_signed) as contract_value_vnd,
    percentile_disc(0.5) within group (order by market.days_to_first_deal) as median_days_to_deal,
    case
        when count(*) filter (where market.status in ('new', 'searching')) = 0 then 'no open need'
        when count(*) filter (where solutions.status = 'published') > 0 then 'solutions are published'
        when count(*) filter (where listings.trl_level >= 7) > 0 then 'ready technologies are listed'
        when count(listings.listing_id) > 0 then 'technologies are listed, none of them ready'
        else 'nothing is offered'
    end as balance,
    {{ completeness(
        'count(*) filter (
            where deals.is_signed and deals.contract_value_vnd is not null or listings.trl_level is not null
        )',
        'count(*) filter (where deals.is_signed or listings.listing_id is not null)',
    ) }} as completeness_pct,
    null::text as vintage,
    bool_or(coalesce(market.is_sample, deals.is_sample, solutions.is_sample, listings.is_sample)) as is_sample,
    max(coalesce(
        market.open_warnings_count, deals.open_warnings_count, solutions.open_warnings_count,
        listings.open_warnings_count
    )) as open_warnings_count,
    (select kho.release()) as shown_release
from supply
left join market
    on supply.record_kind = 'need'
        and supply.record_id = market.need_id
        and supply.sender = market.sender
left join deals
    on supply.record_kind = 'deal'
        and supply.record_id = deals.deal_id
        and supply.sender = deals.sender
left join solutions
    on supply.record_kind = 'solution'
        and supply.record_id = solutions.record_id
        and supply.sender = solutions.sender
left join listings
    on supply.record_kind = 'listing'
        and supply.record_id = listings.listing_id
        and supply.sender = listings.sender
group by supply.sender, supply.field_key
