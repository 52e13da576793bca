-- en: How many dossiers come online and are settled in time, and what is the 766 score?
-- vi: Bao nhiêu hồ sơ nộp trực tuyến, giải quyết đúng hạn, và điểm Bộ chỉ số 766 là bao nhiêu?
-- fr: Combien de dossiers arrivent en ligne et sont traités à temps, et quel est le score 766 ?
select
    territory_name,
    agency_code,
    agency_name,
    period_label,
    received_count,
    online_pct,
    full_online_pct,
    processed_count,
    on_time_pct,
    pending_count,
    total_score
from marts.mart_public_services
where service_level is null
order by territory_code, period_end, agency_code nulls first, sender;
