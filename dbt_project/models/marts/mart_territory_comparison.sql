{%- set group -%}
indicator_code, sector_code, breakdown, period_start, period_end, period_kind, period_basis, scenario, measure,
            unit, source_method, boundary_era
{%- endset -%}
with figures as (
    select * from {{ ref('mart_observation') }}
    where measure = 'value' and scenario <> 'target' and value is not null
),

territories as (
    {{ released(ref('dim_territory')) }}
),

conflicts as (
    {{ released(ref('fct_source_conflict')) }}
),

-- a reform gives every comparison a new set of provinces, those it did not touch included
eras as (
    select
        boundary_since as era_since,
        lead(boundary_since, 1, date 'infinity') over (order by boundary_since) as era_until
    from (
        select distinct boundary_since from territories
        where parent_code = 'VN'
    ) as reforms
),

compared as (
    select
        figures.*,
        eras.era_since as boundary_era,
        -- the country and a park are no provinces, and “> 60” has no place in an order
        case
            when coalesce(territories.parent_code, '') <> 'VN' then 'not a province'
            when figures.comparator <> '=' then 'the figure is “' || figures.comparator || ' ' || figures.value || '”'
        end as obstacle,
        case when figures.indicator_direction = 'lower' then -figures.value else figures.value end as merit
    from figures
    inner join territories
        on figures.territory_code = territories.territory_code
            and figures.boundary_date between territories.valid_from and territories.valid_to
    inner join eras
        on figures.boundary_date >= eras.era_since
            and figures.boundary_date < eras.era_until
),

-- of several editions and senders of one source, the newest stands for the territory
stood as (
    select
        *,
        obstacle is null and row_number() over (
            partition by {{ group }}, territory_code, obstacle
            order by as_of_date desc nulls last, delivery_id desc, observation_id asc
        ) = 1 as is_ranked,
        max(case when territory_code = 'VN' and comparator = '=' then value end) over (
            partition by {{ group }}
        ) as national_value
    from compared
),

ranked as (
    select
        *,
        case when is_ranked then rank() over (partition by {{ group }}, is_ranked order by merit desc) end as place,
        count(*) filter (where is_ranked) over (partition by {{ group }}) as territories_count
    from stood
)

select
    ranked.indicator_code,
    ranked.indicator_name_vi,
    ranked.indicator_name_en,
    ranked.indicator_name_fr,
    ranked.indicator_direction,
    ranked.sector_code,
    ranked.breakdown,
    ranked.period_start,
    ranked.period_end,
    ranked.period_kind,
    ranked.period_label,
    ranked.period_basis,
    ranked.scenario,
    ranked.source_method,
    ranked.boundary_era,
    ranked.territory_code,
    ranked.territory_name,
    ranked.sender,
    ranked.comparator,
    ranked.value,
    ranked.unit,
    ranked.place as territory_rank,
    ranked.territories_count,
    case
        when ranked.obstacle is not null then ranked.obstacle
        when not ranked.is_ranked then 'a newer figure of this source stands for the territory'
    end as unranked_reason,
    ranked.national_value,
    trim_scale(ranked.value - ranked.national_value) as national_distance,
    case when ranked.national_value is null then 'no national figure of this source and period' end as national_reason,
    conflicts.conflict_id is not null as has_conflict,
    conflicts.conflict_id,
    ranked.completeness_pct,
    ranked.completeness_of,
    ranked.vintage,
    ranked.as_of_date,
    ranked.is_sample,
    ranked.open_warnings_count,
    ranked.observation_id,
    ranked.delivery_id,
    ranked.sheet_name,
    ranked.row_number,
    ranked.field,
    ranked.shown_release
from ranked
left join conflicts
    on {{ statement_id('ranked') }} = conflicts.conflict_id
