"""Dates and moments as departments write them."""

from __future__ import annotations

import datetime as dt

import pytest

DAY = dt.date(2025, 10, 15)


@pytest.mark.parametrize(
    "cell",
    [
        "15/10/2025", " 15/10/2025 ", "15-10-2025", "15.10.2025", "15/10/25", "2025-10-15", "2025/10/15",
        "ngày 15 tháng 10 năm 2025", "Ngày 15/10/2025", "15/10/2025 08:30", "2025-10-15T08:00:00+07:00",
        "2025-10-14T23:30:00Z", "45945", "45945.5", "45945,0", "20251015", "15102025", "'15/10/2025", "15/10/2025.",
        "15\\10\\2025", "15 tháng 10, 2025", "ngày 15 tháng mười năm 2025", "15-Oct-2025", "15 October 2025",
        "15-Oct-25", "Oct 15, 2025", "15/Th10/2025", "15-thg 10-25",
        "Hà Nội, ngày 15 tháng 10 năm 2025", "Thứ 4, 15/10/2025",
        "15h30 ngày 15/10/2025", "08:30 15/10/2025", "15/10/2025 8h30", "15/10/2025 8:30 AM", "15/10/2025 11:30:00 CH",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(read_column, cell):
    read = read_column("date", [cell])
    assert read.columns["value"].to_list() == [DAY]
    assert read.problems.is_empty()


def test_date_cells_and_serial_numbers_of_a_workbook(read_column):
    cells = {"raw": ["15/10/2025", "45945"], "date": [dt.datetime(2025, 10, 15, 9), None], "number": [None, 45945.0]}
    assert read_column("date", cells).columns["value"].to_list() == [DAY, DAY]


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2025",
        "13/25/2025",
        "10/25/2025",
        "00/01/2025",
        "2025",
        "hôm qua",
        "01/01/0025",
        "20251310",
        "15/10",
        "15/10/2025 13:30 CH",
        "15/10/2025 (dự kiến)",
        "l5/10/2025",
        "30-Feb-2025",
        "15 tháng 13 năm 2025",
    ],
)
def test_an_impossible_day_is_a_finding(read_column, cell):
    read = read_column("date", [cell, "15/10/2025"])
    assert read.columns["value"].to_list() == [None, DAY]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [(0, "cell.type", cell, "date")]


def test_a_date_written_month_first_gets_a_suggestion(read_column):
    read = read_column("date", ["10/25/2025", "13/25/2025"])
    assert read.problems["params"].to_list() == ['{"suggestion": "25/10/2025"}', None]


def test_a_year_is_no_serial_number(read_column):
    read = read_column("date", {"raw": ["2025"], "number": [2025.0]})
    assert read.columns["value"].to_list() == [None]
    assert read.problems["rule"].to_list() == ["cell.type"]


def test_a_month_without_its_day_is_reported(read_column):
    read = read_column("date", ["10/2025", "15/10/2025", "tháng 10 năm 2025"])
    assert read.columns["value"].to_list() == [dt.date(2025, 10, 1), DAY, dt.date(2025, 10, 1)]
    assert read.problems.select("row", "rule").rows() == [(0, "cell.date_day"), (2, "cell.date_day")]


def test_two_digit_years_belong_to_the_century_that_is_near(read_column):
    read = read_column("date", ["5/1/25", "5/1/35", "5/1/95"])
    assert [day.year for day in read.columns["value"]] == [2025, 2035, 1995]


def test_missing_dates_are_null_and_errors_are_told(read_column):
    read = read_column("date", ["-", "", None, "…", "#N/A"])
    assert read.columns["value"].to_list() == [None] * 5
    assert read.problems.select("row", "rule").rows() == [(4, "cell.error")]


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2025-10-15T08:00:00+07:00", "2025-10-15 01:00:00"),
        ("2025-10-14T23:30:00Z", "2025-10-14 23:30:00"),
        ("15/10/2025 17:30", "2025-10-15 10:30:00"),
        ("15/10/2025", "2025-10-14 17:00:00"),
    ],
)
def test_moments_are_stored_in_utc_and_mean_vietnam_without_a_zone(read_column, cell, utc):
    read = read_column("timestamp", [cell, "tối qua"])
    assert f"{read.columns['value'][0]:%Y-%m-%d %H:%M:%S}" == utc
    assert read.problems.select("row", "rule").rows() == [(1, "cell.type")]
