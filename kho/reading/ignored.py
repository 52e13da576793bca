"""Rows of a file that are no data: nothing is left out without being counted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A run of neighbouring rows that are no data.

    Attributes:
        sheet: The sheet; None for the whole file.
        row: The first row; None where the whole sheet was left out.
        reason: `title`, `header`, `section`, `total`, `footnote`, `signature`, `empty`, `hidden sheet`, `other sheet`.
        row_count: Number of rows.
    """

    sheet: str | None
    row: int | None
    reason: str
    row_count: int = 1


class Ignored:
    """Collects ignored rows, run by run."""

    def __init__(self) -> None:
        self.rows: list[IgnoredRow] = []

    def add(self, sheet: str, rows: pl.Series, reason: str) -> None:
        """Add rows by their numbers, in rising order."""
        if rows.is_empty():
            return
        runs = (
            pl.DataFrame({"row": rows})
            .with_columns(run=(pl.col("row") - pl.int_range(pl.len(), dtype=pl.Int64)))
            .group_by("run", maintain_order=True)
            .agg(pl.col("row").first(), pl.len().alias("count"))
        )
        self.rows += [IgnoredRow(sheet, row, reason, count) for _, row, count in runs.iter_rows()]

    def add_sheet(self, sheet: str, height: int, reason: str) -> None:
        """Add a sheet that was left out as a whole."""
        self.rows.append(IgnoredRow(sheet, None, reason, height))
