{{
    config(
        unique_key=[
            'territory_code', 'commune_code', 'hamlet_code', 'operator_code', 'period_end', 'period_kind', 'sender'
        ]
    )
}}

with signals as (
    select * from {{ ref('stg_signal_gaps') }}
)

select
    territory_code,
    commune_code,
    hamlet_code,
    operator_code,
    period_end,
    period_kind,
    sender,
    hamlet_code_surrogate,
    hamlet_name,
    period_start,
    period_label,
    coverage_status,
    technology_code,
    has_grid_power,
    covered_date,
    latitude,
    longitude,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from signals
where {{ touched('signals') }}
