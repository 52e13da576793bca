-- Every period that the calendar gives by itself, on both bases, with the period before it and that of a year before.
with bounds as (
    select
        date '{{ var("first_period_year") }}-01-01' as first_day,
        date '{{ var("last_period_year") }}-12-31' as last_day
),

-- as many months as a period has, and after how many the next one of its kind begins
kinds (period_kind, months_count, months_apart) as (
    values
    ('month', 1, 1),
    ('quarter', 3, 3),
    ('half', 6, 6),
    ('nine_months', 9, 12),
    ('year', 12, 12)
),

months as (
    select
        kinds.period_kind,
        begun.begin_at::date as calendar_start,
        (begun.begin_at + make_interval(months => kinds.months_count))::date - 1 as calendar_end,
        (begun.begin_at - make_interval(months => kinds.months_apart))::date as previous_start,
        (begun.begin_at + make_interval(months => kinds.months_count - kinds.months_apart))::date - 1 as previous_end,
        (begun.begin_at - interval '1 year')::date as year_before_start,
        (begun.begin_at + make_interval(months => kinds.months_count - 12))::date - 1 as year_before_end
    from kinds
    cross join bounds
    cross join
        lateral generate_series(
            bounds.first_day::timestamp, bounds.last_day::timestamp, make_interval(months => kinds.months_apart)
        ) as begun (begin_at)
),

-- a week belongs to the year that has its Thursday (ISO 8601); not every year has a week 53
weeks as (
    select
        'week' as period_kind,
        begun.begin_at::date as calendar_start,
        begun.begin_at::date + 6 as calendar_end,
        begun.begin_at::date - 7 as previous_start,
        begun.begin_at::date - 1 as previous_end,
        case when to_char(same.week_at, 'IW') = to_char(begun.begin_at, 'IW') then same.week_at end
            as year_before_start,
        case when to_char(same.week_at, 'IW') = to_char(begun.begin_at, 'IW') then same.week_at + 6 end
            as year_before_end
    from bounds
    cross join
        lateral generate_series(
            date_trunc('week', bounds.first_day + interval '3 days'), bounds.last_day::timestamp, interval '7 days'
        ) as begun (begin_at)
    cross join
        lateral to_date(
            extract(isoyear from begun.begin_at)::integer - 1 || to_char(begun.begin_at, '-IW'), 'IYYY-IW'
        ) as same (week_at)
    where begun.begin_at::date + 3 between bounds.first_day and bounds.last_day
),

based as (
    select
        'calendar' as period_basis,
        *
    from weeks
    union all
    select
        bases.period_basis,
        months.*
    from months
    cross join (values ('calendar'), ('administrative')) as bases (period_basis)
)

select
    {{ period_code('period_kind', 'calendar_start') }} as period_code,
    period_kind,
    period_basis,
    {{ basis_start('calendar_start') }} as period_start,
    {{ basis_end('calendar_end') }} as period_end,
    calendar_start,
    calendar_end,
    {{ period_code('period_kind', 'previous_start') }} as previous_code,
    {{ basis_start('previous_start') }} as previous_start,
    {{ basis_end('previous_end') }} as previous_end,
    {{ period_code('period_kind', 'year_before_start') }} as year_before_code,
    {{ basis_start('year_before_start') }} as year_before_start,
    {{ basis_end('year_before_end') }} as year_before_end
from based
