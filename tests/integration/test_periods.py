"""The periods of the warehouse: those of the reader of files, one after the other, none that a fact has left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from kho.database import connect
from kho.reading.values import parse_period

#: The samples are read, judged and built once for the whole run, which the first test here may have to wait for.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def warehouse(demo_warehouse: None) -> Iterator[psycopg.Connection]:
    """A session that sees every schema."""
    with connect(None) as conn:
        yield conn


def test_the_reader_of_files_understands_every_label_as_this_period(warehouse: psycopg.Connection) -> None:
    query = """select period_label_vi, period_basis, period_start, period_end, period_kind from marts.mart_periods
        where calendar_start >= '2019-12-29' and calendar_end < '2029-01-08' or period_kind in ('point', 'span')"""
    rows = warehouse.execute(query.encode()).fetchall()
    read = {row: parse_period(row[0], row[1]) for row in rows}
    others = {row: one for row, one in read.items() if one is None or (one.start, one.end, one.kind) != row[2:]}
    assert others == {}
    assert {row[4] for row in rows} == {
        "week", "month", "quarter", "half", "nine_months", "year", "point", "span",
    }  # fmt: skip


def test_every_period_of_a_fact_is_there(warehouse: psycopg.Connection) -> None:
    columns = """select table_name, bool_or(column_name = 'period_basis') from information_schema.columns
        where table_schema = 'warehouse' and table_name like 'fct%%'
        group by table_name having bool_or(column_name = 'period_kind') order by 1"""
    facts = warehouse.execute(columns.encode()).fetchall()
    assert len(facts) == 13
    missing = {fact: _unknown(warehouse, fact, based) for fact, based in facts}
    assert {fact: count for fact, count in missing.items() if count} == {}


def _unknown(conn: psycopg.Connection, fact: str, based: bool) -> int:
    """How many rows of a fact have a period that dim_period does not know."""
    query = sql.SQL(
        """select count(*) from warehouse.{} as fact
        where not exists (
            select from warehouse.dim_period as period
            where (period.period_start, period.period_end, period.period_kind, period.period_basis)
                = (coalesce(fact.period_start, fact.period_end), fact.period_end, fact.period_kind, {})
        )"""
    ).format(sql.Identifier(fact), sql.SQL("fact.period_basis" if based else "'calendar'"))
    row = conn.execute(query).fetchone()
    assert row
    return int(row[0])


def test_each_period_leads_to_the_one_before_and_to_a_year_before(warehouse: psycopg.Connection) -> None:
    query = """select period.period_code
        from marts.mart_periods as period
        left join marts.mart_periods as previous on previous.period_code = period.previous_code
        left join marts.mart_periods as earlier on earlier.period_code = period.year_before_code
        where period.calendar_start >= '1976-01-12' and period.period_kind not in ('point', 'span')
            and ((previous.period_start, previous.period_end) is distinct from
                    (period.previous_start, period.previous_end)
                or (earlier.period_start, earlier.period_end) is distinct from
                    (period.year_before_start, period.year_before_end)
                or period.period_kind <> 'nine_months' and previous.period_end + 1 <> period.period_start)"""
    assert warehouse.execute(query.encode()).fetchall() == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2025-M02", "Tháng 2/2025 · February 2025 · février 2025 · 2025-Q1 · 2025-H1 · 2025 · 2025-M01 · 2024-M02"),
        ("2025-Q1-A", "Quý I/2025 · Q1 2025 · 1er trimestre 2025 · 2025-Q1-A · 2025-H1-A · 2025-A · "
         "2024-Q4-A · 2024-Q1-A"),
        ("2025-9M", "9 tháng đầu năm 2025 · First nine months of 2025 · Neuf premiers mois de 2025 · 2025 · "
         "2024-9M · 2024-9M"),
        # a week over New Year is part of neither year, and 2025 has no week 53
        ("2026-W53", "Tuần 53/2026 · Week 53, 2026 · Semaine 53, 2026 · 2026-W52"),
        ("2016-01-01/2019-12-31", "Giai đoạn 2016-2019 · 2016–2019 · 2016–2019"),
        ("2026-02-03", "03/02/2026 · 3 February 2026 · 03/02/2026 · 2026-Q1 · 2026-H1 · 2026 · 2025-02-03"),
    ],
)  # fmt: skip
def test_a_period_has_names_and_a_place(code: str, expected: str, warehouse: psycopg.Connection) -> None:
    query = """select concat_ws(' · ', period_label_vi, period_label_en, period_label_fr, quarter_code, half_code,
        year_code, previous_code, year_before_code) from marts.mart_periods where period_code = %s"""
    assert warehouse.execute(query.encode(), [code]).fetchall() == [(expected,)]


def test_an_administrative_quarter_knows_the_calendars_one(warehouse: psycopg.Connection) -> None:
    query = """select period_start::text, period_end::text, calendar_start::text, calendar_end::text
        from marts.mart_periods where period_code = '2025-Q3-A'"""
    expected: list[tuple[Any, ...]] = [("2025-06-15", "2025-09-14", "2025-07-01", "2025-09-30")]
    assert warehouse.execute(query.encode()).fetchall() == expected


def test_the_change_on_the_quarter_before_is_one_join_away(warehouse: psycopg.Connection) -> None:
    query = """select figure.value - before.value
        from marts.mart_observation as figure
        join marts.mart_observation as before on before.period_code = figure.previous_period_code
            and (before.territory_code, before.indicator_code, before.source_method, before.scenario, before.measure)
            = (figure.territory_code, figure.indicator_code, figure.source_method, figure.scenario, figure.measure)
        where figure.indicator_code = 'GRDP_GROWTH_YOY' and figure.period_code = '2025-Q3'
            and figure.scenario = 'actual'"""
    assert {str(value) for (value,) in warehouse.execute(query.encode())} == {"0.2"}
