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
from kho.reading.tables.body import footnote
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
    """

    axes: Axes
    cells: Cells
    goes_on: bool = False


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
        """The matrices in a run of rows, from the first one down; none if it holds none."""
        above, goes_on = None, False
        while (axes := self._find(cells)) is not None:
            below, is_rest = self._below(cells, axes) or (None, False)
            own = cells if below is None else cells.filter(cells.rows < below)
            # numbers of the next table are none of this one's columns
            axes = axes if below is None else self._find(own) or axes
            goes_on = goes_on and above is not None and above.values == axes.values
            axes = axes if above is None else _after(above, axes, goes_on)
            yield Block(axes, own, goes_on)
            if below is None:
                return
            above, goes_on, cells = axes, is_rest, cells.filter(cells.rows >= below)

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
        """Whether a row without numbers titles columns: as above, or others that no label stands before."""
        own = {column: text for column in axes.values if (text := texts[column] or "").strip()}
        if self.units.are(own.values()):
            return False
        if any(fold(text) in map(fold, axes.values[column]) for column, text in own.items()):
            return True
        known = known_titles(self.contract)
        labels = [text for column in axes.labels if (text := texts[column] or "").strip()]
        return len(own) > 1 and all(label in known for label in labels)

    def _opening(self, body: Cells, blank: pl.Series, position: int, axes: Axes) -> tuple[int, bool]:
        """The row that the block of a header begins with, and whether nothing there titles another table.

        Above it are the last values, the sections that the rest below the header goes on with, and notes.
        """
        start = position
        while start and blank[start - 1]:
            start -= 1
        rows = [[text for text in body.raw.row(at) if text and text.strip()] for at in range(start, position)]
        known = {fold(line) for line in axes.preamble}
        for at, texts in enumerate(rows, start):
            if any(_CONTINUED.search(text) or fold(text) in known for text in texts):
                return int(body.rows[at]), True
        is_apart = False
        for at, texts in enumerate(rows, start):
            if not texts or footnote(texts[0]):
                is_apart = True
            elif not self.units.are(texts) and (is_apart or _TITLE.match(texts[0])):
                return int(body.rows[at]), False
        return int(body.rows[position]), True


def _after(above: Axes, axes: Axes, goes_on: bool) -> Axes:
    """The parts of a matrix below another one, with the title that is printed above both."""
    if goes_on:
        return replace(axes, title=above.title, unit=axes.unit or above.unit)
    if not axes.title or _CONTINUED.search(axes.title):
        return replace(axes, title=above.title)
    return axes
