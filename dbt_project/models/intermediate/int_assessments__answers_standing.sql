-- The last assessment of a unit in a period, and who the unit is. Firms and business households have the names of
-- persons or lead to them: they are counted in their sector, and only where they are ten or more.
with answers as (
    {{ released(ref('fct_self_assessment')) }}
),

departments as (
    {{ released(ref('dim_department')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

dated as (
    select
        *,
        max(assessed_date) over form as last_date,
        count(*) over (
            partition by
                territory_code, organisation_code, criteria_version, sender, period_end, period_kind, criterion_code
        ) as assessments_count
    from answers
    window form as (partition by territory_code, organisation_code, criteria_version, sender, period_end, period_kind)
),

told as (
    select
        dated.*,
        case
            when exists (
                    select 1
                    from departments
                    where departments.department_code = dated.organisation_code
                ) then 'department'
            when exists (
                    select 1
                    from communes
                    where communes.commune_code = dated.organisation_code
                        and dated.assessed_date between communes.valid_from and communes.valid_to
                ) then 'commune'
            else 'firm'
        end as unit_kind
    from dated
    where dated.assessed_date = dated.last_date
),

counted as (
    select
        territory_code,
        sender,
        criteria_version,
        period_end,
        period_kind,
        sector_code,
        count(distinct organisation_code) as firms_count
    from told
    where unit_kind = 'firm'
    group by territory_code, sender, criteria_version, period_end, period_kind, sector_code
)

select told.*
from told
left join counted
    on told.territory_code = counted.territory_code
        and told.sender = counted.sender
        and told.criteria_version = counted.criteria_version
        and told.period_end = counted.period_end
        and told.period_kind = counted.period_kind
        and told.sector_code = counted.sector_code
where told.unit_kind <> 'firm' or counted.firms_count >= 10
