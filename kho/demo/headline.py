"""The headline table: how far the first provinces are from their targets, and where sources disagree."""

from __future__ import annotations

from kho import analyst

PROGRESS = """
select
    territory_name as territory,
    indicator_name_en as indicator,
    extract(year from target_date)::int as horizon,
    coalesce(nullif(target_comparator, '=') || ' ', '') || coalesce(trim_scale(target_value)::text, target_text)
        || coalesce(' ' || unit, '') as target,
    coalesce(nullif(actual_comparator, '=') || ' ', '') || trim_scale(actual_value) as actual,
    actual_period_label as period,
    actual_source_method as source,
    trim_scale(gap_value) as gap,
    trim_scale(round(pace_needed_per_year, 1)) as "pace needed",
    comparison,
    case when is_sample then 'sample' else '' end as standing
from marts.mart_target_progress
where territory_code in ('01', '31', '22') and indicator_code in ('DE_GRDP_SHARE', 'PAYMENT_ACCOUNT_15P')
order by territory_code, indicator_code, target_date, target_comparator, actual_source_method
"""

CONFLICTS = """
select
    territory_name as territory, indicator_name_en as indicator, period_label as period, scenario,
    comparator || ' ' || coalesce(trim_scale(value)::text, value_text) || coalesce(' ' || unit, '') as value,
    source_method as source, trim_scale(spread_value) as spread
from marts.mart_source_conflicts
where not is_sample
order by territory_code, indicator_code, period_end, scenario, value
"""

#: Longer texts are cut: the table is read on a terminal.
WIDEST = 34


def headline() -> str:
    """Both tables as text, as the analysts' log-in sees them."""
    parts = (("Progress to target", PROGRESS), ("Sources that disagree", CONFLICTS))
    return "\n\n".join(f"{title}\n{_cut(analyst.query(query)).as_text()}" for title, query in parts)


def _cut(answer: analyst.Answer) -> analyst.Answer:
    rows = [
        tuple(f"{value[: WIDEST - 1]}…" if isinstance(value, str) and len(value) > WIDEST else value for value in row)
        for row in answer.rows
    ]
    return analyst.Answer(answer.columns, rows)
