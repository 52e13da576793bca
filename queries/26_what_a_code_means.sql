-- en: What has a code meant, in which province of today does it lie, and which communes did its own go into?
-- vi: Mỗi mã từng là tỉnh nào, nay thuộc tỉnh, thành phố nào, và xã, phường của tỉnh đó nay thuộc xã, phường nào?
-- fr: Qu'a désigné un code, dans quelle province d'aujourd'hui se trouve-t-il, et que sont devenues ses communes ?
select
    codes.territory_code,
    codes.valid_from,
    codes.valid_to,
    codes.territory_full_name,
    today.territory_full_name as province_today
from marts.mart_territories as codes
left join marts.mart_territories as today
    on codes.territory_code_today = today.territory_code
        and today.valid_to = date '9999-12-31'
where codes.territory_code in ('15', '24', '44', '52', '80', '82', '91')
order by codes.territory_code, codes.valid_from;

select
    old_commune_name,
    new_commune_name,
    change_kind,
    is_all_population
from marts.mart_commune_changes
where old_territory_code = '87' and effective_date = date '2025-07-01'
order by old_commune_code, new_commune_code;
