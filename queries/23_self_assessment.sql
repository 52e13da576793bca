-- en: How far do units say they have come with digital transformation, and what does the appraisal say?
-- vi: Các đơn vị tự đánh giá chuyển đổi số đến đâu, và kết quả thẩm định là bao nhiêu?
-- fr: Où les services disent-ils en être de leur transformation numérique, et qu'en dit l'évaluation ?
select
    territory_name,
    level_code,
    coalesce(organisation_name, sector_name_en, territory_name) as about,
    criteria_version,
    period_label,
    units_count,
    criteria_count,
    unanswered_count,
    self_score_pct,
    appraised_score_pct,
    gap_pct,
    missing_reason
from marts.mart_self_assessment
where criteria_group is null
order by territory_code, period_end, criteria_version, level_code, organisation_code nulls first, sector_code, sender;
