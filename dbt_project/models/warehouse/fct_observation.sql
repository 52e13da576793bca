{{
    config(
        unique_key=['observation_id'],
        indexes=[{'columns': ['indicator_code', 'territory_code', 'period_end']}],
        open_indexes={
            'targets': {
                'columns': 'indicator_code, territory_code',
                'where': "scenario = 'target' and measure = 'value'",
            },
            'results': {
                'columns': "indicator_code, territory_code, coalesce(sector_code, ''), source_method, sender, period_end",
                'where': "scenario = 'actual' and measure in ('value', 'cumulative') and value is not null",
            },
        },
    )
}}

with observations as (
    select * from {{ ref('int_observations__unioned') }}
)

select
    -- a key that holds where sector is blank, and stays the same from release to release
    md5(concat(
        jsonb_build_array(
            sender, territory_code, indicator_code, sector_code, period_start, period_end, period_kind, period_basis,
            scenario, measure, source_method, field
        ),
        case when num_nonnulls(breakdown, variant) > 0 then jsonb_build_array(breakdown, variant) end
    ))::uuid as observation_id,
    territory_code,
    indicator_code,
    sector_code,
    breakdown,
    period_start,
    period_end,
    period_kind,
    period_label,
    period_basis,
    scenario,
    measure,
    source_method,
    variant,
    sender,
    comparator,
    value,
    value_text,
    unit,
    numerator,
    denominator,
    vintage,
    as_of_date,
    boundary_date,
    plan_code,
    note,
    completeness_pct,
    completeness_of,
    delivery_id,
    sheet_name,
    row_number,
    field,
    column_letter,
    scope_id,
    {{ release_columns() }}
from observations
where {{ touched('observations') }}
