"""Totals of a matrix: reconciled with their rows, and reported at their cells where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.reading import found, workbook
from tests.unit.test_reading_crosstab import consume, sheet

FLAT = [["Tổng số", None, 100, 128], ["Nông nghiệp", None, 40, 50], ["Công nghiệp", None, 60, 70]]
WRONG = [("total.disagrees", "D5", "128")]
CASES: dict[str, tuple[Sequence[Sequence[Any]], list[tuple[str, str, str]]]] = {
    "rows below it": (FLAT, WRONG),
    "rows that stand under it": ([FLAT[0], [None, "Lúa", 40, 50], [None, "Ngô", 60, 70]], WRONG),
    "what is divided": (
        [["Dân số", None, 100, 128], ["Chia ra:"], [None, "Nam", 40, 50], [None, "Nữ", 60, 70]],
        WRONG,
    ),
    "all right but for rounding": ([["Tổng số", None, 10.1, 12], ["A", None, 4.04, 5], ["B", None, 6.04, 7]], []),
    "some parts only": ([["Dân số", None, 100, 128], ["Trong đó:"], [None, "Nam", 60, 50], [None, "Nữ", 40, 70]], []),
    "no sum at all": ([["Tổng số", None, 100, 128], ["A", None, 40, 300], ["B", None, 90, 400]], []),
    "a rate among them": ([["Tổng số", None, 100, 52], ["A", None, 40, 50], ["B", None, 60, 55]], []),
    "the next total": ([*FLAT, ["Tổng số", None, 30, 40], ["A", None, 10, 20], ["B", None, 20, 20]], WRONG),
    "a total at the end": ([*FLAT[1:], FLAT[0]], [("total.disagrees", "D7", "128")]),
}
#: The titles of three columns and the rows of two labels, and what is told.
COLUMNS: dict[str, tuple[Sequence[Sequence[Any]], Sequence[str], list[tuple[str, str, str]]]] = {
    "parts beside it": ([["Tổng số", "Nam", "Nữ"]], (), [("total.disagrees", "B6", "98")]),
    "a total at the end": ([["Nam", "Nữ", "Tổng cộng"]], (), [("total.disagrees", "D6", "98")]),
    "what is divided": (
        [["Dân số", "Chia ra", None], [None, "Nam", "Nữ"]],
        ("C3:D3",),
        [("total.disagrees", "B7", "98")],
    ),
    "some parts only": ([["Tổng số", "Trong đó", None], [None, "Nữ", "Dân tộc"]], ("C3:D3",), []),
    "a part in words": ([["Tổng số", "Nam", "Trong đó: dân tộc"]], (), []),
    "of a year each": ([["Cộng", "2023", "2024"]], (), [("total.disagrees", "B6", "98")]),
    "shares": ([["Tổng số (%)", "Nam (%)", "Nữ (%)"]], (), []),
}


@pytest.mark.parametrize("case", COLUMNS)
def test_totals_of_columns(tmp_path: Path, case: str) -> None:
    head, merges, expected = COLUMNS[case]
    last = case in ("a total at the end",)
    figures = [(100, 40, 60), (50, 20, 30), (98, 30, 60), (12, 5, 7)]
    body = [
        [label, *(f[1:] + f[:1] if last else f)]
        for label, f in zip(("Hà Nội", "Hải Phòng", "Huế", "Cần Thơ"), figures, strict=True)
    ]
    rows = [["1. Dân số"], ["Đơn vị tính: Người"], *([None, *line] for line in head), *body]
    reading = consume(workbook(tmp_path / "bieu_2024-09.xlsx", rows, merges))[1]
    assert found(reading) == expected


@pytest.mark.parametrize("case", CASES)
def test_totals_of_rows(tmp_path: Path, case: str) -> None:
    body, expected = CASES[case]
    rows, reading = consume(sheet(tmp_path, body))
    assert found(reading) == expected
    assert rows.height == 2 * sum(len(row) == 4 for row in body)


def test_a_total_that_is_far_off_is_told_where_the_others_are_right(tmp_path: Path) -> None:
    body = [["Hà Nội", 100, 40, 60], ["Huế", 50, 20, 30], ["Cần Thơ", 1200, 50, 70], ["Tuổi bình quân", 31, 30, 32]]
    head = [["1. Dân số"], [None, "Tổng số", "Nam", "Nữ"]]
    assert found(consume(workbook(tmp_path / "bieu_2024-09.xlsx", [*head, *body]))[1]) == [
        ("total.disagrees", "B5", "1200")
    ]


def test_tables_below_one_another_are_added_up_apart(tmp_path: Path) -> None:
    second = [[], ["2. Vốn"], [None, None, "Kế hoạch", "Thực hiện"], ["A", None, 1, 2], ["B", None, 3, 4]]
    assert found(consume(sheet(tmp_path, [["A", None, 1, 2], ["Tổng số", None, 1, 2], *second]))[1]) == []
