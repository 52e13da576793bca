-- Which of today's provinces a province of any day is part of: followed backwards from today, through every reform,
-- whether its name lived on or not. Provinces merge as wholes in the list of changes, so each has one successor.
with recursive territories as (
    select * from {{ ref('int_codes__territories_versioned') }}
),

changes as (
    select * from {{ ref('province_changes') }}
),

followed as (
    select
        territory_code,
        valid_from,
        valid_to,
        boundary_since,
        territory_code as today_code,
        boundary_since as today_since
    from territories
    where valid_to = date '9999-12-31'
    union all
    select
        earlier.territory_code,
        earlier.valid_from,
        earlier.valid_to,
        earlier.boundary_since,
        followed.today_code,
        followed.today_since
    from followed
    inner join changes
        on followed.territory_code = changes.new_code
            and followed.valid_from = changes.effective_date
    inner join territories as earlier
        on changes.old_code = earlier.territory_code
            and changes.effective_date - 1 = earlier.valid_to
)

select
    territory_code,
    valid_from,
    valid_to,
    boundary_since,
    today_code,
    today_since,
    (territory_code, boundary_since) = (today_code, today_since) as is_today
from followed
