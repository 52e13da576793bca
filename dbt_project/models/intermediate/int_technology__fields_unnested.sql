-- One row a field of technology that a need, a solution or a listing names; the key is what spellings have in common.
with exchanged as (
    select * from {{ ref('stg_dtmarket_exchange') }}
),

listings as (
    select * from {{ ref('stg_technology_listings') }}
),

named as (
    select
        record_type as record_kind,
        record_id,
        '' as version_code,
        sender,
        field_names,
        delivery_id,
        sheet_name,
        row_number,
        scope_id
    from exchanged
    union all
    select
        'listing' as record_kind,
        listing_id as record_id,
        coalesce(version_code, '') as version_code,
        sender,
        field_names,
        delivery_id,
        sheet_name,
        row_number,
        scope_id
    from listings
)

select distinct on (named.delivery_id, named.sheet_name, named.row_number, lower(field.field_name))
    named.record_kind,
    named.record_id,
    named.version_code,
    named.sender,
    lower(field.field_name) as field_key,
    field.field_name,
    named.delivery_id,
    named.sheet_name,
    named.row_number,
    named.scope_id
from named
cross join
    lateral jsonb_array_elements_text(
        case when jsonb_typeof(named.field_names) = 'array' then named.field_names else '[]'::jsonb end
    ) with ordinality as field (field_name, position)
order by named.delivery_id, named.sheet_name, named.row_number, lower(field.field_name), field.position
