"""What the labels of a matrix say: the label of each row, the labels it belongs under, its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from kho.reading.crosstab.axes import Axes, is_number
from kho.reading.fold import split_unit
from kho.reading.grid import Cells
from kho.reading.tables.body import footnote
from kho.reading.tables.nesting import ARROW, Nesting
from kho.reading.values.text import DITTO, MISSING
from kho.reading.values.units import Units

_DITTO = re.compile(DITTO)
_MISSING = re.compile(MISSING)
_SCHEMA = {"reason": pl.String(), "label": pl.String(), "path": pl.String(), "unit": pl.String()}


@dataclass
class Outline:
    """Reads the labels of one matrix from top to bottom, batch after batch.

    Attributes:
        axes: Where the labels stand.
        unit_mark: What stands between a label and its unit, where they are in one cell.
        units: The units that are known: other words in brackets are part of the label.
    """

    axes: Axes
    unit_mark: str | None
    units: Units
    _band: str | None = None
    _nesting: Nesting = field(default_factory=Nesting)
    _unit: str | None = None
    _noted: bool = False

    def read(self, body: Cells) -> pl.DataFrame:
        """For each row why it is no data (null for data), its label, its path and its unit.

        Returns:
            `reason` (`empty`, `section`, `footnote`), `label`, `path`, `unit` (all String).
        """
        texts = pl.concat_list(pl.col(str(column)) for column in self.axes.values).list.drop_nulls()
        values = body.raw.select(texts.alias("values")).to_series()
        labels = body.raw.select(str(column) for column in self.axes.labels).iter_rows()
        column = self.axes.unit_column
        units = body.raw[str(column)] if column is not None else [None] * body.height
        rows = [self._row(cells, list(own), unit) for cells, own, unit in zip(labels, values, units, strict=True)]
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    def _row(
        self, cells: tuple[str | None, ...], filled: list[str], unit: str | None
    ) -> tuple[str | None, str | None, str | None, str | None]:
        texts = [(level, cell) for level, cell in enumerate(cells) if cell and cell.strip()]
        if not texts and not filled:
            return "empty", None, None, None
        if not texts and not any(is_number(value) or _MISSING.match(value.strip()) for value in filled):
            self._band = " ".join(filled)
            return "section", None, None, None
        if not filled and (self._noted or footnote(texts[0][1])):
            self._noted = True
            return "footnote", None, None, None
        for level, text in texts:
            self._nesting.enter(text, level)
        path = self._nesting.path
        if not filled:
            return "section", None, None, None
        label = path.pop() if texts else None
        return None, label, ARROW.join(path) or None, self._unit_of(label, path, unit)

    def _unit_of(self, label: str | None, path: list[str], unit: str | None) -> str | None:
        if unit and unit.strip():
            self._unit = self._unit if _DITTO.match(unit.strip()) else unit.strip()
            return self._unit
        own = (split_unit(text)[1] for text in (label, *reversed(path)) if text)
        found = next((text for text in own if text and self._is_unit(text)), None)
        band = "%" if self._band and "%" in self._band else self._band
        if (found := found or band or self.axes.unit) or not (self.unit_mark and label and self.unit_mark in label):
            return found
        return label.rsplit(self.unit_mark, 1)[1].strip()

    def _is_unit(self, text: str) -> bool:
        unit = self.units.parse(text)
        return unit.known or unit.factor != 1
