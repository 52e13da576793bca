with observations as (
    {{ released(ref('fct_observation')) }}
),

indicators as (
    {{ released(ref('dim_indicator')) }}
),

sectors as (
    {{ released(ref('dim_sector')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

periods as (
    {{ released(ref('dim_period')) }}
)

select
    observations.observation_id,
    observations.territory_code,
    territories.territory_name,
    territories.code_today as territory_code_today,
    territories.boundary_since,
    territories.boundary_until,
    observations.indicator_code,
    indicators.indicator_name_vi,
    indicators.indicator_name_en,
    indicators.indicator_name_fr,
    indicators.direction as indicator_direction,
    observations.sector_code,
    sectors.sector_name_vi,
    sectors.sector_name_en,
    sectors.sector_name_fr,
    observations.breakdown,
    observations.period_start,
    observations.period_end,
    observations.period_kind,
    observations.period_label,
    observations.period_basis,
    periods.period_code,
    periods.previous_code as previous_period_code,
    periods.year_before_code as year_before_period_code,
    observations.scenario,
    observations.measure,
    observations.source_method,
    observations.variant,
    observations.sender,
    observations.comparator,
    observations.value,
    observations.value_text,
    observations.unit,
    observations.numerator,
    observations.denominator,
    observations.vintage,
    observations.as_of_date,
    observations.boundary_date,
    observations.plan_code,
    observations.note,
    observations.completeness_pct,
    observations.completeness_of,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    deliveries.received_at,
    deliveries.file_name,
    observations.delivery_id,
    observations.sheet_name,
    observations.row_number,
    observations.field,
    observations.column_letter,
    observations.from_release,
    (select kho.release()) as shown_release
from observations
left join indicators on observations.indicator_code = indicators.indicator_code
left join sectors on observations.sector_code = sectors.sector_code
left join territories
    on observations.territory_code = territories.territory_code
        and observations.boundary_date between territories.valid_from and territories.valid_to
left join deliveries on observations.delivery_id = deliveries.delivery_id
left join periods
    on observations.period_end = periods.period_end
        and coalesce(observations.period_start, observations.period_end) = periods.period_start
        and observations.period_kind = periods.period_kind
        and observations.period_basis = periods.period_basis
