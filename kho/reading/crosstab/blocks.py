"""The matrices of one sheet that stand below one another: other tables, and headers that are printed again.

A table that goes over a page is one table: what is printed again above the rest of it is no data, and the labels go on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kho.contract import Contract, Crosstab
from kho.reading.crosstab.axes import Axes, find
from kho.reading.fold import fold
from kho.reading.grid import Cells, MemorySheet
from kho.reading.tables.row_labels import footnote
from kho.reading.titles import known_titles
from kho.reading.values.units import Units

_WORDED = r"\p{L}"
_NUMBER = r"^\s*[-+]?\(?\d[\d.,\x{a0} ]*\)?\s*%?\s*$"
_YEAR = r"^\s*(?:19|20)\d\d\s*$"
#: More rows that may be headers are not looked at.
_MOST = 200
_TITLE = re.compile(r"\s*(?:biểu|bảng|phụ lục|table)\b", re.I)
#: What is printed above the rest of a table: `6. (Tiếp theo) Chỉ số giá`.
_CONTINUED = re.compile(r"\s*\(?\s*\btiếp(?:\s+theo)?\b\s*\)?\s*", re.I)


@dataclass(frozen=True)
class Block:
    """One matrix of a sheet, or the part of one below a header that is printed again.

    Attributes:
        axes: Where its parts stand.
        cells: Its rows from its title on.
        goes_on: It is the rest of the matrix above.
        beside: Its position among matrices side by side, from 0.
        others: Positions of the columns of values of those beside it.
    """

    axes: Axes
    cells: Cells
    goes_on: bool
    beside: int
    others: tuple[int, ...]


@dataclass(frozen=True)
class Blocks:
    """Finds the matrices of one sheet.

    Attributes:
        sheet: For its merged cells and its hidden columns.
        contract: Whose titles name columns left of the values.
        layout: Which field takes which part.
        units: The units that are known.
    """

    sheet: MemorySheet
    contract: Contract
    layout: Crosstab
    units: Units

    def of(self, cells: Cells) -> Iterator[Block]:
        """The matrices in a run of rows, from the first one down and from left to right; none if it holds none."""
        above, goes_on = list[Axes](), False
        while (axes := self._find(cells)) is not None:
            below, is_rest = self._below(cells, axes) or (None, False)
            own = cells if below is None else cells.filter(cells.rows < below)
            # numbers of the next table are none of this one's columns
            whole = axes if below is None else self._find(own) or axes
            beside = self._beside(own, whole)
            goes_on = goes_on and [one.values for one in above] == [one.values for one in beside]
            columns = {column for one in beside for column in one.values}
            for at, one in enumerate(beside):
                placed = _after(above[at] if at < len(above) else beside[0], one, goes_on) if above or at else one
                yield Block(placed, own, goes_on, at, tuple(columns - set(one.values)))
                beside[at] = placed
            if below is None:
                return
            above, goes_on, cells = beside, is_rest, cells.filter(cells.rows >= below)

    def _beside(self, cells: Cells, axes: Axes) -> list[Axes]:
        """A matrix as the ones that it consists of side by side: each begins with labels of its own."""
        body = cells.raw.filter(cells.rows >= axes.first)
        titled = cells.raw.filter((cells.rows >= axes.header) & (cells.rows < axes.first))
        empty = {int(name) for name in body.columns if body[name].is_null().all() and titled[name].is_null().all()}
        starts = [
            column
            for column in range(min(axes.values) + 1, max(axes.values))
            if column - 1 in empty and column not in axes.values and body[str(column)].str.contains(_WORDED).any()
        ]
        if not starts:
            return [axes]
        ends = [*starts, len(cells.raw.columns)]
        parts = [self._find(cells.only(range(start, end))) for start, end in zip([0, *starts], ends, strict=True)]
        return [part for part in parts if part] if all(parts) else [axes]

    def _find(self, cells: Cells) -> Axes | None:
        return find(cells, self.sheet, self.contract, self.layout, self.units)

    def _below(self, cells: Cells, axes: Axes) -> tuple[int, bool] | None:
        """The first row of the next matrix, and whether it may be the rest of this one; None where there is none."""
        body = cells.filter(cells.rows >= axes.first)
        if not body.height:
            return None
        worded, numbers, years = (
            pl.sum_horizontal(
                pl.col(str(column)).str.contains(form).fill_null(False).cast(pl.Int32) for column in axes.values
            )
            for form in (_WORDED, _NUMBER, _YEAR)
        )
        told = body.raw.select((numbers == years).alias("blank"), (worded + years >= 1).alias("titled"))
        for position in (told["blank"] & told["titled"]).arg_true().head(_MOST):
            if self._is_header(body.raw.row(position), axes):
                row, is_rest = self._opening(body, told["blank"], position, axes)
                if self._find(cells.filter(cells.rows >= row)) is not None:
                    return row, is_rest
        return None

    def _is_header(self, texts: Sequence[str | None], axes: Axes) -> bool:
        """Whether a row without numbers titles columns: as above, or behind a title of labels, or with none."""
        own = {column: text for column in axes.values if (text := texts[column] or "").strip()}
        if self.units.are(own.values()):
            return False
        if _is_same(texts, axes):
            return True
        known = known_titles(self.contract)
        labels = [text for column in axes.labels if (text := texts[column] or "").strip()]
        return all(label in known for label in labels) if labels else len(own) > 1

    def _opening(self, body: Cells, blank: pl.Series, position: int, axes: Axes) -> tuple[int, bool]:
        """The row that the block of a header begins with, and whether it may be the rest of the matrix above.

        Before it are the last values, notes on them, and, where the same header is printed again, sections that the
        rest goes on with.
        """
        start = position
        while start and blank[start - 1]:
            start -= 1
        is_same, is_apart = _is_same(body.raw.row(position), axes), False
        for at in range(start, position):
            texts = [text for text in body.raw.row(at) if text and text.strip()]
            if not texts or footnote(texts[0]):
                is_apart = True
            elif any(_CONTINUED.search(text) or fold(text) in map(fold, axes.preamble) for text in texts):
                return int(body.rows[at]), True
            elif not self.units.are(texts) and (not is_same or is_apart or _TITLE.match(texts[0])):
                return int(body.rows[at]), False
        return int(body.rows[position]), True


def _is_same(texts: Sequence[str | None], axes: Axes) -> bool:
    """Whether a row repeats a title of the columns above."""
    return any(fold(texts[column] or "") in map(fold, title) for column, title in axes.values.items() if texts[column])


def _after(above: Axes, axes: Axes, goes_on: bool) -> Axes:
    """The parts of a matrix below another one, with the title that is printed above both."""
    if goes_on:
        return replace(axes, title=above.title, unit=axes.unit or above.unit)
    if not axes.title or _CONTINUED.search(axes.title):
        return replace(axes, title=above.title)
    return axes
