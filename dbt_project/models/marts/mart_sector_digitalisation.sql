with figures as not materialized (
    select * from {{ ref('mart_observation') }}
    where measure = 'value' and breakdown is null
),

sectors as (
    {{ released(ref('dim_sector')) }}
),

conflicts as (
    {{ released(ref('fct_source_conflict')) }}
),

-- what a source says of a territory by sectors: all priority sectors belong to it, told of or not
reported as (
    select distinct
        territory_code,
        territory_name,
        boundary_since,
        indicator_code,
        indicator_name_vi,
        indicator_name_en,
        indicator_name_fr,
        period_start,
        period_end,
        period_kind,
        period_label,
        period_basis,
        scenario,
        measure,
        breakdown,
        unit,
        source_method,
        sender
    from figures
    where sector_code is not null and scenario <> 'target'
),

expected as (
    select
        reported.*,
        sectors.sector_code,
        sectors.sector_name_vi,
        sectors.sector_name_en,
        sectors.sector_name_fr,
        sectors.sector_group
    from reported
    cross join sectors
),

placed as (
    select
        expected.*,
        figures.observation_id,
        figures.comparator,
        figures.value,
        figures.vintage,
        figures.as_of_date,
        figures.is_sample,
        figures.open_warnings_count,
        figures.delivery_id,
        figures.sheet_name,
        figures.row_number,
        figures.field,
        count(figures.observation_id) filter (where expected.sector_group = 'priority') over told as told_count,
        count(*) filter (where expected.sector_group = 'priority') over told as expected_count
    from expected
    left join figures
        on expected.territory_code = figures.territory_code
            and expected.indicator_code = figures.indicator_code
            and expected.period_end = figures.period_end
            and expected.period_kind = figures.period_kind
            and expected.period_basis = figures.period_basis
            and expected.scenario = figures.scenario
            and expected.source_method = figures.source_method
            and expected.sender = figures.sender
            and expected.sector_code = figures.sector_code
            and (expected.boundary_since, expected.period_start, expected.unit)
            is not distinct from (figures.boundary_since, figures.period_start, figures.unit)
    window told as (
        partition by
            expected.territory_code, expected.boundary_since, expected.indicator_code, expected.period_start,
            expected.period_end, expected.period_kind, expected.period_basis, expected.scenario, expected.unit,
            expected.source_method, expected.sender
    )
)

select
    placed.territory_code,
    placed.territory_name,
    placed.indicator_code,
    placed.indicator_name_vi,
    placed.indicator_name_en,
    placed.indicator_name_fr,
    placed.sector_code,
    placed.sector_name_vi,
    placed.sector_name_en,
    placed.sector_name_fr,
    placed.sector_group,
    placed.period_start,
    placed.period_end,
    placed.period_kind,
    placed.period_label,
    placed.period_basis,
    placed.scenario,
    placed.source_method,
    placed.sender,
    placed.comparator,
    placed.value,
    placed.unit,
    case when placed.value is null then 'no figure of this sector' end as missing_reason,
    whole.value as economy_value,
    trim_scale(placed.value - whole.value) as economy_distance,
    case when whole.value is null then 'no figure of the whole economy by this source and period' end
        as economy_missing_reason,
    target.comparator as target_comparator,
    target.value as target_value,
    target.period_end as target_date,
    target.plan_code as target_plan_code,
    trim_scale(target.value - placed.value) as target_gap,
    case
        when target.period_end is null then 'no target of the sector from this period on'
        when target.value is null then 'the target is in words'
    end as target_missing_reason,
    {{ completeness('placed.told_count', 'placed.expected_count') }} as completeness_pct,
    conflicts.conflict_id is not null as has_conflict,
    placed.vintage,
    placed.as_of_date,
    placed.is_sample,
    placed.open_warnings_count,
    placed.observation_id,
    placed.delivery_id,
    placed.sheet_name,
    placed.row_number,
    placed.field,
    (select kho.release()) as shown_release
from placed
-- the whole economy by the same source, never the sectors added up: they overlap, and a share adds up to nothing
left join lateral (
    select figures.value
    from figures
    where figures.territory_code = placed.territory_code
        and figures.indicator_code = placed.indicator_code
        and figures.period_end = placed.period_end
        and figures.sector_code is null
        and (
            figures.boundary_since, figures.period_start, figures.period_kind, figures.period_basis, figures.scenario,
            figures.unit, figures.source_method, figures.sender, figures.comparator
        ) is not distinct from (
            placed.boundary_since, placed.period_start, placed.period_kind, placed.period_basis, placed.scenario,
            placed.unit, placed.source_method, placed.sender, '='
        )
    order by figures.delivery_id desc
    limit 1
) as whole on true
-- the next target of the sector; where it has none of its own, the one that a plan sets for each of them
left join lateral (
    select
        figures.comparator,
        figures.value,
        figures.period_end,
        figures.plan_code
    from figures
    where figures.territory_code = placed.territory_code
        and figures.scenario = 'target'
        and figures.period_end >= placed.period_end
        and (figures.boundary_since, figures.unit) is not distinct from (placed.boundary_since, placed.unit)
        and figures.indicator_code in (placed.indicator_code, 'DE_SECTOR_SHARE_MIN')
        and (
            (figures.indicator_code = placed.indicator_code and figures.sector_code = placed.sector_code)
            or (
                figures.indicator_code = 'DE_SECTOR_SHARE_MIN' and figures.sector_code is null
                and placed.indicator_code in ('DE_SECTOR_SHARE_MIN', 'DE_GRDP_SHARE')
            )
        )
    order by figures.sector_code asc nulls last, figures.period_end asc, figures.delivery_id desc
    limit 1
) as target on true
left join conflicts
    on {{ statement_id('placed') }} = conflicts.conflict_id
where placed.sector_group = 'priority' or placed.observation_id is not null
