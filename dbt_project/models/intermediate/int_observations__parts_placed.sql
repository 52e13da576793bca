{%- set series = series_columns() | join(', ') -%}
{%- set place = ['today_code', 'today_since', 'territory_code', 'sender'] -%}
{%- set figure = 'placed.' ~ (place + series_columns()) | join(', placed.') -%}
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
),

placed as (
    select
        observations.*,
        places.today_code,
        places.today_since,
        deliveries.is_sample,
        deliveries.open_warnings_count
    from observations
    inner join places
        on observations.territory_code = places.territory_code
            and observations.boundary_date between places.valid_from and places.valid_to
            and not places.is_today
    left join deliveries on observations.delivery_id = deliveries.delivery_id
),

-- of several editions of a figure that a sender has published, the newest one stands; others are no editions
editions as (
    select
        *,
        row_number() over (
            partition by
                {{ figure }},
                case when placed.variant is null then placed.observation_id end
            order by {{ newest_edition('placed') }}, placed.variant
        ) as edition
    from placed
)

select
    today_code,
    today_since,
    {{ series }},
    territory_code,
    max(period_label) as period_label,
    max(boundary_date) as boundary_date,
    string_agg(distinct sender, ', ') as sender,
    count(distinct jsonb_build_array(value, comparator, value_text, numerator, denominator)) > 1 as is_disputed,
    max(value) as value,
    max(comparator) as comparator,
    max(numerator) as numerator,
    max(denominator) as denominator,
    min(array_position(array['estimate', 'preliminary', 'final'], vintage)) as vintage_rank,
    bool_or(is_sample) as is_sample,
    max(open_warnings_count) as open_warnings_count,
    string_agg(observation_id::text, ' ') as observation_ids
from editions
where edition = 1
group by today_code, today_since, territory_code, {{ series }}
