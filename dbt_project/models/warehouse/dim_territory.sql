{{ config(unique_key=['territory_code', 'valid_from'], retire='true') }}

with territories as (
    select * from {{ ref('int_codes__territories_versioned') }}
)

select
    territory_code,
    valid_from,
    valid_to,
    territory_name,
    territory_full_name,
    unit_type,
    parent_code,
    boundary_since,
    boundary_until,
    code_today,
    {{ release_columns() }}
from territories
