{{
    config(
        unique_key=['tax_code', 'territory_code', 'sender'],
        carried=['delivery_id', 'sheet_name', 'row_number'],
    )
}}

with enterprises as (
    select * from {{ ref('int_enterprises__classified') }}
)

select
    tax_code,
    territory_code,
    sender,
    territory_since,
    commune_code,
    commune_written,
    industry_code,
    sector_code,
    is_digital_technology,
    is_declared_digital,
    founded_date,
    charter_capital_vnd,
    employees_count,
    status,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from enterprises
where {{ touched('enterprises') }}
