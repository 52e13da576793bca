{%- set series = 'observations.' ~ series_columns() | join(', observations.') -%}
-- What the released figures of provinces that were merged since say of today's provinces: one row a part and figure, by
-- whomever it was sent.
with observations as (
    {{ released(ref('fct_observation')) }}
),

places as (
    {{ released(ref('bridge_territory_today')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    places.today_code,
    places.today_since,
    {{ series }},
    observations.territory_code,
    max(observations.period_label) as period_label,
    max(observations.boundary_date) as boundary_date,
    string_agg(distinct observations.sender, ', ') as sender,
    count(distinct jsonb_build_array(
        observations.value, observations.comparator, observations.value_text, observations.numerator,
        observations.denominator
    )) > 1 as is_disputed,
    max(observations.value) as value,
    max(observations.comparator) as comparator,
    max(observations.numerator) as numerator,
    max(observations.denominator) as denominator,
    min(array_position(array['estimate', 'preliminary', 'final'], observations.vintage)) as vintage_rank,
    bool_or(deliveries.is_sample) as is_sample,
    max(deliveries.open_warnings_count) as open_warnings_count,
    string_agg(observations.observation_id::text, ' ') as observation_ids
from observations
inner join places
    on observations.territory_code = places.territory_code
        and observations.boundary_date between places.valid_from and places.valid_to
        and not places.is_today
left join deliveries on observations.delivery_id = deliveries.delivery_id
group by places.today_code, places.today_since, observations.territory_code, {{ series }}
