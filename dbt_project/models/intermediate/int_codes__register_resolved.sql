-- The register with the departments in charge under the names of today: a plan outlives the department that it charges.
with entries as (
    select * from {{ ref('register') }}
),

departments as (
    select * from {{ ref('int_codes__departments_versioned') }}
),

-- every span of a code leads to the same department of today
carried_on as (
    select distinct
        department_code,
        code_today
    from departments
),

responsible as (
    select
        entries.entry_code,
        string_agg(departments.name_vi, '; ' order by charged.place) as responsible_name_vi,
        string_agg(departments.name_en, '; ' order by charged.place) as responsible_name_en,
        string_agg(departments.name_fr, '; ' order by charged.place) as responsible_name_fr
    from entries
    cross join lateral unnest(string_to_array(entries.responsible, '|')) with ordinality as charged (code, place)
    inner join carried_on on charged.code = carried_on.department_code
    inner join departments
        on carried_on.code_today = departments.department_code
            and departments.valid_to = date '9999-12-31'
    group by entries.entry_code
)

select
    entries.*,
    responsible.responsible_name_vi,
    responsible.responsible_name_en,
    responsible.responsible_name_fr
from entries
left join responsible on entries.entry_code = responsible.entry_code
