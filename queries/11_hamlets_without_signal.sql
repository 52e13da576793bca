-- en: How many hamlets have no signal or a weak one, month by month, and since when are all covered?
-- vi: Qua từng tháng còn bao nhiêu thôn, xóm trắng sóng, lõm sóng, và từ ngày nào tất cả đã được phủ sóng?
-- fr: Combien de hameaux sont sans signal ou mal couverts, mois par mois, et depuis quand tous sont-ils couverts ?
select
    territory_name,
    period_label,
    gaps_count,
    no_signal_count,
    weak_signal_count,
    newly_covered_count,
    not_listed_count,
    disputed_count,
    all_covered_since_date,
    operators_count,
    completeness_pct
from marts.mart_connectivity
where commune_code is null and operator_code is null
order by territory_code, period_end;
