"""Series as reported and on today's boundary, through the merger of Hải Dương into Hải Phòng and others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.steps.trace import trace
from tests.integration.entries import deliver, indicator, publish_next, year

FEED = "digital_economy_indicators"
COUNT = {"indicator_code": "DIGITAL_ENT_COUNT", "unit": "DN", "source_method": "Thống kê"}


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> Path:
    """One release with figures from both sides of 2025-07-01."""
    _report()
    publish_next()
    return installation


def _report() -> None:
    shares = [("30", 9), ("31", 30)]
    counts = [("30", 2024, 300), ("31", 2024, 1200), ("31", 2023, 1100), ("31", 2025, 1700), ("22", 2024, 800)]
    deliver(
        FEED,
        [
            *(indicator(**COUNT | year(y), territory_code=code, actual_value=value) for code, y, value in counts),
            *(indicator(**year(2024), territory_code=code, actual_value=value) for code, value in shares),
            # Đồng Nai got another name on 2026-04-30, and kept its boundary
            *(indicator(**COUNT | year(y), territory_code="75", actual_value=y) for y in (2025, 2026)),
        ],
        sender="trunguong/cuc_thong_ke",
    )  # fmt: skip


def rows(query: str) -> list[tuple[Any, ...]]:
    with connect("kho_analyst") as conn:
        return conn.execute(query.encode()).fetchall()


def test_counts_of_merged_provinces_add_up_when_all_parts_are_there(warehouse: Path) -> None:
    query = """select territory_code, extract(year from period_end)::int, value, boundary_method, missing_reason,
            completeness_pct
        from marts.mart_observation_today where indicator_code = 'DIGITAL_ENT_COUNT' and territory_code <> '75'
        order by 1, 2"""
    assert rows(query) == [
        ("22", 2024, Decimal(800), "as_reported", None, Decimal(100)),
        ("31", 2023, None, "not_computable", "no figure of 30", Decimal(50)),
        ("31", 2024, Decimal(1500), "summed", None, Decimal(100)),
        ("31", 2025, Decimal(1700), "as_reported", None, Decimal(100)),
    ]


def test_shares_of_merged_provinces_are_never_averaged(warehouse: Path) -> None:
    query = """select value, boundary_method, missing_reason from marts.mart_observation_today
        where indicator_code = 'DE_GRDP_SHARE' and territory_code = '31'"""
    reason = "a share is neither added nor averaged, and numerator or denominator of 30, 31 is missing"
    assert rows(query) == [(None, "not_computable", reason)]


def test_as_reported_each_province_keeps_its_own_figure(warehouse: Path) -> None:
    query = """select territory_name, value from marts.mart_observation
        where indicator_code = 'DIGITAL_ENT_COUNT' and period_end = '2024-12-31' order by 1"""
    assert rows(query) == [("Hải Dương", Decimal(300)), ("Hải Phòng", Decimal(1200)), ("Quảng Ninh", Decimal(800))]


def test_a_province_that_became_a_city_has_one_series(warehouse: Path) -> None:
    query = """select value, boundary_method, boundary_since::text from marts.mart_observation_today
        where territory_code = '75' order by 1"""
    assert rows(query) == [(Decimal(y), "as_reported", "2025-07-01") for y in (2025, 2026)]


def test_a_sum_is_traced_to_the_cells_that_it_is_made_of(warehouse: Path) -> None:
    keys = {"territory_code": "31", "boundary_method": "summed"}
    [traced] = trace("mart_observation_today", keys)
    assert [(origin["sheet"], origin["row"], origin["field"]) for origin in traced["origins"]] == [
        ("Biểu 1", 7, "actual_value"),
        ("Biểu 1", 8, "actual_value"),
    ]
