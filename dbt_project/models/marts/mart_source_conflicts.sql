with observations as (
    select * from {{ ref('mart_observation') }}
),

conflicts as (
    {{ released(ref('fct_source_conflict')) }}
),

conflicting as (
    select
        *,
        unnest(observation_ids) as observation_id
    from conflicts
)

select
    conflicting.conflict_id,
    conflicting.territory_code,
    observations.territory_name,
    conflicting.indicator_code,
    observations.indicator_name_vi,
    observations.indicator_name_en,
    observations.indicator_name_fr,
    observations.sector_code,
    observations.breakdown,
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
    conflicting.sources_count,
    conflicting.lowest_value,
    conflicting.highest_value,
    trim_scale(conflicting.highest_value - conflicting.lowest_value) as spread_value,
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
from conflicting
inner join observations on conflicting.observation_id = observations.observation_id
