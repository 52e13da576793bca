{{ config(unique_key=['old_commune_code', 'new_commune_code', 'effective_date'], retire='false') }}

with changes as (
    select * from {{ ref('commune_changes') }}
)

select
    old_code as old_commune_code,
    new_code as new_commune_code,
    effective_date,
    change_kind,
    -- all that is counted of the old commune's people is counted in the new one
    change_kind in ('unchanged', 'renamed', 'whole', 'part_area_all_population') as is_all_population,
    {{ release_columns() }}
from changes
