with territories as (
    {{ released(ref('dim_territory')) }}
),

places as (
    {{ released(ref('bridge_territory_today')) }}
)

select
    territories.territory_code,
    territories.valid_from,
    territories.valid_to,
    territories.territory_name,
    territories.territory_full_name,
    territories.unit_type,
    territories.parent_code,
    territories.boundary_since,
    territories.boundary_until,
    territories.code_today,
    places.today_code as territory_code_today,
    (select kho.release()) as shown_release
from territories
left join places
    on territories.territory_code = places.territory_code
        and territories.valid_from between places.valid_from and places.valid_to
