-- What a commune code meant from one day to another, since when its boundary has been what it is, and under which code
-- the commune lives on today: codes are used again for other communes, so a code means nothing without a date.
with recursive communes as (
    select
        code,
        name,
        full_name,
        unit_type,
        province_code,
        district,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('communes') }}
),

-- a commune that was left as it was, or only got another name, keeps its boundary
kept as (
    select
        old_code,
        new_code,
        effective_date
    from {{ ref('commune_changes') }}
    where change_kind in ('unchanged', 'renamed')
),

-- from the first list that has a boundary forwards, as long as it is kept
bounded as (
    select
        communes.code,
        communes.valid_from,
        communes.valid_to,
        communes.valid_from as boundary_since
    from communes
    left join kept on communes.code = kept.new_code and communes.valid_from = kept.effective_date
    where kept.new_code is null
    union all
    select
        later.code,
        later.valid_from,
        later.valid_to,
        bounded.boundary_since
    from bounded
    inner join kept on bounded.code = kept.old_code and bounded.valid_to + 1 = kept.effective_date
    inner join communes as later on kept.new_code = later.code and kept.effective_date = later.valid_from
),

-- from today backwards
lineage as (
    select
        code,
        valid_from,
        code as code_today,
        valid_to as boundary_until
    from communes
    where valid_to = date '9999-12-31'
    union all
    select
        earlier.code,
        earlier.valid_from,
        lineage.code_today,
        lineage.boundary_until
    from lineage
    inner join kept on lineage.code = kept.new_code and lineage.valid_from = kept.effective_date
    inner join communes as earlier on kept.old_code = earlier.code and kept.effective_date - 1 = earlier.valid_to
)

select
    communes.code as commune_code,
    communes.valid_from,
    communes.valid_to,
    communes.name as commune_name,
    communes.full_name as commune_full_name,
    communes.unit_type,
    communes.province_code as territory_code,
    communes.district as district_name,
    bounded.boundary_since,
    coalesce(lineage.boundary_until, communes.valid_to) as boundary_until,
    lineage.code_today
from communes
inner join bounded on communes.code = bounded.code and communes.valid_from = bounded.valid_from
left join lineage on communes.code = lineage.code and communes.valid_from = lineage.valid_from
