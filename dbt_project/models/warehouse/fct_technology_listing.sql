{{ config(unique_key=['listing_id', 'version_code', 'sender']) }}

with listings as (
    select * from {{ ref('stg_technology_listings') }}
)

select
    listing_id,
    coalesce(version_code, '') as version_code,
    sender,
    territory_code,
    title,
    description,
    owner_kind,
    trl_level::integer as trl_level,
    patent_number,
    listed_at,
    asking_price_vnd,
    asking_price_vnd_comparator,
    asking_price_vnd_text,
    status,
    exported_at,
    received_at,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from listings
where {{ touched('listings') }}
