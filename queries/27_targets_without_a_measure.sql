-- en: Which targets cannot be measured yet, what is missing, and how much of the actual is there?
-- vi: Những mục tiêu nào chưa đo được, còn thiếu gì, và số thực hiện đã có đến đâu?
-- fr: Quels objectifs ne peuvent pas encore être mesurés, que manque-t-il, et quelle part du réalisé est là ?
select
    territory_name,
    indicator_name_en,
    target_date,
    target_comparator,
    coalesce(target_value::text, target_text) as target,
    target_remark,
    plan_code,
    target_sender,
    comparison,
    comparison_reason,
    actual_value,
    actual_period_label,
    actual_completeness_pct,
    actual_completeness_of
from marts.mart_target_progress
where not is_sample and comparison <> 'comparable'
order by territory_code, target_date, indicator_code;
