-- en: How far is each target, how fast must it go, and will it be reached at the present pace?
-- vi: Mỗi mục tiêu còn cách bao xa, cần tăng bao nhiêu mỗi năm, và với đà hiện nay có đạt không?
-- fr: À quelle distance est chaque objectif, à quel rythme faut-il avancer, et sera-t-il atteint au rythme actuel ?
select
    territory_name,
    indicator_name_en,
    target_date,
    target_comparator,
    coalesce(target_value::text, target_text) as target,
    unit,
    plan_code,
    actual_value,
    actual_period_label,
    actual_source_method,
    gap_value,
    pace_needed_per_year,
    is_reached,
    is_projected_to_be_reached,
    comparison,
    comparison_reason
from marts.mart_target_progress
where not is_sample
order by territory_code, indicator_code, target_date, target_comparator, actual_source_method, actual_period_end;
