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
        case frequency
            when 'day' then interval '1 day'
            when 'week' then interval '7 days'
            when 'month' then interval '1 month'
            when 'quarter' then interval '3 months'
            when 'half' then interval '6 months'
            when 'year' then interval '1 year'
        end as step
    from {{ source('control', 'reporting_duty') }}
),

-- by the calendar: steps from the first of January, weeks from the Monday on or before it
counted as (
    select
        duties.*,
        moments.looked_from_at,
        begun.begin_at::date as calendar_start,
        (begun.begin_at + duties.step)::date - 1 as calendar_end
    from duties
    cross join moments
    cross join
        lateral generate_series(
            date_trunc(
                case duties.frequency when 'week' then 'week' else 'year' end,
                date_trunc('year', duties.owed_since::timestamp)
            ),
            moments.today::timestamp,
            duties.step
        ) as begun (begin_at)
    where begun.begin_at::date >= duties.owed_since
        and begun.begin_at::date <= coalesce(duties.owed_until, date '9999-12-31')
),

-- an administrative period begins on the 15th of the month before and ends on the 14th of its last month
placed as (
    select
        *,
        case
            when is_administrative then (calendar_start - interval '1 month')::date + 14
            else calendar_start
        end as period_start,
        case
            when is_administrative then date_trunc('month', calendar_end)::date + 13
            else calendar_end
        end as period_end
    from (
        select
            *,
            period_basis = 'administrative' and frequency not in ('day', 'week') as is_administrative
        from counted
    ) as based
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
    from (
        select
            *,
            date_trunc('month', period_end + due_months_after * interval '1 month')::date as due_month
        from placed
    ) as monthly
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
    case frequency
        when 'day' then to_char(calendar_start, 'DD/MM/YYYY')
        when 'week' then to_char(calendar_start, '"Tuần" IW/IYYY')
        when 'month' then to_char(calendar_start, '"Tháng" FMMM/YYYY')
        when
            'quarter'
            then 'Quý ' || trim(to_char(extract(quarter from calendar_start), 'RN')) || to_char(calendar_start, '/YYYY')
        when 'half'
            then case when extract(month from calendar_start) = 1 then '6 tháng đầu năm ' else '6 tháng cuối năm ' end
                || to_char(calendar_start, 'YYYY')
        when 'year' then to_char(calendar_start, '"Năm" YYYY')
    end as period_label,
    -- a report may come before its period is over, but not before its last month has begun
    greatest(period_start, date_trunc('month', period_end)::date) as open_from,
    (due_date + due_time) at time zone 'Asia/Ho_Chi_Minh' as due_at,
    looked_from_at
from dated
