{{ config(unique_key=['indicator_code'], retire='false') }}

with indicators as (
    select * from {{ ref('indicators') }}
)

select
    code as indicator_code,
    name_vi as indicator_name_vi,
    name_en as indicator_name_en,
    name_fr as indicator_name_fr,
    unit,
    framework,
    {{ release_columns() }}
from indicators
