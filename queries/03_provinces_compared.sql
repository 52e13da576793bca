-- en: How do provinces compare on the share of the digital economy, and how far is each from the country?
-- vi: Các tỉnh, thành phố so với nhau và so với cả nước thế nào về tỷ trọng kinh tế số?
-- fr: Comment les provinces se comparent-elles pour la part de l'économie numérique, et au pays ?
select
    period_label,
    source_method,
    territory_rank,
    territory_name,
    value,
    unit,
    national_value,
    national_distance,
    boundary_era,
    has_conflict,
    unranked_reason
from marts.mart_territory_comparison
where indicator_code = 'DE_GRDP_SHARE' and sector_code is null and scenario = 'actual' and not is_sample
order by period_end, period_kind, source_method, territory_rank nulls last, territory_code;
