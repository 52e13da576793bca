"""Rows of a file that are no data: nothing is left out without being counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

#: Runs of one reason in a sheet that are told one by one; the last of them stands for all that follow.
MOST_RUNS = 1_000
_SCHEMA = {"row": pl.Int64(), "reason": pl.String()}


@dataclass(frozen=True, slots=True)
class IgnoredRow:
    """A run of neighbouring rows that are no data.

    Attributes:
        sheet: The sheet; None for the whole file.
        row: The first row; None where the whole sheet was left out.
        reason: `title`, `header`, `section`, `total`, `footnote`, `signature`, `empty`, `hidden sheet`, `other sheet`.
        row_count: Number of rows. Of very many runs the last one counts every row of its reason from its first one on.
    """

    sheet: str | None
    row: int | None
    reason: str
    row_count: int = 1


class Ignored:
    """Collects ignored rows, run by run.

    Attributes:
        rows: The runs, in the order in which they were found.
    """

    def __init__(self) -> None:
        self.rows: list[IgnoredRow] = []
        self._last: dict[tuple[str, str], tuple[int, int, int]] = {}

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
        told, at, end = self._last.get((sheet, reason), (0, -1, -1))
        for _, row, count in runs.head(MOST_RUNS).iter_rows():
            if row == end or told == MOST_RUNS:
                self.rows[at] = replace(self.rows[at], row_count=self.rows[at].row_count + count)
            else:
                told, at = told + 1, len(self.rows)
                self.rows.append(IgnoredRow(sheet, row, reason, count))
            end = row + count
        if runs.height > MOST_RUNS:
            rest, end = int(runs["count"][MOST_RUNS:].sum()), int(rows[-1]) + 1
            self.rows[at] = replace(self.rows[at], row_count=self.rows[at].row_count + rest)
        self._last[sheet, reason] = told, at, end

    def add_sheet(self, sheet: str, height: int, reason: str) -> None:
        """Add a sheet that was left out as a whole."""
        self.rows.append(IgnoredRow(sheet, None, reason, height))

    def each(self) -> pl.DataFrame:
        """Each row with its reason, where rows are kept one by one."""
        return pl.DataFrame(schema=_SCHEMA)

    def add_common(self, sheet: str, parts: Sequence[Ignored]) -> None:
        """Add the rows that hold data in none of several tables beside one another, for the reason that says most.

        Args:
            sheet: The sheet that they stand in.
            parts: What each of them left out.
        """
        frames = [part.each().rename({"reason": f"reason_{at}"}) for at, part in enumerate(parts)]
        common = frames[0]
        for frame in frames[1:]:
            common = common.join(frame, on="row", how="inner")
        reasons = [pl.col(name) for name in common.columns if name != "row"]
        told = [pl.when(reason != "empty").then(reason) for reason in reasons]
        common = common.select("row", reason=pl.coalesce(*told, pl.lit("empty"))).sort("row")
        for (reason,), rows in common.group_by("reason", maintain_order=True):
            self.add(sheet, rows["row"], str(reason))


class IgnoredApart(Ignored):
    """Collects what one of several tables beside one another leaves out, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self._frames: list[pl.DataFrame] = []

    def add(self, sheet: str, rows: pl.Series, reason: str) -> None:
        """Add rows by their numbers."""
        self._frames.append(pl.DataFrame({"row": rows, "reason": pl.repeat(reason, len(rows), eager=True)}, _SCHEMA))

    def each(self) -> pl.DataFrame:
        """Each row with its reason."""
        return pl.concat(self._frames) if self._frames else pl.DataFrame(schema=_SCHEMA)
