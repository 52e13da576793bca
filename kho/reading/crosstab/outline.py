"""What the labels of a matrix say: the label of each row, the labels it belongs under, its unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from kho.reading.crosstab.axes import Axes, is_number
from kho.reading.fold import split_unit
from kho.reading.grid import Cells
from kho.reading.tables.nesting import ARROW, Nesting
from kho.reading.tables.row_labels import footnote, is_carried
from kho.reading.values.text import DITTO, MISSING
from kho.reading.values.units import Units

_DITTO = re.compile(DITTO)
_MISSING = re.compile(MISSING)
_SCHEMA = {"reason": pl.String(), "label": pl.String(), "path": pl.String(), "unit": pl.String(), "band": pl.Int64()}
_Told = tuple[str | None, str | None, str | None, str | None, int | None]


@dataclass
class Outline:
    """Reads the labels of one matrix from top to bottom, batch after batch.

    Attributes:
        axes: Where the labels stand.
        indents: (row, column) → by how many steps the style of a label moves it to the right.
        unit_mark: What stands between a label and its unit, where they are in one cell.
        units: The units that are known: other words in brackets are part of the label.
        bands: Rows of units so far: position of a column → unit of the rows below; None → that of all columns.
    """

    axes: Axes
    indents: Mapping[tuple[int, int], int]
    unit_mark: str | None
    units: Units
    bands: list[dict[int | None, str]] = field(default_factory=list)
    _nesting: Nesting = field(default_factory=Nesting)
    _unit: str | None = None
    _is_marked: bool = False
    _noted: bool = False

    def go_on(self, axes: Axes) -> None:
        """Take the rows that follow for the rest of the same matrix, below a header that is printed again."""
        self.axes, self._noted = axes, False

    def read(self, body: Cells) -> pl.DataFrame:
        """For each row why it is no data (null for data), its label, its path, its own unit, and its band of units.

        Returns:
            `reason` (`empty`, `section`, `total`, `footnote`), `label`, `path`, `unit` (all String), `band` (position
            in `bands`).
        """
        columns = [*self.axes.values, *self.axes.labels]
        columns += [column for column in (self.axes.unit_column, self.axes.marks) if column is not None]
        cells = body.raw.select(str(column) for column in dict.fromkeys(columns)).iter_rows()
        order = list(dict.fromkeys(columns))
        labels = body.raw.select(pl.coalesce(str(column) for column in reversed(self.axes.labels))).to_series()
        if self.unit_mark:
            self._is_marked = bool(labels.drop_nulls().str.contains(self.unit_mark, literal=True).all())
        rows = [
            self._row(row, {column: cell for column, cell in zip(order, texts, strict=True) if cell and cell.strip()})
            for row, texts in zip(body.rows, cells, strict=True)
        ]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def _row(self, row: int, cells: Mapping[int, str]) -> _Told:
        axes = self.axes
        labels = [(level, column) for level, column in enumerate(axes.labels) if column in cells]
        values = {column: cells[column] for column in axes.values if column in cells}
        if not labels and not values:
            self._nesting.leave()
            return "empty", None, None, None, None
        if values and self._is_band(bool(labels), values):
            units: dict[int | None, str] = {
                column: "%" if "%" in text else text.strip("() ") for column, text in values.items()
            }
            self.bands.append(units if labels or len(units) > 1 else {None: next(iter(units.values()))})
            values = {}
        if not values and labels and (self._noted or footnote(cells[labels[0][1]])):
            self._noted = True
            return "footnote", None, None, None, None
        if labels and is_carried(cells[labels[-1][1]]):
            return "total", None, None, None, None
        for level, column in labels:
            is_last = column == labels[-1][1]
            self._nesting.enter(
                cells[column],
                level,
                steps=self.indents.get((row, column), 0),
                mark=cells.get(axes.marks) if axes.marks is not None else None,
                heads=not values or not is_last,
            )
        path = self._nesting.path
        if not values:
            return "section", None, None, None, None
        label = path.pop() if labels else None
        unit = cells.get(axes.unit_column) if axes.unit_column is not None else None
        band = len(self.bands) - 1 if self.bands else None
        return None, label, ARROW.join(path) or None, self._unit_of(label, path, unit), band

    def _is_band(self, is_labelled: bool, values: Mapping[int, str]) -> bool:
        """Whether what stands over the columns are units of the rows below: all of them, or one text that is alone."""
        if any(is_number(text) or _MISSING.match(text.strip()) for text in values.values()):
            return False
        return self.units.are(values.values()) or (len(values) == 1 and not is_labelled)

    def _unit_of(self, label: str | None, path: list[str], unit: str | None) -> str | None:
        if unit:
            self._unit = self._unit if _DITTO.match(unit.strip()) else unit.strip()
            return self._unit
        own = (split_unit(text)[1] for text in (label, *reversed(path)) if text)
        found = next((text for text in own if text and self.units.are([text])), None)
        if found or not (label and self.unit_mark and self._is_marked):
            return found
        return label.rsplit(self.unit_mark, 1)[-1].strip()
