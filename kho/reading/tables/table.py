"""One table of a file: find it in its sheet, tell its rows apart, type them, reconcile its totals."""

from __future__ import annotations

import os
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from kho.ahead import ahead
from kho.contract import Contract
from kho.reading.grid import Cells, Sheet, letter
from kho.reading.ignored import Ignored
from kho.reading.remarks import Remarks
from kho.reading.stamp import Stamp
from kho.reading.tables import damage, matrix_totals, places, title_block
from kho.reading.tables.agreement import Periods
from kho.reading.tables.body import Body
from kho.reading.tables.columns import Columns, Problems
from kho.reading.tables.matching import NUMERIC, Layout, Title
from kho.reading.tables.merged import Merged
from kho.reading.tables.places import Surroundings, Value
from kho.reading.tables.told_layout import report_absent, report_layout
from kho.reading.tables.totals import Delivery, Disagreement, Ledger, Printed
from kho.reading.tables.turns import Turn, Turns
from kho.reading.values import ColumnContext


@dataclass(frozen=True)
class Setting:
    """What holds for every table of a delivery, or of one workbook of an archive.

    Attributes:
        contract: What is looked for, in the sense of the template where one was filled in.
        context: What is known about every column.
        file_name: The name that the file was sent under.
        remarks: Collects findings.
        ignored: Collects rows that are no data.
        stamp: What the template says of itself.
        totals: Reconciles printed totals with the rows of all tables.
    """

    contract: Contract
    context: ColumnContext
    file_name: str
    remarks: Remarks
    ignored: Ignored
    stamp: Stamp | None = None
    totals: Delivery = field(default_factory=Delivery)


