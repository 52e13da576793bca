{{
    config(
        unique_key=['delivery_id'],
        retire='stored.delivery_id in (
            select delivery_id from control.release_change
            where release_id = (select release_id from control.release where status = \'candidate\')
                and change = \'withdrawn\'
        )',
    )
}}

with deliveries as (
    select * from {{ source('control', 'delivery') }}
),

changes as (
    select * from {{ source('control', 'release_change') }}
),

releases as (
    select * from {{ source('control', 'release') }}
),

findings as (
    select * from {{ source('control', 'finding') }}
),

-- the last word of the releases on each delivery; a release that failed has none
last_changes as (
    select distinct on (changes.delivery_id)
        changes.delivery_id,
        changes.change,
        changes.release_id
    from changes
    inner join releases on changes.release_id = releases.release_id
    where releases.status <> 'failed'
    order by changes.delivery_id, changes.release_id desc
)

select
    deliveries.delivery_id,
    deliveries.feed,
    deliveries.sender,
    deliveries.file_name,
    deliveries.sha256,
    deliveries.received_at,
    deliveries.verdict,
    deliveries.is_sample,
    deliveries.rows_read,
    (
        select count(*)
        from findings
        where findings.delivery_id = deliveries.delivery_id and findings.standing in ('warn', 'hold')
    ) as open_warnings_count,
    {{ release_columns() }}
from deliveries
inner join last_changes on deliveries.delivery_id = last_changes.delivery_id
where last_changes.change = 'accepted'
    and {{ changed_since('last_changes') }}
