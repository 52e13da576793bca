-- Joined by hand and not read from mart_observation: through that view every observation would be read before a few of
-- them are picked by their id.
with observations as (
    {{ released(ref('fct_observation')) }}
),

indicators as (
    {{ released(ref('dim_indicator')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
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
    territories.territory_name,
    conflicting.indicator_code,
    indicators.indicator_name_vi,
    indicators.indicator_name_en,
    indicators.indicator_name_fr,
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
    observations.completeness_pct,
    observations.completeness_of,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    observations.observation_id,
    observations.delivery_id,
    observations.sheet_name,
    observations.row_number,
    observations.field,
    (select kho.release()) as shown_release
from conflicting
inner join observations on conflicting.observation_id = observations.observation_id
left join deliveries on observations.delivery_id = deliveries.delivery_id
left join indicators on conflicting.indicator_code = indicators.indicator_code
left join territories
    on conflicting.territory_code = territories.territory_code
        and observations.boundary_date between territories.valid_from and territories.valid_to
