-- en: What has been dealt, how long after the need, and have the agreed KPIs been met?
-- vi: Đã có những giao dịch nào, sau bao nhiêu ngày kể từ khi đăng bài toán, KPI cam kết có đạt không?
-- fr: Quels contrats ont été conclus, combien de temps après le besoin, et les ICP convenus sont-ils atteints ?
select
    deal_id,
    need_title,
    solution_organisation_code,
    status,
    deal_date,
    days_from_need,
    contract_value_vnd,
    kpis_count,
    results_count,
    met_count,
    missed_count
from marts.mart_technology_deals
order by deal_date, deal_id;
