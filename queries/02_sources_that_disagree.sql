-- en: Where do two sources say different things of the same figure, and by how much?
-- vi: Hai nguồn nói khác nhau về cùng một số liệu ở đâu, chênh lệch bao nhiêu?
-- fr: Où deux sources disent-elles autre chose du même chiffre, et de combien ?
select
    territory_name,
    indicator_name_en,
    period_label,
    scenario,
    comparator,
    value,
    unit,
    source_method,
    sender,
    spread_value,
    as_of_date
from marts.mart_source_conflicts
where not is_sample
order by territory_code, indicator_code, period_end, scenario, value, comparator, as_of_date;
