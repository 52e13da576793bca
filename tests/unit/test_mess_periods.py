"""The mess that departments send, line by line of its catalogue: reporting periods and vintages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.fixtures.mess import (
    ACCOUNT,
    ACCOUNT_TITLES,
    ACCOUNTS,
    INDICATORS,
    PARK,
    PARK_TITLES,
    PROJECT_ROW,
    TITLES,
    Reader,
    csv,
    findings,
    indicator,
    xlsx,
)

PERIODS = {
    "Quý III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "9 tháng năm 2024": ("2024-01-01", "2024-09-30", "nine_months"),
    "6 tháng đầu năm 2025": ("2025-01-01", "2025-06-30", "half"),
    "Tháng 10/2025": ("2025-10-01", "2025-10-31", "month"),
    "2 tháng 2025": ("2025-01-01", "2025-02-28", "span"),
    "Pre. 2016": ("2016-01-01", "2016-12-31", "year"),
    "Sơ bộ 2024": ("2024-01-01", "2024-12-31", "year"),
    "Ước tính quý III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "Cộng dồn 9 tháng 2025": ("2025-01-01", "2025-09-30", "nine_months"),
    "cuối 2025": ("2025-01-01", "2025-12-31", "year"),
}


def test_06_period_labels(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, *(indicator(period=label) for label in PERIODS)]), INDICATORS)
    read_as = rows.select(pl.col("period_start", "period_end").cast(pl.String), "period_kind").rows()
    assert read_as == list(PERIODS.values())
    assert rows["period_label"].to_list() == list(PERIODS)
    assert findings(reading) == []


def test_07_the_year_one_row_below_the_quarter(deliver: Reader) -> None:
    above: list[list[Any]] = [["BÁO CÁO CHỈ TIÊU KINH TẾ SỐ"], ["Quý III"], ["năm"], [2024]]
    without = [*TITLES[:4], *TITLES[5:]]
    row = indicator()
    rows, reading = deliver(xlsx([*above, without, [*row[:4], *row[5:]]]), INDICATORS)
    assert rows.select("period_start", "period_end", "period_kind").rows() == [
        (dt.date(2024, 7, 1), dt.date(2024, 9, 30), "quarter")
    ]
    assert findings(reading) == []


def test_08_administrative_quarters_begin_on_the_15th(deliver: Reader) -> None:
    rows, reading = deliver(csv([ACCOUNT_TITLES, ACCOUNT]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("period_start", "period_end").row(0) == (dt.date(2025, 6, 15), dt.date(2025, 9, 14))
    assert findings(reading) == []


def test_25_two_vintages_of_one_number(deliver: Reader) -> None:
    titles = [*TITLES, "Lần công bố", "Ngày chốt số liệu"]
    first = [*indicator("12,33", source="Cục Thống kê"), "Sơ bộ", "31/03/2024"]
    second = [*indicator("12,87", source="Bộ KH&CN"), "Chính thức", dt.datetime(2024, 9, 30)]
    rows, reading = deliver(xlsx([titles, first, second]), INDICATORS)
    assert rows.select("actual_value", "source_method", "vintage", "as_of_date").rows() == [
        (Decimal("12.33"), "Cục Thống kê", "preliminary", dt.date(2024, 3, 31)),
        (Decimal("12.87"), "Bộ KH&CN", "final", dt.date(2024, 9, 30)),
    ]
    assert findings(reading) == []


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ([["Báo cáo tài khoản thanh toán"], ["Quý III năm 2025"]], "a.xlsx"),
        ([["Báo cáo tài khoản thanh toán"], ["Quý: III/2025"]], "a.xlsx"),
        ([], "tai_khoan_q3_2025.xlsx"),
    ],
)
def test_26_a_period_that_stands_in_the_title_or_the_file_name_only(
    deliver: Reader, above: list[list[str]], name: str
) -> None:
    rows, reading = deliver(
        xlsx([*above, [ACCOUNT_TITLES[0], *ACCOUNT_TITLES[2:]], [ACCOUNT[0], *ACCOUNT[2:]]]), ACCOUNTS, name
    )
    assert rows.select("period_start", "period_end", "period_kind").rows() == [
        (dt.date(2025, 6, 15), dt.date(2025, 9, 14), "quarter")
    ]
    assert findings(reading) == []


def test_26_two_places_that_disagree_are_a_finding(deliver: Reader) -> None:
    content = xlsx([["Quý II/2025"], PARK_TITLES, PROJECT_ROW])
    _, reading = deliver(content, PARK, "du_an_q3_2025.xlsx")
    assert findings(reading) == [("period.disagrees", "A1", "Quý II/2025")]
