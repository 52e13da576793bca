with listings as (
    select * from {{ ref('int_technology__listings_followed') }}
),

fields as (
    select * from {{ ref('fct_technology_field') }}
    where record_kind = 'listing'
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    listings.listing_id,
    nullif(listings.version_code, '') as version_code,
    listings.sender,
    listings.territory_code,
    listings.title,
    listings.description,
    listings.owner_kind,
    named.field_names,
    listings.trl_level,
    listings.patent_number,
    (listings.listed_at at time zone 'Asia/Ho_Chi_Minh')::date as listed_date,
    listings.asking_price_vnd,
    listings.asking_price_vnd_comparator as asking_price_comparator,
    listings.asking_price_vnd_text as asking_price_text,
    listings.status,
    listings.is_in_export,
    listings.is_on_offer,
    (coalesce(listings.exported_at, listings.received_at) at time zone 'Asia/Ho_Chi_Minh')::date as last_seen_date,
    case when not listings.is_in_export then listings.to_release end as closed_in_release,
    {{ completeness(
        'num_nonnulls(
            listings.trl_level, listings.listed_at, named.field_names,
            coalesce(listings.asking_price_vnd_text, listings.asking_price_vnd::text)
        )',
        4,
    ) }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    listings.delivery_id,
    listings.sheet_name,
    listings.row_number,
    (select kho.release()) as shown_release
from listings
left join lateral (
    select array_agg(fields.field_name order by fields.field_key) as field_names
    from fields
    where fields.record_id = listings.listing_id
        and fields.version_code = listings.version_code
        and fields.sender = listings.sender
        and fields.delivery_id = listings.delivery_id
) as named on true
left join deliveries on listings.delivery_id = deliveries.delivery_id
