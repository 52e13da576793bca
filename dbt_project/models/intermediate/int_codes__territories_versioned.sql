-- One row a boundary: a province that the reform of 2025-07-01 changed has one before it and one from it on, whether it
-- kept its code or not; a code means nothing without a date.
with changes as (
    select * from {{ ref('province_changes') }}
),

before as (
    select
        old_code as territory_code,
        old_name as territory_name,
        -- the territory lives on under a name that was kept; one that was merged into another does not
        case when change_kind in ('unchanged', 'kept_name_same_code', 'kept_name_new_code') then new_code end as successor_code,
        date '1900-01-01' as valid_from,
        case when change_kind = 'unchanged' then date '9999-12-31' else effective_date::date - 1 end as valid_to
    from changes
),

since as (
    select
        new_code as territory_code,
        new_name as territory_name,
        new_code as successor_code,
        min(effective_date::date) as valid_from,
        date '9999-12-31' as valid_to
    from changes
    where change_kind <> 'unchanged'
    group by new_code, new_name
)

select * from before
union all
select * from since
