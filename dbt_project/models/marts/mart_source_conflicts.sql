with observations as (
    select
        *,
        md5(jsonb_build_array(
            territory_code, boundary_since, indicator_code, sector_code, period_end, period_kind, period_basis,
            scenario, measure, unit
        )::text)::uuid as conflict_id
    from {{ ref('mart_observation') }}
),

conflicts as (
    select
        conflict_id,
        count(*) as sources_count,
        min(value) as lowest_value,
        max(value) as highest_value
    from observations
    group by conflict_id
    -- “= 40” and “> 40” are not the same statement
    having count(distinct jsonb_build_array(comparator, trim_scale(value), value_text)) > 1
)

select
    conflicts.conflict_id,
    observations.territory_code,
    observations.territory_name,
    observations.indicator_code,
    observations.indicator_name_vi,
    observations.indicator_name_en,
    observations.indicator_name_fr,
    observations.sector_code,
    observations.period_start,
    observations.period_end,
    observations.period_kind,
    observations.period_label,
    observations.period_basis,
    observations.scenario,
    observations.measure,
    observations.source_method,
    observations.sender,
    observations.comparator,
    observations.value,
    observations.value_text,
    observations.unit,
    conflicts.sources_count,
    conflicts.lowest_value,
    conflicts.highest_value,
    trim_scale(conflicts.highest_value - conflicts.lowest_value) as spread_value,
    observations.vintage,
    observations.as_of_date,
    observations.plan_code,
    observations.note,
    observations.is_sample,
    observations.open_warnings_count,
    observations.observation_id,
    observations.delivery_id,
    observations.sheet_name,
    observations.row_number,
    observations.field,
    observations.shown_release
from observations
inner join conflicts on observations.conflict_id = conflicts.conflict_id
