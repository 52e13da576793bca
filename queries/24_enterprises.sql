-- en: How many enterprises has a province, how many are digital, and how many is that per 1,000 inhabitants?
-- vi: Tỉnh có bao nhiêu doanh nghiệp, bao nhiêu là doanh nghiệp công nghệ số, bao nhiêu trên 1.000 dân?
-- fr: Combien d'entreprises compte une province, combien sont du numérique, et combien pour 1 000 habitants ?
select
    territory_name,
    group_kind,
    group_name,
    period_label,
    enterprises_count,
    active_count,
    digital_count,
    digital_share_pct,
    new_count,
    digital_per_1000,
    missing_reason
from marts.mart_enterprises
where group_kind in ('all', 'sector') and is_on_todays_boundary
order by territory_code, period_end, group_kind, group_code nulls first;
