-- Who offers what in a field: needs and solutions in the fields that they name, a solution without any and a deal in
-- those of its need; listings in theirs as long as they are on offer.
with fields as (
    {{ released(ref('fct_technology_field')) }}
),

records as (
    select * from {{ ref('int_exchange__records_released') }}
),

listings as (
    select * from {{ ref('int_technology__listings_followed') }}
    where is_on_offer
),

own as (
    select
        fields.record_kind,
        fields.record_id,
        fields.sender,
        fields.field_key,
        fields.field_name,
        listings.trl_level
    from fields
    left join listings
        on fields.record_kind = 'listing'
            and fields.record_id = listings.listing_id
            and fields.version_code = listings.version_code
            and fields.sender = listings.sender
    where fields.record_kind in ('need', 'solution') or listings.listing_id is not null
),

inherited as (
    select
        records.record_type as record_kind,
        records.record_id,
        records.sender,
        own.field_key,
        own.field_name,
        null::integer as trl_level
    from records
    inner join own
        on own.record_kind = 'need'
            and records.need_id = own.record_id
            and records.sender = own.sender
    where records.record_type = 'deal'
        or (
            records.record_type = 'solution'
            and not exists (
                select 1
                from own as named
                where named.record_kind = 'solution'
                    and named.record_id = records.record_id
                    and named.sender = records.sender
            )
        )
)

select * from own
union all
select * from inherited
