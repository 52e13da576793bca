{{ config(unique_key=['department_code', 'valid_from'], retire='true') }}

with departments as (
    select * from {{ ref('int_codes__departments_versioned') }}
)

select
    department_code,
    valid_from,
    valid_to,
    name_vi as department_name_vi,
    name_en as department_name_en,
    name_fr as department_name_fr,
    territory_code,
    successor_code,
    code_today,
    sender,
    source,
    {{ release_columns() }}
from departments
