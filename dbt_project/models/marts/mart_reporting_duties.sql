with duties as (
    select
        *,
        frequency <> 'irregular' as is_owed
    from {{ source('control', 'reporting_duty') }}
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
    is_owed,
    frequency,
    period_basis,
    due_day,
    due_months_after,
    due_time,
    case
        when not is_owed then 'nothing is due: it comes when there is something to report'
        when due_day is null then 'owed for every period, by no day'
    end as no_day_reason,
    case when is_owed then greatest(owed_since, held_from) end as owed_since,
    case when is_owed then nullif(least(owed_until, held_to), date '9999-12-31') end as owed_until,
    (select kho.release()) as shown_release
from duties
where held_from <= coalesce(owed_until, held_from)
    and held_to >= owed_since
