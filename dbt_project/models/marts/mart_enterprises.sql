with groups as (
    {{ released(ref('fct_enterprise_group')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

observations as (
    {{ released(ref('fct_observation')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

sectors as (
    {{ released(ref('dim_sector')) }}
),

placed as (
    select
        groups.*,
        territories.territory_name,
        territories.boundary_until,
        coalesce(communes.commune_name, sectors.sector_name_vi) as group_name,
        inhabitants.population_count,
        inhabitants.population_period_end
    from groups
    left join territories
        on groups.territory_code = territories.territory_code
            and groups.period_end between territories.valid_from and territories.valid_to
    left join communes
        on groups.group_kind = 'commune'
            and groups.group_code = communes.commune_code
            and groups.period_end between communes.valid_from and communes.valid_to
    left join sectors on groups.group_kind = 'sector' and groups.group_code = sectors.sector_code
    -- the newest population of the whole province on the boundary that the register stands on
    left join lateral (
        select
            observations.value as population_count,
            observations.period_end as population_period_end
        from observations
        inner join territories as places
            on observations.territory_code = places.territory_code
                and observations.boundary_date between places.valid_from and places.valid_to
                and groups.territory_since = places.boundary_since
        where groups.group_kind = 'all'
            and {{ is_population('observations') }}
            and observations.territory_code = groups.territory_code
            and observations.period_end <= groups.period_end
        order by observations.period_end desc, {{ newest_edition('observations') }}
        limit 1
    ) as inhabitants on true
)

select
    placed.territory_code,
    placed.territory_name,
    placed.territory_since as boundary_since,
    placed.boundary_until = date '9999-12-31' as is_on_todays_boundary,
    placed.group_kind,
    nullif(placed.group_code, '') as group_code,
    placed.group_name,
    placed.sender,
    placed.period_start,
    placed.period_end,
    placed.period_kind,
    placed.period_label,
    placed.enterprises_count,
    placed.active_count,
    placed.digital_count,
    placed.declared_digital_count,
    trim_scale(round(100.0 * placed.digital_count / nullif(placed.active_count, 0), 2)) as digital_share_pct,
    placed.new_count,
    placed.population_count,
    placed.population_period_end,
    trim_scale(round(1000.0 * placed.digital_count / nullif(placed.population_count, 0), 4)) as digital_per_1000,
    case
        when placed.group_kind <> 'all' then 'a part of the province'
        when placed.population_count is null then 'no population is reported on this boundary'
    end as missing_reason,
    -- employees are persons: told for the whole province only, so that no smaller cell can be worked out
    case when placed.group_kind = 'all' and placed.employees_count >= 10 then placed.employees_count end
        as employees_count,
    coalesce(placed.group_kind <> 'all' or placed.employees_count < 10, false) as is_suppressed,
    {{ completeness('placed.employees_told_count', 'placed.active_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    placed.delivery_id,
    placed.sheet_name,
    'tax_code' as field,
    (select kho.release()) as shown_release
from placed
left join deliveries on placed.delivery_id = deliveries.delivery_id
