-- en: How many adults have activated their electronic identity, by commune?
-- vi: Ở từng xã, phường bao nhiêu người trưởng thành đã kích hoạt định danh điện tử?
-- fr: Combien d'adultes ont activé leur identité électronique, par commune ?
select
    territory_name,
    commune_name,
    period_label,
    enrolled_count,
    activated_2_count,
    activated_of_enrolled_pct,
    activated_of_adults_pct,
    missing_reason,
    completeness_pct
from marts.mart_digital_identity
order by territory_code, period_end, commune_code nulls first, sender;
