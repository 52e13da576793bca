-- en: How digital is each sector, and which of the five priority sectors has no figure at all?
-- vi: Từng ngành đã số hóa đến đâu, và trong năm ngành ưu tiên ngành nào chưa có số liệu?
-- fr: À quel point chaque secteur est-il numérique, et lequel des cinq prioritaires n'a aucun chiffre ?
select
    territory_name,
    sector_name_en,
    sector_group,
    indicator_name_en,
    period_label,
    value,
    unit,
    missing_reason,
    economy_distance,
    target_value,
    target_gap
from marts.mart_sector_digitalisation
order by territory_code, sector_group, sector_code, indicator_code, period_end;
