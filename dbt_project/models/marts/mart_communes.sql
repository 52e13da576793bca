with communes as (
    {{ released(ref('dim_commune')) }}
)

select
    commune_code,
    valid_from,
    valid_to,
    commune_name,
    commune_full_name,
    unit_type,
    territory_code,
    district_name,
    boundary_since,
    boundary_until,
    code_today,
    (select kho.release()) as shown_release
from communes
