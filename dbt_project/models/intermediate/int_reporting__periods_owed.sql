-- The reporting calendar: every period that a sender owes a report on, from the first one until the moment asked about.
with moments as (
    select
        looked_from_at,
        (looked_from_at at time zone 'Asia/Ho_Chi_Minh')::date as today
    from {{ ref('int_reporting__moment_asked') }}
),

duties as (
    select
        *,
        -- days and weeks are the same on both bases
        case when frequency in ('day', 'week') then 'calendar' else period_basis end as counted_basis,
        greatest(owed_since, held_from) as first_day,
        least(owed_until, held_to) as last_day
    from {{ source('control', 'reporting_duty') }}
),

-- of all releases: what they show differs, when a report is due does not
periods as (
    select
        period_kind,
        period_basis,
        period_start,
        period_end,
        calendar_start,
        period_label_vi,
        period_label_en,
        period_label_fr
    from {{ ref('dim_period') }}
    where to_release = {{ open_release() }}
    union all
    select
        'day' as period_kind,
        'calendar' as period_basis,
        days.day_date as period_start,
        days.day_date as period_end,
        days.day_date as calendar_start,
        to_char(days.day_date, 'DD/MM/YYYY') as period_label_vi,
        to_char(days.day_date, 'FMDD FMMonth YYYY') as period_label_en,
        to_char(days.day_date, 'DD/MM/YYYY') as period_label_fr
    from {{ ref('int_metrics__days_listed') }} as days
),

owed as (
    select
        duties.*,
        moments.looked_from_at,
        periods.period_start,
        periods.period_end,
        periods.period_label_vi,
        periods.period_label_en,
        periods.period_label_fr,
        date_trunc('month', periods.period_end + duties.due_months_after * interval '1 month')::date as due_month
    from duties
    cross join moments
    inner join periods
        on duties.frequency = periods.period_kind
            and duties.counted_basis = periods.period_basis
            and periods.calendar_start between duties.first_day and least(duties.last_day, moments.today)
),

dated as (
    select
        *,
        case
            -- the weekday of that number after the end
            when frequency in ('day', 'week')
                then period_end + (due_day - extract(isodow from period_end)::integer + 6) % 7 + 1
            else due_month + least(due_day, extract(day from due_month + interval '1 month - 1 day')::integer) - 1
        end as due_date
    from owed
)

select
    sender,
    feed,
    sender_name_vi,
    sender_name_en,
    sender_name_fr,
    feed_title_vi,
    feed_title_en,
    feed_title_fr,
    names_period,
    frequency,
    period_basis,
    period_start,
    period_end,
    period_label_vi as period_label,
    period_label_en,
    period_label_fr,
    -- a report may come before its period is over, but not before its last month has begun
    greatest(period_start, date_trunc('month', period_end)::date) as open_from,
    (due_date + due_time) at time zone 'Asia/Ho_Chi_Minh' as due_at,
    looked_from_at
from dated
