{{ config(unique_key=['period_code'], retire='false') }}
{%- set is_delta = is_delta(candidate()) %}
{%- set changed = changed_rows('fact') %}
{%- set based = ['fct_observation', 'fct_payment_account'] %}
{%- set months_fr %}
    array[
        'janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre',
        'décembre'
    ]
{%- endset %}

with counted as (
    select * from {{ ref('int_calendar__periods_counted') }}
),

-- what facts hold besides: points in time, spans, years long ago, and whatever else a report may bring
reported (period_kind, period_basis, period_start, period_end) as (
    {%- for fact in [
        'fct_booth_week', 'fct_budget_task', 'fct_dossier_month', 'fct_enterprise_group', 'fct_hamlet_signal',
        'fct_identity_month', 'fct_observation', 'fct_park_project', 'fct_payment_account', 'fct_self_assessment',
        'fct_service_score', 'fct_service_uptake', 'fct_site_month',
    ] %}
    select
        fact.period_kind,
        {{ 'fact.period_basis' if fact in based else "'calendar'" }},
        coalesce(fact.period_start, fact.period_end),
        fact.period_end
    from {{ ref(fact) }} as fact
    where {{ changed }}
    {{- ' union' if not loop.last }}
    {%- endfor %}
),

uncounted as (
    select
        reported.*,
        -- the end of a month for the end of a month
        (reported.period_end + 1 - interval '1 year')::date - 1 as year_before_end,
        case
            when reported.period_kind = 'point' then (reported.period_end + 1 - interval '1 year')::date - 1
            when reported.period_end < reported.period_start + interval '1 year'
                then (reported.period_start - interval '1 year')::date
        end as year_before_start,
        reported.period_basis = 'administrative'
        and extract(day from reported.period_start) = 15
        and extract(day from reported.period_end) = 14 as is_shifted
    from reported
    left join counted
        on reported.period_kind = counted.period_kind
            and reported.period_basis = counted.period_basis
            and reported.period_start = counted.period_start
            and reported.period_end = counted.period_end
    where counted.period_code is null
        and reported.period_kind is not null
),

named as (
    {%- if not is_delta %}
    select
        *,
        period_kind as label_kind
    from counted
    union all
    {%- endif %}
    select
        {{ uncounted_code('period_start', 'period_end') }} as period_code,
        period_kind,
        period_basis,
        period_start,
        period_end,
        case
            when is_shifted then date_trunc('month', period_start + interval '1 month')::date
            else period_start
        end as calendar_start,
        case
            when is_shifted then (date_trunc('month', period_end) + interval '1 month')::date - 1
            else period_end
        end as calendar_end,
        null::text as previous_code,
        null::date as previous_start,
        null::date as previous_end,
        {{ uncounted_code('year_before_start', 'year_before_end') }} as year_before_code,
        year_before_start,
        case when year_before_start is not null then year_before_end end as year_before_end,
        case period_kind when 'point' then 'point' else 'span' end as label_kind
    from uncounted
),

-- what lies across the end of a month, quarter, half or year is part of none
placed as (
    select
        *,
        to_char(calendar_start, 'YYYY') as year,
        case
            when label_kind = 'span'
                then
                    case
                        when extract(doy from calendar_start) > 1 or extract(doy from calendar_end + 1) > 1
                            then
                                case
                                    when extract(day from calendar_start) > 1
                                        or extract(day from calendar_end + 1) > 1
                                        or date_trunc('month', calendar_start) = date_trunc('month', calendar_end)
                                        or date_trunc('year', calendar_start) < date_trunc('year', calendar_end)
                                        then 'days'
                                    else 'months'
                                end
                        when calendar_end > calendar_start + 366 then 'years'
                        else 'year'
                    end
            else label_kind
        end as form,
        date_trunc('month', calendar_start) = date_trunc('month', calendar_end) as is_in_month,
        date_trunc('quarter', calendar_start) = date_trunc('quarter', calendar_end) as is_in_quarter,
        date_trunc('year', calendar_start) = date_trunc('year', calendar_end) as is_in_year,
        extract(month from calendar_start) < 7 as is_begun_early,
        extract(month from calendar_end) < 7 as is_ended_early,
        ({{ months_fr }})[extract(month from calendar_start)::integer] as month_fr,
        ({{ months_fr }})[extract(month from calendar_end)::integer] as last_month_fr
    from named
)

