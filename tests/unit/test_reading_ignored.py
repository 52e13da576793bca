"""Rows that are no data: told as runs, counted to the last one, in bounded memory."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kho.reading.ignored import MOST_RUNS, Ignored, IgnoredApart


def numbers(*rows: int) -> pl.Series:
    return pl.Series(rows, dtype=pl.Int64)


def test_neighbours_are_one_run_across_batches_too() -> None:
    ignored = Ignored()
    ignored.add("A", numbers(1, 2, 5), "empty")
    ignored.add("A", numbers(3), "title")
    ignored.add("A", numbers(6, 7, 9), "empty")
    ignored.add("B", numbers(10), "empty")
    ignored.add_sheet("C", 4, "hidden sheet")
    assert [(run.sheet, run.row, run.reason, run.row_count) for run in ignored.rows] == [
        ("A", 1, "empty", 2), ("A", 5, "empty", 3), ("A", 3, "title", 1), ("A", 9, "empty", 1), ("B", 10, "empty", 1),
        ("C", None, "hidden sheet", 4),
    ]  # fmt: skip


@given(st.lists(st.integers(1, 3 * MOST_RUNS), min_size=1, max_size=4))
def test_very_many_runs_are_counted_and_only_the_first_are_told_one_by_one(sizes: list[int]) -> None:
    ignored, row = Ignored(), 1
    for size in sizes:
        ignored.add("A", pl.int_range(row, row + 2 * size, 2, dtype=pl.Int64, eager=True), "section")
        row += 2 * size
    assert sum(run.row_count for run in ignored.rows) == sum(sizes)
    assert [run.row for run in ignored.rows] == [2 * at + 1 for at in range(min(sum(sizes), MOST_RUNS))]
    assert all(run.row_count == 1 for run in ignored.rows[:-1])


def test_a_row_is_no_data_where_no_table_has_any_in_it() -> None:
    left, right, both = IgnoredApart(), IgnoredApart(), Ignored()
    left.add("A", numbers(1), "header")
    left.add("A", numbers(3, 4, 5), "empty")
    right.add("A", numbers(1), "header")
    right.add("A", numbers(4), "empty")
    right.add("A", numbers(5), "total")
    both.add_common("A", [left, right])
    assert [(run.row, run.reason, run.row_count) for run in both.rows] == [
        (1, "header", 1), (4, "empty", 1), (5, "total", 1),
    ]  # fmt: skip
