{{ config(unique_key=['sector_code'], retire='true') }}

with sectors as (
    select * from {{ ref('sectors') }}
)

select
    code as sector_code,
    name_vi as sector_name_vi,
    name_en as sector_name_en,
    name_fr as sector_name_fr,
    sector_group,
    source,
    {{ release_columns() }}
from sectors
