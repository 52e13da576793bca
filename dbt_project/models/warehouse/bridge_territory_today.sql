{{ config(unique_key=['territory_code', 'valid_from'], retire='true') }}

with territories as (
    select * from {{ ref('int_codes__territories_followed') }}
)

select
    territory_code,
    valid_from,
    valid_to,
    boundary_since,
    today_code,
    today_since,
    is_today,
    {{ release_columns() }}
from territories
