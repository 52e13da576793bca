-- en: How much of the budget for science, technology and digital transformation is disbursed, by lead unit?
-- vi: Kinh phí khoa học, công nghệ, chuyển đổi số đã giải ngân bao nhiêu, theo đơn vị chủ trì?
-- fr: Quelle part du budget des sciences, technologies et du numérique est décaissée, par unité responsable ?
select
    territory_name,
    period_label,
    level,
    lead_unit_code,
    tasks_count,
    round(allotment_vnd / 1e6, 1) as allotment_million_vnd,
    round(cumulative_vnd / 1e6, 1) as disbursed_million_vnd,
    disbursed_pct,
    missing_reason
from marts.mart_budget_execution
where is_preferred and task_code is null and funding_source is null
order by territory_code, period_end, period_kind, lead_unit_code nulls first;
