with records as (
    {{ released(ref('fct_exchange_record')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    records.*,
    deliveries.is_sample,
    deliveries.open_warnings_count
from records
left join deliveries on records.delivery_id = deliveries.delivery_id
