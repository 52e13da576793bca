{%- set series = series_columns() -%}
with observations as (
    {{ released(ref('fct_observation')) }}
),

places as (
    {{ released(ref('bridge_territory_today')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

indicators as (
    {{ released(ref('dim_indicator')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

merged as (
    select * from {{ ref('int_observations__parts_merged') }}
),

series as (
    select
        places.today_code,
        places.today_since,
        observations.{{ series | join(', observations.') }},
        observations.period_label,
        observations.sender,
        observations.comparator,
        observations.value,
        observations.value_text,
        observations.numerator,
        observations.denominator,
        'as_reported' as method,
        null::text as reason,
        array[observations.territory_code] as part_codes,
        '{}'::text[] as missing_codes,
        observations.vintage,
        deliveries.is_sample,
        deliveries.open_warnings_count,
        observations.completeness_pct,
        observations.completeness_of,
        observations.boundary_date,
        array[observations.observation_id] as observation_ids,
        observations.delivery_id,
        observations.sheet_name,
        observations.row_number,
        observations.field
    from observations
    inner join places
        on observations.territory_code = places.territory_code
            and observations.boundary_date between places.valid_from and places.valid_to
            and places.is_today
    left join deliveries on observations.delivery_id = deliveries.delivery_id
    union all
    select
        today_code,
        today_since,
        {{ series | join(', ') }},
        period_label,
        sender,
        comparator,
        value,
        null as value_text,
        numerator,
        denominator,
        method,
        reason,
        part_codes,
        missing_codes,
        vintage,
        is_sample,
        open_warnings_count,
        {{ completeness('cardinality(part_codes)', '(cardinality(part_codes) + cardinality(missing_codes))') }}
            as completeness_pct,
        'provinces' as completeness_of,
        boundary_date,
        observation_ids,
        null as delivery_id,
        null as sheet_name,
        null as row_number,
        null as field
    from merged
)

select
    series.today_code as territory_code,
    territories.territory_name,
    series.today_since as boundary_since,
    series.indicator_code,
    indicators.indicator_name_vi,
    indicators.indicator_name_en,
    indicators.indicator_name_fr,
    series.sector_code,
    series.breakdown,
    series.period_start,
    series.period_end,
    series.period_kind,
    series.period_label,
    series.period_basis,
    series.scenario,
    series.measure,
    series.source_method,
    series.sender,
    series.comparator,
    series.value,
    series.value_text,
    series.unit,
    series.numerator,
    series.denominator,
    series.method as boundary_method,
    series.reason as missing_reason,
    series.part_codes,
    series.missing_codes,
    series.completeness_pct,
    series.completeness_of,
    series.vintage,
    series.is_sample,
    series.open_warnings_count,
    series.boundary_date as reported_boundary_date,
    series.observation_ids,
    series.delivery_id,
    series.sheet_name,
    series.row_number,
    series.field,
    (select kho.release()) as shown_release
from series
left join indicators on series.indicator_code = indicators.indicator_code
left join territories
    on series.today_code = territories.territory_code
        and territories.valid_to = date '9999-12-31'
