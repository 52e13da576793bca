"""Totals over several sheets, and rows that only say what others contain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fixtures.reading import TITLES, consume, found, workbook

NUMBERED = ["STT", *TITLES]


def data(number: int, count: int, *, ordinal: Any = None) -> list[Any]:
    return [*([ordinal] if ordinal != "" else []), f"CH{number:02}", f"Chợ {number}", count, "Quý III/2025"]


def sheets(path: Path, *tables: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tables, 1):
        page = book.create_sheet(f"Phường {number}")
        for row in [TITLES, *rows]:
            page.append(row)
    book.save(path)
    return path


def plain(number: int, count: int) -> list[Any]:
    return data(number, count, ordinal="")


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([30, 5, 40], []),
        ([None, 35, None], []),
        ([30, 35, 5], []),
        ([40, None, None], []),
        ([30, 5, 36], [("total.disagrees", "C3", "36")]),
        ([31, 5, 40], [("total.disagrees", "C4", "31")]),
    ],
)
def test_a_total_may_be_that_of_all_sheets_or_of_those_so_far(
    tmp_path: Path, totals: list[int | None], expected: list[tuple[str, str, str]]
) -> None:
    tables = [[plain(1, 10), plain(2, 20)], [plain(3, 5)], [plain(4, 5)]]
    for table, total in zip(tables, totals, strict=True):
        table += [["Tổng cộng", None, total]] if total else []
    _, reading = consume(sheets(tmp_path / "cho.xlsx", *tables))
    assert found(reading) == expected


def test_a_single_sheet_has_no_totals_of_others(tmp_path: Path) -> None:
    _, reading = consume(sheets(tmp_path / "cho.xlsx", [plain(1, 10), plain(2, 20), ["Tổng cộng", None, 31]]))
    assert found(reading) == [("total.disagrees", "C4", "31")]


PARTS = {
    "numbered again": [
        data(1, 60, ordinal=1), ["Trong đó:"], data(2, 20), data(3, 30), data(4, 40, ordinal=2),
    ],
    "its own label": [data(1, 60, ordinal=1), [None, "CH02", "Trong đó: chợ đêm", 20, "Quý III/2025"],
                      data(4, 40, ordinal=2)],
    "parts of the whole": [["Chia ra:"], data(1, 60, ordinal=1), data(4, 40, ordinal=2)],
    "twice": [
        data(1, 60, ordinal=1), ["Trong đó:"], data(2, 20), data(4, 40, ordinal=2), ["Trong đó:"], data(5, 30),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", PARTS)
@pytest.mark.parametrize(("total", "findings"), [(100, 0), (101, 1)])
def test_what_is_contained_in_a_row_is_not_counted_twice(tmp_path: Path, case: str, total: int, findings: int) -> None:
    rows = [NUMBERED, *PARTS[case], [None, "Tổng cộng", None, total]]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert [rule for rule, *_ in found(reading)] == ["total.disagrees"] * findings
    assert frame.height == sum(len(row) == 5 for row in PARTS[case])


def test_where_nothing_tells_how_far_the_parts_reach_they_may_end_anywhere(tmp_path: Path) -> None:
    rows = [plain(1, 60), ["Trong đó:"], plain(2, 20), plain(3, 30), plain(4, 40), ["Tổng cộng", None, 100]]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, *rows]))
    assert found(reading) == []
