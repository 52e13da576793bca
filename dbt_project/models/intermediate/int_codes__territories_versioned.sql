-- What a province code meant from one day to another, since when its boundary has been what it is, and under which code
-- the territory lives on today: codes are used again for other territories, so a code means nothing without a date.
with recursive provinces as (
    select
        code,
        name,
        full_name,
        unit_type,
        parent_code,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('provinces') }}
),

changes as (
    select * from {{ ref('province_changes') }}
),

-- a name that changes moves no boundary, nor does a day on which this province was left as it was
moved as (
    select
        provinces.*,
        not exists (
            select 1
            from changes
            where changes.new_code = provinces.code
                and changes.effective_date = provinces.valid_from
                and changes.change_kind in ('unchanged', 'renamed')
        ) as is_moved
    from provinces
),

bounded as (
    select
        *,
        max(valid_from) filter (where is_moved) over (partition by code order by valid_from) as boundary_since
    from moved
),

-- from today backwards, as long as a territory kept its name
lineage as (
    select
        code,
        valid_from,
        code as code_today
    from provinces
    where valid_to = date '9999-12-31'
    union all
    select
        earlier.code,
        earlier.valid_from,
        lineage.code_today
    from lineage
    inner join changes
        on lineage.code = changes.new_code
            and lineage.valid_from = changes.effective_date
            and changes.change_kind in ('unchanged', 'renamed', 'kept_name_same_code', 'kept_name_new_code')
    inner join provinces as earlier
        on changes.old_code = earlier.code
            and changes.effective_date - 1 = earlier.valid_to
)

select
    bounded.code as territory_code,
    bounded.valid_from,
    bounded.valid_to,
    bounded.name as territory_name,
    bounded.full_name as territory_full_name,
    bounded.unit_type,
    bounded.parent_code,
    bounded.boundary_since,
    max(bounded.valid_to) over (partition by bounded.code, bounded.boundary_since) as boundary_until,
    lineage.code_today
from bounded
left join lineage on bounded.code = lineage.code and bounded.valid_from = lineage.valid_from
