"""Tables with indicators down and periods or measures across: every value becomes a row that names its own cell.

The contract says under `delivery.layout` which field takes which part of such a table; where the parts stand is
found in the sheet itself, and a sheet that has no such table is left to the caller to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kho.contract import Contract, Crosstab
from kho.contract.schedule import Basis
from kho.reading.crosstab.axes import Axes
from kho.reading.crosstab.blocks import Block, Blocks
from kho.reading.crosstab.headings import heading
from kho.reading.crosstab.outline import Outline
from kho.reading.crosstab.subject import Subject
from kho.reading.fold import fold, split_unit
from kho.reading.grid import Cells, Matrix, MemorySheet, letter
from kho.reading.ignored import Ignored
from kho.reading.tables.nesting import ARROW
from kho.reading.tables.places import label as period_label
from kho.reading.tables.table import Setting
from kho.reading.values import Period, parse_period, period_in_text
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.territories import Territories
from kho.reading.values.text import nfc
from kho.reading.values.units import Units

#: A column of shares or of comparisons is in percent, whatever the unit of the table.
_RATIO = re.compile(r"%|\bso với\b", re.I)
#: `tháng 9 và 9 tháng năm 2024`: what a column without a period of its own is about is not said.
_TWO_PERIODS = re.compile(r"\b(?:thang|quy)(?: \S+){1,2} va\b|\bva (?:\S+ )?(?:thang|quy)\b")


@dataclass
class _Melt:
    """One matrix on its way to rows."""

    sheet: MemorySheet
    contract: Contract
    layout: Crosstab
    block: Block
    ignored: Ignored
    units: Units
    territories: Territories
    subject: Subject | None
    names: Sequence[str]

    @property
    def whole(self) -> Period | None:
        """The period of the whole table."""
        return period_in_text(self.axes.title, self.contract.delivery.period_basis)

    @property
    def axes(self) -> Axes:
        """Where the parts of the matrix stand."""
        return self.block.axes

    def batches(self, rest: Iterator[Cells], outline: Outline) -> Iterator[Cells]:
        """The values, one a row, in the order of the rows and then of the columns."""
        if not self.block.beside:
            self._ignore_head(self.block.cells.rows)
        basis = self.contract.delivery.period_basis
        for cells in (self.block.cells, *rest):
            body = cells.filter(cells.rows >= self.axes.first)
            if not body.height:
                continue
            told = outline.read(body)
            told = told.with_columns(period=_periods(told["label"], told["path"], basis))
            if self.subject:
                told = self.subject.named(told)
            self._ignore(body, told)
            melted = self._melted(body, told, outline.bands)
            if melted.height:
                yield melted

    def _melted(self, body: Cells, told: pl.DataFrame, bands: Sequence[Mapping[int | None, str]]) -> Cells:
        data = told["reason"].is_null()
        parts, natives = [], []
        for column in self.axes.values:
            here = data & body.raw[str(column)].is_not_null()
            if not here.any():
                continue
            cell = body.filter(here).texts(column)
            rows = told.filter(here).with_columns(row=body.rows.filter(here), column=pl.lit(column, pl.Int64))
            fields = self._fields(column, body.filter(here), bands)
            parts.append(rows.select("row", "column", *fields, value=cell["raw"]))
            natives.append(cell.drop("raw").with_columns(here=pl.lit(True)))
        if not parts:
            return body.filter(pl.repeat(False, body.height, dtype=pl.Boolean(), eager=True))
        order = pl.concat(parts).with_row_index("at").sort("row", "column")
        raw = order.drop("at", "row", "column")
        raw.columns = [str(index) for index in range(raw.width)]
        native = pl.concat(natives, how="diagonal")[order["at"]].drop("here")
        typed = {raw.width - 1: native} if native.width else {}
        return Cells(order["row"], raw, typed, body.damaged)

    def _fields(self, column: int, body: Cells, bands: Sequence[Mapping[int | None, str]]) -> list[pl.Expr]:
        """The columns of the melted sheet, the value aside."""
        layout, axes = self.layout, self.axes
        series = " ".join(axes.values[column])
        told = heading(series, self.whole, self.contract.delivery.period_basis)
        period = pl.lit(told.period and period_label(told.period), pl.String)
        parts: dict[str | None, pl.Expr] = {
            layout.label: pl.col("label"),
            layout.header: pl.lit(series),
            layout.path: pl.col("path"),
            layout.unit: self._unit(column, bands),
            layout.title: pl.lit(axes.title or None, pl.String),
            layout.column: pl.lit(letter(column)),
            layout.row: pl.col("row").cast(pl.String),
            layout.period: period.fill_null(pl.col("period")).fill_null(pl.lit(self._of_title(), pl.String)),
        }
        if self.subject:
            parts |= self.subject.fields(self.subject.heading(told), axes.values[column])
        if layout.territory:
            known = (part for part in reversed(axes.values[column]) if self.territories.has(part))
            parts[layout.territory] = pl.lit(next(known, None), pl.String)
        for name, place in axes.named.items():
            if name not in (layout.unit, layout.label):
                parts[name] = pl.lit(body.raw[str(place)])
        return [parts.get(name, pl.lit(None, pl.String)).alias(name) for name in self.names]

    def _of_title(self) -> str | None:
        """The period that the title names, where it names one only."""
        return period_label(self.whole) if self.whole and not _TWO_PERIODS.search(fold(self.axes.title)) else None

    def _unit(self, column: int, bands: Sequence[Mapping[int | None, str]]) -> pl.Expr:
        """The unit of a column: its own, percent for shares and comparisons, that of each row or above some."""
        title = self.axes.values[column]
        texts = (*(split_unit(part)[1] for part in (" ".join(title), *reversed(title))), *title)
        if own := next((unit.text for text in texts if text and (unit := self.units.parse(text)).known), None):
            return pl.lit(own)
        if _RATIO.search(" ".join(title)):
            return pl.lit("%")
        over = [band.get(column, band.get(None)) for band in bands]
        of_band = pl.col("band").replace_strict(list(range(len(over))), over, default=None, return_dtype=pl.String)
        return pl.col("unit").fill_null(of_band).fill_null(pl.lit(self.axes.unit, pl.String))

    def _ignore_head(self, rows: pl.Series) -> None:
        name, axes = self.sheet.name, self.axes
        self.ignored.add(name, rows.filter(rows < axes.header), "title")
        self.ignored.add(name, rows.filter((rows >= axes.header) & (rows < axes.first)), "header")

    def _ignore(self, body: Cells, told: pl.DataFrame) -> None:
        """Take note of rows that are no data: the first of several matrices side by side speaks for all of them."""
        if self.block.beside:
            return
        others = [pl.col(str(column)).is_not_null() for column in self.block.others]
        filled = body.raw.select(pl.any_horizontal(pl.repeat(False, body.height), *others)).to_series()
        runs = told.select("reason", row=body.rows).filter(~filled).drop_nulls().group_by("reason", maintain_order=True)
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
    units = Units.load(setting.context.codes)
    found = list(Blocks(sheet, contract, layout, units).of(first)) if first is not None else []
    if first is None or not found:
        if first is not None and first.raw.select(pl.any_horizontal(pl.all().is_not_null().any())).item():
            setting.remarks.add("table.layout", sheet=sheet.name)
        return None
    for column in sorted({column for block in found for column in block.axes.left_out}):
        where = next(block.axes.first for block in found if column in block.axes.left_out)
        setting.remarks.add("column.unknown", sheet=sheet.name, cell=f"{letter(column)}{where}", raw=letter(column))
    names = _names(layout, [block.axes for block in found])

    keys = [contract.fields[name].header for name in (*names, layout.value)]
    result = MemorySheet(
        sheet.name, lambda: _rows(sheet, setting, layout, found, batches), records=True, keys=keys, height=first.height
    )
    result.preamble = found[0].axes.preamble
    result.matrices = [
        Matrix(block.axes.header, {letter(column): title for column, title in block.axes.values.items()})
        for block in found
        if not block.goes_on
    ]
    result.lettered = keys.index(contract.fields[layout.column].header)
    return result


def _rows(
    sheet: MemorySheet, setting: Setting, layout: Crosstab, found: Sequence[Block], batches: Iterator[Cells]
) -> Iterator[Cells]:
    """The values of the matrices of a sheet; what follows the first rows belongs to the last matrix."""
    contract, codes = setting.contract, setting.context.codes
    units, territories = Units.load(codes), Territories.load(codes)
    names = _names(layout, [block.axes for block in found])
    outlines: dict[int, Outline] = {}
    for block in found:
        subject = Subject.of(block.axes, contract, layout, codes) if layout.indicator else None
        if not block.goes_on:
            outlines[block.beside] = Outline(block.axes, sheet.indents, layout.unit_mark, units)
        outline = outlines[block.beside]
        outline.go_on(block.axes)
        melt = _Melt(sheet, contract, layout, block, setting.ignored, units, territories, subject, names)
        yield from melt.batches(batches if block is found[-1] else iter(()), outline)


def _names(layout: Crosstab, axes: Sequence[Axes]) -> list[str]:
    """The fields that the matrices of a sheet fill, the value aside, in the order of the melted sheet's columns."""
    roles = [layout.label, layout.header, layout.path, layout.unit, layout.title]
    roles += [layout.column, layout.row, layout.period]
    roles += [layout.territory] if layout.territory else []
    roles += [layout.indicator, layout.breakdown, layout.comparison, *layout.said] if layout.indicator else []
    return list(dict.fromkeys(name for name in (*roles, *(name for one in axes for name in one.named)) if name))


def _periods(labels: pl.Series, paths: pl.Series, basis: Basis) -> pl.Series:
    """For each row the period that its label, or the innermost one above it, is."""
    rows = (
        [label, *reversed(path.split(ARROW) if path else ())] if label else []
        for label, path in zip(labels, paths, strict=True)
    )
    found = (next((period for text in row if (period := parse_period(text, basis))), None) for row in rows)
    return pl.Series([period and period_label(period) for period in found], dtype=pl.String)


def _decoded(cells: Cells) -> Cells:
    raw = cells.raw.select(decode_legacy(nfc(column)) for column in cells.raw)
    return Cells(cells.rows, raw, cells.native, cells.damaged)