select
    period_code,
    period_kind,
    period_basis,
    period_start,
    period_end,
    calendar_start,
    calendar_end,
    case form
        when 'week' then to_char(calendar_start, '"Tuần" IW/IYYY')
        when 'month' then to_char(calendar_start, '"Tháng" FMMM/YYYY')
        when 'quarter' then 'Quý ' || trim(to_char(extract(quarter from calendar_start), 'RN')) || '/' || year
        when 'half' then case when is_begun_early then '6 tháng đầu năm ' else '6 tháng cuối năm ' end || year
        when 'nine_months' then '9 tháng đầu năm ' || year
        when 'year' then 'Năm ' || year
        when 'point' then to_char(calendar_start, 'DD/MM/YYYY')
        when 'years' then 'Giai đoạn ' || year || to_char(calendar_end, '-YYYY')
        when 'months'
            then
                to_char(calendar_start, '"Từ tháng" FMMM') || to_char(calendar_end, '" đến tháng" FMMM "năm" YYYY')
        when 'days' then to_char(calendar_start, '"Từ" DD/MM/YYYY') || to_char(calendar_end, '" đến" DD/MM/YYYY')
    end as period_label_vi,
    case form
        when 'week' then to_char(calendar_start, '"Week" FMIW, IYYY')
        when 'month' then to_char(calendar_start, 'FMMonth YYYY')
        when 'quarter' then to_char(calendar_start, '"Q"Q YYYY')
        when 'half' then case when is_begun_early then 'First half of ' else 'Second half of ' end || year
        when 'nine_months' then 'First nine months of ' || year
        when 'year' then year
        when 'point' then to_char(calendar_start, 'FMDD FMMonth YYYY')
        when 'years' then year || to_char(calendar_end, '–YYYY')
        when 'months' then to_char(calendar_start, 'FMMonth') || to_char(calendar_end, '" to" FMMonth YYYY')
        when
            'days'
            then to_char(calendar_start, 'FMDD FMMonth YYYY') || to_char(calendar_end, '" to" FMDD FMMonth YYYY')
    end as period_label_en,
    case form
        when 'week' then to_char(calendar_start, '"Semaine" FMIW, IYYY')
        when 'month' then month_fr || ' ' || year
        when
            'quarter'
            then to_char(calendar_start, 'Q')
                || case when extract(month from calendar_start) = 1 then 'er' else 'e' end
                || ' trimestre '
                || year
        when 'half' then case when is_begun_early then '1er semestre ' else '2e semestre ' end || year
        when 'nine_months' then 'Neuf premiers mois de ' || year
        when 'year' then year
        when 'point' then to_char(calendar_start, 'DD/MM/YYYY')
        when 'years' then year || to_char(calendar_end, '–YYYY')
        when 'months' then month_fr || ' à ' || last_month_fr || ' ' || year
        when 'days' then to_char(calendar_start, '"Du" DD/MM/YYYY') || to_char(calendar_end, '" au" DD/MM/YYYY')
    end as period_label_fr,
    case when is_in_month then {{ period_code("'month'", 'calendar_start') }} end as month_code,
    case when is_in_quarter then {{ period_code("'quarter'", 'calendar_start') }} end as quarter_code,
    case when is_in_year and is_begun_early = is_ended_early then {{ period_code("'half'", 'calendar_start') }} end
        as half_code,
    case when is_in_year then {{ period_code("'year'", 'calendar_start') }} end as year_code,
    previous_code,
    previous_start,
    previous_end,
    year_before_code,
    year_before_start,
    year_before_end,
    {{ release_columns() }}
from placed
