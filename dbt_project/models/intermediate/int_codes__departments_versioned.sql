-- What a department was called and where it belonged from one day to another, and which one carries on its work today:
-- a department that was merged away points at its successor, and that one may have been merged since.
with recursive departments as (
    select
        department_code,
        name_vi,
        name_en,
        name_fr,
        territory_code,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to,
        successor_code,
        sender,
        source
    from {{ ref('departments') }}
),

-- from those of today backwards
lineage as (
    select
        department_code,
        department_code as code_today
    from departments
    where valid_to = date '9999-12-31'
    union
    select
        merged.department_code,
        lineage.code_today
    from lineage
    inner join departments as merged on lineage.department_code = merged.successor_code
)

select
    departments.*,
    lineage.code_today
from departments
left join lineage on departments.department_code = lineage.department_code
