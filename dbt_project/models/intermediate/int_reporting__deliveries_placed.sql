-- Which owed period each delivery is for, with the verdict that it had at the moment asked about.
with owed as (
    select * from {{ ref('int_reporting__periods_owed') }}
),

moments as (
    select * from {{ ref('int_reporting__moment_asked') }}
),

-- a duplicate brings nothing new, and what was refused at the door was never a report
deliveries as (
    select
        delivery.delivery_id,
        delivery.sender,
        delivery.feed,
        delivery.received_at,
        (delivery.received_at at time zone 'Asia/Ho_Chi_Minh')::date as received_date,
        delivery.is_sample
    from {{ source('control', 'delivery') }} as delivery
    inner join moments on delivery.received_at <= moments.looked_from_at
    where delivery.is_admitted and delivery.duplicate_of is null
),

verdicts as (
    select distinct on (settlement.delivery_id)
        settlement.delivery_id,
        settlement.verdict
    from {{ source('control', 'settlement') }} as settlement
    inner join moments on settlement.settled_at <= moments.looked_from_at
    order by settlement.delivery_id asc, settlement.settlement_id desc
),

periods as (
    select * from {{ source('control', 'delivery_period') }}
),

-- what its rows are about; a target of a year to come is no report on that year
by_rows as (
    select distinct
        deliveries.delivery_id,
        owed.period_start
    from deliveries
    inner join periods on deliveries.delivery_id = periods.delivery_id
    inner join owed
        on deliveries.sender = owed.sender
            and deliveries.feed = owed.feed
            and periods.period_end between owed.period_start and owed.period_end
            and deliveries.received_date >= owed.open_from
),

-- a feed without periods, and a report that was refused before they were read, is for the period in which it came
by_receipt as (
    select distinct on (deliveries.delivery_id)
        deliveries.delivery_id,
        owed.period_start
    from deliveries
    inner join owed
        on deliveries.sender = owed.sender
            and deliveries.feed = owed.feed
            and deliveries.received_date >= owed.open_from
    left join verdicts on deliveries.delivery_id = verdicts.delivery_id
    left join periods on deliveries.delivery_id = periods.delivery_id
    where periods.delivery_id is null
        and (not owed.names_period or verdicts.verdict = 'rejected')
    order by deliveries.delivery_id asc, owed.period_start desc
),

placed as (
    select * from by_rows
    union all
    select * from by_receipt
)

select
    placed.period_start,
    deliveries.*,
    verdicts.verdict
from placed
inner join deliveries on placed.delivery_id = deliveries.delivery_id
left join verdicts on deliveries.delivery_id = verdicts.delivery_id
