-- en: How many firms were supported in their digital transformation, and with how much?
-- vi: Bao nhiêu doanh nghiệp được hỗ trợ chuyển đổi số, tổng số tiền bao nhiêu?
-- fr: Combien d'entreprises ont été soutenues dans leur transformation numérique, et avec combien ?
select
    boundary,
    territory_name,
    period_label,
    group_code,
    firms_count,
    supports_count,
    amount_vnd,
    missing_reason
from marts.mart_business_support
where is_preferred and programme_code is null and business_scale is null
order by boundary, territory_code, period_end, group_code nulls first;
