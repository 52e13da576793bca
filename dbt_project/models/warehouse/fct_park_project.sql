{{ config(unique_key=['project_code', 'period_end', 'period_kind', 'sender']) }}

with projects as (
    select * from {{ ref('stg_hightech_park_projects') }}
)

select
    project_code,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    territory_code,
    project_name,
    investor_name,
    project_kind,
    nationality,
    technology_field,
    licensed_date,
    registered_capital_vnd,
    registered_capital_usd,
    implemented_capital_vnd,
    area_ha,
    status,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from projects
where {{ touched('projects') }}
