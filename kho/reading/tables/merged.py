"""Cells merged over several rows: the text of the first stands in each of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from kho.reading.grid import Cells


class Merged:
    """Fills the rows of merged cells, batch after batch."""

    def __init__(self, merges: Sequence[tuple[int, int, int, int]], columns: Collection[int], below: int) -> None:
        """Choose the ranges of interest.

        Args:
            merges: (first row, first column, last row, last column), rows from 1 and columns from 0.
            columns: Positions of the columns to fill.
            below: Only ranges that begin below this row are filled.
        """
        self._ranges: dict[int, list[tuple[int, int]]] = {}
        self._texts: dict[tuple[int, int], str | None] = {}
        for top, left, bottom, _ in merges:
            if bottom > top > below and left in columns:
                self._ranges.setdefault(left, []).append((top, bottom))

    def fill(self, cells: Cells) -> Cells:
        """The same rows with the texts of merged cells in each row that they stand for."""
        if not self._ranges:
            return cells
        first, last = int(cells.rows[0]), int(cells.rows[-1])
        filled = []
        for column, ranges in self._ranges.items():
            texts = cells.raw[str(column)]
            places: dict[int, str | None] = {}
            for top, bottom in ranges:
                if top > last or bottom < first:
                    continue
                if top >= first:
                    self._texts[top, column] = texts[top - first]
                for row in range(max(top + 1, first), min(bottom, last) + 1):
                    places[row - first] = self._texts.get((top, column))
            if places:
                values = pl.Series(list(places.values()), dtype=pl.String)
                filled.append(texts.scatter(list(places), values))
        return replace(cells, raw=cells.raw.with_columns(filled)) if filled else cells
