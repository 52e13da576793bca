with owed as (
    select * from {{ ref('int_reporting__periods_owed') }}
),

placed as (
    select * from {{ ref('int_reporting__deliveries_placed') }}
),

findings as (
    select * from {{ source('control', 'finding') }}
),

counted as (
    select
        sender,
        feed,
        period_start,
        count(*) as deliveries_count,
        count(*) filter (where verdict = 'rejected') as rejected_count,
        count(*) filter (where verdict = 'held') as held_count,
        count(*) filter (where verdict like 'accepted%') as accepted_count,
        min(received_at) as first_received_at,
        min(received_at) filter (where verdict like 'accepted%') as accepted_report_at,
        -- the newest one stands
        max(delivery_id) filter (where verdict like 'accepted%') as delivery_id,
        bool_and(is_sample) filter (where verdict like 'accepted%') as is_sample
    from placed
    group by sender, feed, period_start
),

dated as (
    select
        owed.*,
        coalesce(counted.deliveries_count, 0) as deliveries_count,
        coalesce(counted.rejected_count, 0) as rejected_count,
        coalesce(counted.held_count, 0) as held_count,
        coalesce(counted.accepted_count, 0) as accepted_count,
        counted.first_received_at,
        counted.accepted_report_at,
        counted.delivery_id,
        counted.is_sample,
        case
            when owed.due_at is not null then owed.due_at <= owed.looked_from_at
            else owed.period_end < (owed.looked_from_at at time zone 'Asia/Ho_Chi_Minh')::date
        end as is_expected,
        counted.accepted_report_at is not null as is_accepted,
        coalesce(counted.accepted_report_at, owed.looked_from_at) - owed.due_at as delay
    from owed
    left join counted
        on owed.sender = counted.sender
            and owed.feed = counted.feed
            and owed.period_start = counted.period_start
)

select
    sender,
    sender_name_vi,
    sender_name_en,
    sender_name_fr,
    feed,
    feed_title_vi,
    feed_title_en,
    feed_title_fr,
    frequency,
    period_start,
    period_end,
    period_label,
    period_label_en,
    period_label_fr,
    period_basis,
    due_at,
    is_expected,
    deliveries_count > 0 as is_received,
    is_accepted and (due_at is null or accepted_report_at <= due_at) as is_on_time,
    is_accepted,
    case
        when is_accepted and accepted_report_at > due_at then 'late'
        when is_accepted then 'on_time'
        when held_count > 0 then 'held'
        when deliveries_count > rejected_count then 'being_judged'
        when rejected_count > 0 then 'rejected'
        when is_expected then 'missing'
        else 'open'
    end as status,
    first_received_at,
    accepted_report_at,
    case when delay > interval '0' then ceil(extract(epoch from delay) / 86400)::integer else 0 end as days_late,
    deliveries_count,
    rejected_count,
    held_count,
    greatest(accepted_count - 1, 0) as corrections_count,
    delivery_id,
    (
        select count(*)
        from findings
        where findings.delivery_id = dated.delivery_id and findings.standing in ('warn', 'hold')
    ) as open_warnings_count,
    is_sample,
    looked_from_at,
    (select kho.release()) as shown_release
from dated