class Table:
    """The table of a contract in one sheet.

    Attributes:
        layout: Where its columns stand.
        is_sample: The title block says that the figures are made up.
        rows_read: Data rows so far.
        name: What findings and rows call its place: the sheet, and of tables beside one another the columns.
        ignored: Its rows that are no data.
    """

    def __init__(
        self,
        sheet: Sheet,
        setting: Setting,
        layout: Layout,
        cells: Iterator[Cells],
        above: Sequence[title_block.Line],
        *,
        told: Mapping[str, Title] = types.MappingProxyType({}),
        left: Sequence[Title] = (),
    ) -> None:
        """Prepare to read a table.

        Args:
            sheet: Where it stands.
            setting: What holds for every table.
            layout: Where its columns stand.
            cells: The rows of the sheet.
            above: What stands above it.
            told: Field → the title that says its value.
            left: Titles beside it that belong to no table.
        """
        self._sheet, self._setting, self._cells, self._above = sheet, setting, cells, above
        self._told, self._left = told, left
        self.layout, self.name, self.ignored = layout, sheet.name, setting.ignored
        self.is_sample = title_block.is_sample(above)
        self.rows_read = 0
        self._contract = setting.contract
        self._body = Body(setting.contract, layout)
        self._numeric = [name for name in layout.columns if self._contract.fields[name].type in NUMERIC - {"percent"}]
        self._ledger = Ledger(self._numeric)
        self._printed: list[dict[str, Printed]] = []
        self._periods = Periods(setting.contract, layout)
        self._untitled: set[int] = set()
        self._matrix: list[Any] = []
        worded = {i for name, i in layout.columns.items() if self._contract.fields[name].type not in NUMERIC}
        self._merged = Merged(sheet.merges, worded, layout.last)

    @property
    def lacks(self) -> list[str]:
        """The fields that only a column can give, that every row needs, and that have none."""
        columns, fields = self.layout.columns, self._contract.fields.items()
        needed = [name for name, spec in fields if spec.required and spec.found_in == ("column",)]
        columns = columns | self.layout.fallbacks(self._contract)
        return [name for name in needed if name not in columns and self._contract.fields[name].unless not in columns]

    def batches(self) -> Iterator[pl.DataFrame]:
        """The table's typed rows; findings and ignored rows are complete once it is exhausted."""
        setting = self._setting
        report_layout(self._sheet, self.layout, self._left, self._contract, setting.stamp, setting.remarks)
        columns = self._columns()
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="column") as pool:
            for cells in ahead(self._cells):
                part = self._body_of(cells)
                if not part.height:
                    continue
                part = self._merged.fill(part)
                known = len(self._body.specials)
                data, specials, headers = self._split(part)
                if len(self._body.specials) > known:
                    self._printed += columns.printed(specials, self._numeric)
                for run in _runs(data, self._turns.of(self._body.specials[known:], headers, data.rows), columns):
                    yield self._typed(run, columns, pool)
        self._report_totals()
        sections = [one for one in self._body.specials if one.kind == "section" and one.row not in self._turns.heeded]
        self._periods.report(
            self._sheet.name, columns.values, {one.row: one.label for one in sections}, self._setting.remarks
        )

    def _typed(self, data: Cells, columns: Columns, pool: ThreadPoolExecutor) -> pl.DataFrame:
        frame, problems = columns.typed(data, pool)
        headers = {
            name: None if self._sheet.records else self.layout.titles[index].cell
            for name, index in (self.layout.fallbacks(self._contract) | self.layout.columns).items()
        }
        beyond = self._beyond(data)
        headers |= {name: name for name in beyond}
        problems = damage.unreadable(data, self.layout.columns, problems) | beyond
        numbers = {name: data.are_numbers(index) for name, index in self.layout.columns.items() if index in data.native}
        letters = data.raw[str(self._sheet.lettered)] if self._sheet.lettered is not None else None
        marks = self._setting.remarks.extend(self._sheet.name, problems, data.rows, headers, numbers, letters)
        name = pl.repeat(self._sheet.name, data.height, dtype=pl.String(), eager=True).alias("sheet_name")
        frame = frame.hstack(marks).insert_column(0, data.rows.alias("row_number")).insert_column(0, name)
        self.rows_read += data.height
        if not self._sheet.records:
            parts = self._body.parts(data)
            self._ledger.add(frame.select("row_number", *self._numeric), self._body.specials, parts)
        elif self._sheet.lettered is not None and self._contract.delivery.layout:
            self._matrix += frame.select(self._contract.delivery.layout.cell_columns()).rows()
        self._periods.note(frame)
        return frame

    def _columns(self) -> Columns:
        setting, layout = self._setting, self.layout
        around = Surroundings(self._above, self._sheet.name, setting.file_name, setting.context.scope)
        found: dict[str, list[Value]] = {}
        context, told = setting.context, layout.columns.keys() | layout.fallbacks(self._contract).keys()
        fields = sorted(self._contract.fields.items(), key=lambda item: item[1].type == "territory")
        mobile = {
            name: spec
            for name, spec in fields
            if name not in {*layout.columns, *self._told} and "title" in spec.found_in and not self._sheet.records
        }
        self._turns = Turns(mobile, around, context)
        for name, spec in fields:
            headed = places.headed(name, spec, self._told[name], around, context) if name in self._told else None
            found[name] = [headed] if headed else places.values(name, spec, around, context)
            if spec.type in ("period", "date") and found[name] and "column" not in spec.found_in[:1]:
                ends = [value for key, value in found[name][0].typed.items() if key == f"{name}_end"]
                context = replace(context, received_on=ends[0]) if ends and ends[0] else context
            if spec.required and name not in told and not found[name] and spec.unless not in layout.columns:
                report_absent(name, self._sheet, layout, self._contract, setting.stamp, setting.remarks)
            if found[name] and name not in layout.columns:
                self._setting.remarks.extend_value(self._sheet.name, name, found[name][0])
        unit = title_block.unit(self._above)
        columns = Columns(self._contract, layout.columns, layout.named, found, layout.units, unit, setting.context)
        if unit and (beyond := columns.beyond_unit()):
            headers = ", ".join(f"“{self._contract.fields[name].header}”" for name in beyond)
            setting.remarks.add("table.unit", sheet=self._sheet.name, cell=unit.cell, raw=unit.text, expected=headers)
        return columns

    def _body_of(self, cells: Cells) -> Cells:
        """The rows below the header; those above are ignored, each part with its reason."""
        last = self.layout.last
        if not cells.height or cells.rows[0] > last:
            return cells
        ignored, rows = self._setting.ignored, cells.rows
        ignored.add(self._sheet.name, rows.filter(rows < self.layout.first), "title")
        ignored.add(self._sheet.name, rows.filter((rows >= self.layout.first) & (rows <= last)), "header")
        return cells.filter(rows > last)

    def _split(self, part: Cells) -> tuple[Cells, Cells, list[int]]:
        """Data rows, the section and total rows among the others, and the numbers of those that repeat the header."""
        if self._sheet.records:
            return part, part.filter(pl.repeat(False, part.height, dtype=pl.Boolean(), eager=True)), []
        reasons = self._body.reasons(part)
        if reasons.null_count() == part.height:
            return part, part.filter(reasons.is_not_null()), []
        for (reason,), rows in (
            pl.DataFrame({"reason": reasons, "row": part.rows}).drop_nulls().group_by(["reason"], maintain_order=True)
        ):
            self._setting.ignored.add(self._sheet.name, rows["row"], str(reason))
        special = reasons.is_in(["section", "total"]).fill_null(False)
        headers = part.rows.filter((reasons == "header").fill_null(False)).to_list()
        return part.filter(reasons.is_null()), part.filter(special), headers

    def _beyond(self, data: Cells) -> Problems:
        """Cells that stand under no title: too many in the line of a text file, else remarked once."""
        beyond: Problems = {}
        last = max(self.layout.titles)
        for index in damage.untitled(data, self.layout.titles) if not self._sheet.records else ():
            if self._sheet.delimited and index > last:
                beyond[letter(index)] = (index, damage.too_many(data.raw[str(index)], index, last + 1))
            elif index not in self._untitled and data.raw[str(index)].str.contains(r"\S").any():
                self._untitled.add(index)
                row = data.rows.filter(data.raw[str(index)].is_not_null())[0]
                self._setting.remarks.add(
                    "column.unknown", sheet=self._sheet.name, cell=f"{letter(index)}{row}", raw=letter(index)
                )
        return beyond

    def _report_totals(self) -> None:
        doubts = self._ledger.disagreements(self._body.specials, self._printed)
        self._setting.totals.close(self._ledger, doubts, self._report_total)
        for told in matrix_totals.differences(self._matrix, self._sheet.matrices):
            self._setting.remarks.add(
                "total.disagrees",
                sheet=self._sheet.name,
                cell=f"{told.column}{told.row}",
                row=told.row,
                raw=f"{told.printed.normalize():f}",
                expected=f"{told.computed.normalize():f}",
                label=told.label,
                is_number=True,
            )

    def _report_total(self, found: Disagreement) -> None:
        index = self.layout.columns[found.field] if found.field else 0
        self._setting.remarks.add(
            "total.disagrees",
            sheet=self._sheet.name,
            cell=f"{letter(index)}{found.special.row}",
            row=found.special.row,
            field=found.field,
            raw=found.printed,
            expected=found.computed,
            label=found.special.label,
            is_number=found.is_number,
        )


def _runs(data: Cells, turns: Iterable[Turn], columns: Columns) -> Iterator[Cells]:
    """The rows up to each turn and after it, while the columns stand as they hold for them."""
    for turn in turns:
        before = data.filter(data.rows < turn.row)
        if before.height:
            yield before
        columns.values = {**columns.values, **{name: [value] for name, value in turn.values.items()}}
        columns.title_unit = turn.unit or columns.title_unit
        data = data.filter(data.rows > turn.row)
    if data.height:
        yield data
