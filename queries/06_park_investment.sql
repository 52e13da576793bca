-- en: How many projects has the high-tech park, how much capital is registered, and how much of it is spent?
-- vi: Khu công nghệ cao có bao nhiêu dự án, vốn đăng ký bao nhiêu và đã thực hiện được bao nhiêu?
-- fr: Combien de projets compte le parc de haute technologie, quel capital est enregistré et combien est réalisé ?
select
    period_label,
    project_kind,
    projects_count,
    round(registered_capital_vnd / 1e9, 1) as registered_billion_vnd,
    round(implemented_capital_vnd / 1e9, 1) as implemented_billion_vnd,
    implemented_pct,
    operating_count,
    implementing_count,
    not_started_count
from marts.mart_park_investment
order by period_end, project_kind;
