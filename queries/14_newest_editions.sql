-- en: Which socio-economic figures are still provisional, and how often has each been published?
-- vi: Số liệu kinh tế - xã hội nào còn là sơ bộ, ước tính, và mỗi số đã được công bố mấy lần?
-- fr: Quels chiffres socio-économiques sont encore provisoires, et combien de fois chacun a-t-il été publié ?
select
    territory_name,
    indicator_name_en,
    breakdown,
    period_label,
    comparator,
    value,
    unit,
    vintage,
    as_of_date,
    is_provisional,
    editions_count
from marts.mart_socioeconomic_indicators
where is_newest_edition and scenario = 'actual' and measure = 'value' and not is_sample
order by territory_code, indicator_code, breakdown nulls first, period_end, source_method;
