"""Totals of a matrix: reconciled with their rows, and reported at their cells where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.reading import found
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
}


@pytest.mark.parametrize("case", CASES)
def test_totals_of_rows(tmp_path: Path, case: str) -> None:
    body, expected = CASES[case]
    rows, reading = consume(sheet(tmp_path, body))
    assert found(reading) == expected
    assert rows.height == 2 * sum(len(row) == 4 for row in body)
