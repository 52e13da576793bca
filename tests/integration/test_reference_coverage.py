"""Every row of the reference facts has its place: asked of the marts that the samples of `kho demo` make."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from kho.database import connect

FACTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "reference_facts.yml").read_text(encoding="utf-8")
)
#: A figure in one line, with what else was reported of it.
FIGURE = """
select concat_ws(' · ',
    concat_ws(' ', comparator, coalesce(trim_scale(value)::text, value_text), unit), vintage, 'plan ' || plan_code,
    'boundary ' || nullif(boundary_date, period_end), 'as of ' || as_of_date)
from marts.mart_observation
where indicator_code = %(indicator)s and territory_code = %(territory)s and scenario = %(scenario)s
    and period_start = %(start)s and period_end = %(end)s and measure = 'value' and not is_sample
    and source_method like coalesce(%(source)s, '%%')
    and as_of_date is not distinct from coalesce(%(as_of)s, as_of_date)
"""
ENTRY = """
select concat_ws(' · ', kind, territory_code, start_date, end_date, reference, issue, responsible_codes)
from marts.mart_register where entry_code = %s
"""
#: The samples are read, judged and built once for the whole run, which the first test here may have to wait for.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def analyst(demo_warehouse: None) -> Iterator[psycopg.Connection]:
    """A session with the rights of an analyst."""
    with connect("kho_analyst") as conn:
        yield conn


def test_every_fact_is_in_the_table() -> None:
    assert list(FACTS) == [f"F{number:03}" for number in range(1, 83)]


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_is_found_by_asking(fact: str, analyst: psycopg.Connection) -> None:
    asked = FACTS[fact]
    if "figure" in asked:
        answer = analyst.execute(FIGURE, {"source": None, "as_of": None} | asked["figure"])
    elif "entry" in asked:
        answer = analyst.execute(ENTRY, [asked["entry"]])
    else:
        answer = analyst.execute(asked["sql"].encode())
    assert answer.fetchall() == [(asked["is"],)]


def test_figures_of_other_articles_are_no_observations(analyst: psycopg.Connection) -> None:
    query = """select count(*) from marts.mart_observation
        where indicator_code in ('TRADE_TOTAL', 'TRADE_WORLD_RANK', 'IIP_GROWTH') and not is_sample"""
    assert analyst.execute(query.encode()).fetchone() == (0,)


def test_the_parts_of_the_park_make_its_whole(analyst: psycopg.Connection) -> None:
    query = """select project_kind, projects_count from marts.mart_park_investment
        where period_end = '2025-09-30' order by projects_count desc"""
    assert analyst.execute(query.encode()).fetchall() == [("all", 111), ("domestic", 96), ("fdi", 15)]


def test_the_plan_of_hai_phong_is_measured_on_no_other_boundary(analyst: psycopg.Connection) -> None:
    query = """select distinct comparison from marts.mart_target_progress
        where plan_code = '106/KH-UBND' and indicator_code = 'PAYMENT_ACCOUNT_15P'"""
    assert analyst.execute(query.encode()).fetchall() == [("not_comparable",)]


def test_the_budget_of_da_nang_is_what_its_tasks_add_up_to(analyst: psycopg.Connection) -> None:
    """132,428 million, as the official figure has it, against more than 132 thousand million."""
    query = """select distinct actual_value, gap_value, is_reached, years_left
        from marts.mart_target_progress where indicator_code = 'ST_BUDGET'"""
    told = [tuple(map(str, row)) for row in analyst.execute(query.encode())]
    assert told == [("132.428", "-0.428", "True", "0.75")]
    query = """select value, numerator, denominator, note from marts.mart_observation
        where indicator_code = 'ST_BUDGET' and measure = 'of_plan' and sender = 'danang/so_khcn'"""
    told = [tuple(map(str, row)) for row in analyst.execute(query.encode())]
    assert told == [("17.768512", "21265000000", "119678000000", "giải ngân của 7 trên 8 nhiệm vụ")]


def test_a_flow_goes_on_as_it_went_since_january(analyst: psycopg.Connection) -> None:
    """499,900 of 513,800 in nine months: 13,900 in a quarter are 55,600 a year; 499,900 / 0.75 will have come."""
    query = """select gap_value, pace_needed_per_year, trim_scale(round(projected_value, 2)), is_reached
        from marts.mart_target_progress where indicator_code = 'STATE_BUDGET_REVENUE' and actual_value = 499900"""
    told = {tuple(map(str, row)) for row in analyst.execute(query.encode())}
    assert told == {("13900", "55600", "666533.33", "False")}


def test_both_figures_of_2023_and_both_targets_of_2030_stand_as_conflicts(analyst: psycopg.Connection) -> None:
    query = """select scenario, array_agg(distinct comparator || trim_scale(value))
        from marts.mart_source_conflicts
        where indicator_code = 'DE_GRDP_SHARE' and territory_code = '01' and period_end in ('2023-12-31', '2030-12-31')
        group by scenario order by scenario"""
    assert analyst.execute(query.encode()).fetchall() == [
        ("actual", ["=17.5", "=23.5"]),
        ("target", ["=40", ">40"]),
    ]
