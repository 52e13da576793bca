{{ config(unique_key=['territory_code', 'tax_code', 'booth_code', 'period_end', 'period_kind', 'sender']) }}

with booths as (
    select * from {{ ref('stg_digital_booths') }}
)

select
    territory_code,
    tax_code,
    booth_code,
    as_of_date as period_end,
    'week' as period_kind,
    sender,
    as_of_date - 6 as period_start,
    'Tuần đến ' || to_char(as_of_date, 'DD/MM/YYYY') as period_label,
    commune_code,
    business_kind,
    opened_date,
    products_count,
    orders_count,
    revenue_vnd,
    is_trained,
    is_traceable,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from booths
where {{ touched('booths') }}
