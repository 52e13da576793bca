-- One row a figure: target, actual, cumulative and year-on-year stand side by side in the report.
with reported as (
    select
        *,
        avg((yoy_value >= 50)::integer) over (partition by delivery_id, sheet_name) >= 0.5 as is_index
    from {{ ref('stg_digital_economy_indicators') }}
),

unpivoted as (
    select
        reported.*,
        figure.field,
        figure.measure,
        figure.figure_scenario,
        figure.comparator,
        figure.value,
        figure.value_text
    from reported
    cross join
        lateral (
            values
            (
                'target_value', 'value', 'target',
                reported.target_value_comparator, reported.target_value, reported.target_value_text
            ),
            (
                'actual_value', 'value', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                reported.actual_value_comparator, reported.actual_value, null
            ),
            (
                'cumulative_value', 'cumulative', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                null, reported.cumulative_value, null
            ),
            (
                'yoy_value', 'year_on_year', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                null, {{ growth('reported.yoy_value', 'reported.is_index') }}, null
            )
        ) as figure (field, measure, figure_scenario, comparator, value, value_text)
    where figure.value is not null or figure.value_text is not null
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    field,
    sender,
    territory_code,
    indicator_code,
    sector_code,
    period_start,
    period_end,
    period_kind,
    period_label,
    'calendar' as period_basis,
    figure_scenario as scenario,
    measure,
    source_method,
    case when value is not null then coalesce(comparator, '=') else comparator end as comparator,
    value,
    value_text,
    -- a comparison with the year before is a percentage, whatever the figure itself is counted in
    case when measure = 'year_on_year' then '%' else unit end as unit,
    null::numeric as numerator,
    null::numeric as denominator,
    vintage,
    as_of_date,
    coalesce(boundary_date, period_end) as boundary_date,
    plan_code,
    note
from unpivoted
