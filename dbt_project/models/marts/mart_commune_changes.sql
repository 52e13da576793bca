with changes as (
    {{ released(ref('bridge_commune_change')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
)

select
    changes.effective_date,
    changes.old_commune_code,
    earlier.commune_full_name as old_commune_name,
    earlier.territory_code as old_territory_code,
    changes.new_commune_code,
    later.commune_full_name as new_commune_name,
    later.territory_code as new_territory_code,
    changes.change_kind,
    changes.is_all_population,
    (select kho.release()) as shown_release
from changes
left join communes as earlier
    on changes.old_commune_code = earlier.commune_code
        and changes.effective_date - 1 between earlier.valid_from and earlier.valid_to
left join communes as later
    on changes.new_commune_code = later.commune_code
        and changes.effective_date between later.valid_from and later.valid_to
