-- One row a figure: the value and, beside it in a list, its comparison with the year before. A comparison that is an
-- indicator of its own (GRDP and its growth) becomes that one, and an index becomes a growth. What names no indicator
-- of the list, and comparisons with anything else, stay in staging.
with reported as (
    select * from {{ ref('stg_socioeconomic_indicators') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

measures as (
    select * from {{ ref('indicator_measures') }}
),

figures as (
    select
        reported.*,
        figure.field,
        figure.measure,
        figure.is_comparison,
        figure.comparator,
        figure.figure_value,
        figure.figure_text,
        {{ completeness(
            'count(coalesce(figure.figure_value::text, figure.figure_text)) over listed',
            'count(*) over listed',
        ) }} as completeness_pct
    from reported
    cross join
        lateral (
            values
            (
                'value',
                case
                    when reported.comparison = 'growth' then 'year_on_year'
                    else coalesce(reported.comparison, 'value')
                end,
                reported.comparison in ('year_on_year', 'previous_period'),
                reported.value_comparator,
                reported.value,
                reported.value_text
            ),
            ('yoy_value', 'year_on_year', true, reported.yoy_value_comparator, reported.yoy_value, null)
        ) as figure (field, measure, is_comparison, comparator, figure_value, figure_text)
    window
        listed as (
            partition by
                reported.delivery_id, reported.period_start, reported.period_end, reported.period_kind, figure.field
        )
),

-- what most comparisons of a table are, indices or growths
judged as (
    select
        *,
        avg(case when is_comparison then (figure_value >= 50)::integer end) over (
            partition by delivery_id, sheet_name, field
        ) >= 0.5 as is_index
    from figures
    where (figure_value is not null or figure_text is not null)
        and measure <> 'other'
),

measured as (
    select
        judged.*,
        coalesce(measures.measure_indicator_code, judged.indicator_code) as measured_code,
        -- growth under its own name is a value of that indicator, an index of production or prices too
        case when measures.measure_indicator_code is null then judged.measure else 'value' end as own_measure,
        case
            when judged.is_comparison then {{ growth('judged.figure_value', 'judged.is_index') }}
            when judged.measure = 'value' and itself.indicator_code is not null and judged.figure_value >= 80
                then judged.figure_value - 100
            else judged.figure_value
        end as own_value
    from judged
    left join measures on judged.indicator_code = measures.indicator_code and judged.measure = measures.measure
    left join measures as itself
        on judged.indicator_code = itself.indicator_code
            and judged.indicator_code = itself.measure_indicator_code
            and itself.measure = 'year_on_year'
),

united as (
    select
        measured.*,
        case
            when measured.own_measure in ('year_on_year', 'of_plan', 'share', 'previous_period') then '%'
            when measured.unit in ('%', 'phần trăm', 'Phần trăm') then '%'
            else indicators.unit
        end as own_unit,
        indicators.unit as indicator_unit
    from measured
    inner join indicators on measured.measured_code = indicators.code
),

numbered as (
    select
        *,
        coalesce(source_method, 'Báo cáo kinh tế - xã hội') || case price_basis
            when 'constant' then '; giá so sánh' when 'current' then '; giá hiện hành' else ''
        end as own_source,
        row_number() over (
            partition by
                delivery_id, table_title, territory_code, measured_code, breakdown, period_start, period_end,
                period_kind, scenario, own_measure, source_method, price_basis, vintage, as_of_date, field
            order by sheet_name, row_number, column_letter
        ) as occurrence
    from united
    -- a percentage of something that is no percentage, and says not of what
    where own_measure <> 'value' or own_unit <> '%' or indicator_unit like '\%%'
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    field,
    sender,
    territory_code,
    measured_code as indicator_code,
    null::text as sector_code,
    period_start,
    period_end,
    period_kind,
    period_label,
    'calendar' as period_basis,
    coalesce(scenario, 'actual') as scenario,
    own_measure as measure,
    own_source as source_method,
    case when own_value is not null then coalesce(comparator, '=') else comparator end as comparator,
    trim_scale(own_value) as value,
    figure_text as value_text,
    own_unit as unit,
    null::numeric as numerator,
    null::numeric as denominator,
    vintage,
    as_of_date,
    -- the lists of provinces begin in 2004; a table with years side by side stands on the boundary it was printed on
    coalesce(
        boundary_date,
        case when column_letter is not null then greatest(period_end, received_at::date) end,
        greatest(period_end, date '2004-01-01')
    ) as boundary_date,
    plan_code,
    note,
    completeness_pct,
    'rows of the report' as completeness_of,
    breakdown,
    column_letter,
    concat_ws(
        ' · ', coalesce(vintage, ''), coalesce(as_of_date::text, ''), table_title,
        case when occurrence > 1 then occurrence end
    ) as variant
from numbered
