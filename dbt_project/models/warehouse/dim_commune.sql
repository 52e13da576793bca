{{ config(unique_key=['commune_code', 'valid_from'], retire='false') }}

with communes as (
    select * from {{ ref('int_codes__communes_versioned') }}
)

select
    commune_code,
    valid_from,
    valid_to,
    commune_name,
    commune_full_name,
    unit_type,
    territory_code,
    district_name,
    boundary_since,
    boundary_until,
    code_today,
    {{ release_columns() }}
from communes
