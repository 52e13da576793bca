"""Tables with indicators down and periods or measures across: every value becomes a row that names its own cell.

The contract says under `delivery.layout` which field takes which part of such a table; where the parts stand is
found in the sheet itself, and a sheet that has no such table is left to the caller to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from kho.contract import Contract, Crosstab
from kho.reading.crosstab.axes import Axes, find
from kho.reading.crosstab.outline import Outline
from kho.reading.crosstab.subject import Subject
from kho.reading.fold import split_unit
from kho.reading.grid import Cells, MemorySheet, letter
from kho.reading.ignored import Ignored
from kho.reading.tables.places import label as period_label
from kho.reading.tables.table import Setting
from kho.reading.values import period_in_text
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.text import nfc
from kho.reading.values.units import Units

#: A column of shares or of comparisons is in percent, whatever the unit of the table.
_RATIO = re.compile(r"%|\bso với\b", re.I)


@dataclass
class _Melt:
    """One sheet on its way from a matrix to rows."""

    sheet: MemorySheet
    contract: Contract
    layout: Crosstab
    axes: Axes
    ignored: Ignored
    units: Units
    subject: Subject | None

    def batches(self, first: Cells, rest: Iterator[Cells]) -> Iterator[Cells]:
        """The values, one a row, in the order of the rows and then of the columns."""
        outline = Outline(self.axes, self.layout.unit_mark, self.units)
        self._ignore_head(first.rows)
        for cells in (first, *rest) if first.height else ():
            body = cells.filter(cells.rows >= self.axes.first)
            if not body.height:
                continue
            told = outline.read(body)
            if self.subject:
                told = self.subject.named(told)
            self._ignore(body, told)
            melted = self._melted(body, told)
            if melted.height:
                yield melted

    def _melted(self, body: Cells, told: pl.DataFrame) -> Cells:
        data = told["reason"].is_null()
        parts, natives = [], []
        for column in self.axes.values:
            here = data & body.raw[str(column)].is_not_null()
            if not here.any():
                continue
            cell = body.filter(here).texts(column)
            rows = told.filter(here).with_columns(row=body.rows.filter(here), column=pl.lit(column, pl.Int64))
            parts.append(rows.select("row", "column", *self._fields(column, body.filter(here)), value=cell["raw"]))
            natives.append(cell.drop("raw").with_columns(here=pl.lit(True)))
        if not parts:
            return body.filter(pl.repeat(False, body.height, dtype=pl.Boolean(), eager=True))
        order = pl.concat(parts).with_row_index("at").sort("row", "column")
        raw = order.drop("at", "row", "column")
        raw.columns = [str(index) for index in range(raw.width)]
        native = pl.concat(natives, how="diagonal")[order["at"]].drop("here")
        typed = {raw.width - 1: native} if native.width else {}
        return Cells(order["row"], raw, typed, body.damaged)

    def _fields(self, column: int, body: Cells) -> list[pl.Expr | pl.Series]:
        """The columns of the melted sheet in the order of `keys`, the value aside."""
        layout, axes = self.layout, self.axes
        series = " ".join(axes.values[column])
        told = self.subject.heading(series) if self.subject else None
        period = told.period if told else period_in_text(series, self.contract.delivery.period_basis)
        parts: dict[str | None, pl.Expr | pl.Series] = {
            layout.label: pl.col("label"),
            layout.header: pl.lit(series),
            layout.path: pl.col("path"),
            layout.unit: self._unit(axes.values[column]),
            layout.title: pl.lit(axes.title or None, pl.String),
            layout.column: pl.lit(letter(column)),
            layout.row: pl.col("row").cast(pl.String),
            layout.period: pl.lit(period_label(period) if period else None, pl.String),
        }
        if self.subject and told:
            parts |= self.subject.fields(told)
        for name, place in axes.named.items():
            if name not in (layout.unit, layout.label):
                parts[name] = body.raw[str(place)]
        return [
            (part if isinstance(part, pl.Expr) else pl.lit(part)).alias(name) for name, part in parts.items() if name
        ]

    def _unit(self, title: Sequence[str]) -> pl.Expr:
        """The unit of a column: percent for shares and comparisons, its own in brackets, else that of each row."""
        if _RATIO.search(" ".join(title)):
            return pl.lit("%")
        own = (self.units.parse(text) for part in title for text in (part, split_unit(part)[1]) if text)
        known = next((unit.text for unit in own if unit.known), None)
        return pl.lit(known, pl.String).fill_null(pl.col("unit"))

    def keys(self) -> list[str]:
        """The titles of the melted sheet's columns."""
        layout = self.layout
        roles = [layout.label, layout.header, layout.path, layout.unit, layout.title]
        roles += [layout.column, layout.row, layout.period]
        roles += self.subject.names if self.subject else []
        names = dict.fromkeys(name for name in (*roles, *self.axes.named) if name)
        return [self.contract.fields[name].header for name in (*names, layout.value)]

    def _ignore_head(self, rows: pl.Series) -> None:
        name, axes = self.sheet.name, self.axes
        self.ignored.add(name, rows.filter(rows < axes.header), "title")
        self.ignored.add(name, rows.filter((rows >= axes.header) & (rows < axes.first)), "header")

    def _ignore(self, body: Cells, told: pl.DataFrame) -> None:
        runs = told.select("reason", row=body.rows).drop_nulls().group_by("reason", maintain_order=True)
        for (reason,), rows in runs:
            self.ignored.add(self.sheet.name, rows["row"], str(reason))


def melted(sheet: MemorySheet, setting: Setting, layout: Crosstab) -> MemorySheet | None:
    """The values of a sheet as records, or None if the sheet holds no table of this layout.

    Args:
        sheet: The sheet as it is in the file; it is read once.
        setting: The feed's contract, the lists of codes, and what takes findings and rows that are no data.
        layout: Which field takes which part.
    """
    contract = setting.contract
    batches = (_decoded(cells) for cells in sheet.batches())
    first = next(batches, None)
    axes = find(first, sheet, contract, layout) if first is not None else None
    if first is None or axes is None:
        if first is not None and first.raw.select(pl.any_horizontal(pl.all().is_not_null().any())).item():
            setting.remarks.add("table.layout", sheet=sheet.name)
        return None
    for column in axes.left_out:
        where = f"{letter(column)}{axes.first}"
        setting.remarks.add("column.unknown", sheet=sheet.name, cell=where, raw=letter(column))
    subject = Subject.of(axes, contract, layout, setting.context.codes) if layout.indicator else None
    melt = _Melt(sheet, contract, layout, axes, setting.ignored, Units.load(setting.context.codes), subject)
    keys = melt.keys()
    result = MemorySheet(sheet.name, lambda: melt.batches(first, batches), records=True, keys=keys, height=first.height)
    result.preamble = axes.preamble
    result.lettered = keys.index(contract.fields[layout.column].header)
    return result


def _decoded(cells: Cells) -> Cells:
    raw = cells.raw.select(decode_legacy(nfc(column)) for column in cells.raw)
    return Cells(cells.rows, raw, cells.native, cells.damaged)
