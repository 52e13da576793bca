-- en: What is each series on the boundaries of today, and why can some of it not be computed?
-- vi: Từng chuỗi số liệu theo địa giới hiện nay là bao nhiêu, và vì sao có số chưa tính được?
-- fr: Que vaut chaque série sur les limites d'aujourd'hui, et pourquoi certaines ne se calculent-elles pas ?
select
    territory_name,
    indicator_name_en,
    period_label,
    comparator,
    value,
    unit,
    boundary_method,
    missing_reason,
    part_codes,
    missing_codes
from marts.mart_observation_today
where scenario = 'actual' and measure = 'value' and sector_code is null and not is_sample
order by territory_code, indicator_code, period_end, source_method, value, sender;
