with departments as (
    {{ released(ref('dim_department')) }}
)

select
    department_code,
    valid_from,
    valid_to,
    department_name_vi,
    department_name_en,
    department_name_fr,
    territory_code,
    successor_code,
    code_today,
    sender,
    source,
    (select kho.release()) as shown_release
from departments
