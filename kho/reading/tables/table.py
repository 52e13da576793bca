"""One table of a file: find it in its sheet, tell its rows apart, type them, reconcile its totals."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from kho.ahead import ahead
from kho.contract import Contract
from kho.reading.grid import HEAD_ROWS, MOST_COLUMNS, Cells, Sheet, letter
from kho.reading.ignored import Ignored
from kho.reading.remarks import Remarks
from kho.reading.stamp import Stamp
from kho.reading.tables import damage, matrix_totals, places, title_block
from kho.reading.tables.agreement import Periods
from kho.reading.tables.body import Body
from kho.reading.tables.columns import Columns, Problems
from kho.reading.tables.locate import locate
from kho.reading.tables.matching import NUMERIC, Layout, from_keys
from kho.reading.tables.merged import Merged
from kho.reading.tables.places import Surroundings, Value
from kho.reading.tables.totals import Delivery, Disagreement, Ledger, Printed
from kho.reading.titles import Titles, exact, known_titles
from kho.reading.values import ColumnContext
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.text import nfc


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
    """

    def __init__(
        self, sheet: Sheet, setting: Setting, layout: Layout, cells: Iterator[Cells], above: Sequence[title_block.Line]
    ) -> None:
        self._sheet, self._setting, self._cells, self._above = sheet, setting, cells, above
        self.layout = layout
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

    @classmethod
    def find(cls, sheet: Sheet, setting: Setting) -> Table | None:
        """The table in a sheet, or None if the sheet holds none."""
        batches = sheet.batches()
        first = next(batches, None)
        if first is None:
            return None
        if sheet.records:
            layout: Layout | None = from_keys(sheet.keys, setting.contract)
            above = title_block.lines((), sheet.preamble)
        else:
            head = _head(first.raw.head(HEAD_ROWS), known_titles(setting.contract))
            layout = locate(head, sheet.merges, setting.contract)
            above = title_block.lines(head[: layout.first - 1], sheet.preamble) if layout else []
        if layout is None or not layout.columns:
            return None
        return cls(sheet, setting, layout, itertools.chain([first], batches), above)

    def batches(self) -> Iterator[pl.DataFrame]:
        """The table's typed rows; findings and ignored rows are complete once it is exhausted."""
        self._report_layout()
        columns = self._columns()
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="column") as pool:
            for cells in ahead(self._cells):
                part = self._body_of(cells)
                if not part.height:
                    continue
                part = self._merged.fill(part)
                known = len(self._body.specials)
                data, specials = self._split(part)
                if len(self._body.specials) > known:
                    self._printed += columns.printed(specials, self._numeric)
                if data.height:
                    yield self._typed(data, columns, pool)
        self._report_totals()
        self._periods.report(self._sheet.name, columns.values, self._setting.remarks)

    def _typed(self, data: Cells, columns: Columns, pool: ThreadPoolExecutor) -> pl.DataFrame:
        frame, problems = columns.typed(data, pool)
        headers = {
            name: None if self._sheet.records else self.layout.titles[index].cell
            for name, index in self.layout.columns.items()
        }
        beyond = self._beyond(data)
        headers |= {name: name for name in beyond}
        problems = damage.unreadable(data, self.layout.columns, problems) | beyond
        letters = data.raw[str(self._sheet.lettered)] if self._sheet.lettered is not None else None
        marks = self._setting.remarks.extend(self._sheet.name, problems, data.rows, headers, letters)
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
        context = setting.context
        fields = sorted(self._contract.fields.items(), key=lambda item: item[1].type == "territory")
        for name, spec in fields:
            found[name] = places.values(name, spec, around, context)
            if spec.type in ("period", "date") and found[name] and "column" not in spec.found_in[:1]:
                ends = [value for key, value in found[name][0].typed.items() if key == f"{name}_end"]
                context = replace(context, received_on=ends[0]) if ends and ends[0] else context
            if spec.required and name not in layout.columns and not found[name] and spec.unless not in layout.columns:
                self._report_absent(name)
            if found[name] and name not in layout.columns:
                self._setting.remarks.extend_value(self._sheet.name, name, found[name][0])
        return Columns(
            self._contract, layout.columns, found, layout.units, title_block.unit(self._above), setting.context
        )

    def _body_of(self, cells: Cells) -> Cells:
        """The rows below the header; those above are ignored, each part with its reason."""
        last = self.layout.last
        if not cells.height or cells.rows[0] > last:
            return cells
        ignored, rows = self._setting.ignored, cells.rows
        ignored.add(self._sheet.name, rows.filter(rows < self.layout.first), "title")
        ignored.add(self._sheet.name, rows.filter((rows >= self.layout.first) & (rows <= last)), "header")
        return cells.filter(rows > last)

    def _split(self, part: Cells) -> tuple[Cells, Cells]:
        """Data rows, and the section and total rows among the others."""
        if self._sheet.records:
            return part, part.filter(pl.repeat(False, part.height, dtype=pl.Boolean(), eager=True))
        reasons = self._body.reasons(part)
        if reasons.null_count() == part.height:
            return part, part.filter(reasons.is_not_null())
        for (reason,), rows in (
            pl.DataFrame({"reason": reasons, "row": part.rows}).drop_nulls().group_by(["reason"], maintain_order=True)
        ):
            self._setting.ignored.add(self._sheet.name, rows["row"], str(reason))
        return part.filter(reasons.is_null()), part.filter(reasons.is_in(["section", "total"]).fill_null(False))

    def _report_layout(self) -> None:
        remarks, sheet, layout = self._setting.remarks, self._sheet, self.layout

        def at(found: Any) -> dict[str, Any]:
            return {"sheet": sheet.name, "cell": None if sheet.records else found.cell, "raw": found.text}

        if sheet.width > MOST_COLUMNS:
            remarks.add("table.wide", sheet=sheet.name, raw=str(sheet.width), expected=str(MOST_COLUMNS))
        stamp = self._setting.stamp
        gone = stamp.gone(self._contract) if stamp else frozenset()
        for unknown in layout.unknown:
            rule = "template.column" if exact(unknown.text) in gone else "column.unknown"
            remarks.add(rule, **at(unknown), version=stamp.version if stamp else None)
        for name, similar in layout.similar.items():
            remarks.add("column.similar", **at(similar), field=name, expected=self._contract.fields[name].header)
        for name, double in layout.double:
            remarks.add("column.double", **at(double), field=name)
        for names, doubtful in layout.ambiguous:
            headers = ", ".join(f"“{self._contract.fields[name].header}”" for name in names)
            remarks.add("column.ambiguous", **at(doubtful), expected=headers)
        hidden = [f"{letter(index)}" for index in layout.columns.values() if index in sheet.hidden_columns]
        rows = [str(row) for row in sorted(sheet.hidden_rows) if row > layout.last]
        if hidden or rows:
            parts = ([f"column {', '.join(hidden)}"] if hidden else []) + (
                [f"row {', '.join(rows[:10])}"] if rows else []
            )
            remarks.add("table.hidden", sheet=sheet.name, raw="; ".join(parts))

    def _report_absent(self, name: str) -> None:
        spec = self._contract.fields[name]
        if any(name in names for names, _ in self.layout.ambiguous):
            # its column is there, and the finding at the title says what is to be done
            return
        stamp = self._setting.stamp
        if stamp and stamp.version != self._contract.version and not stamp.has(name, self._contract):
            versions = {"version": str(stamp.version), "now": str(self._contract.version)}
            self._setting.remarks.add(
                "template.lacks", sheet=self._sheet.name, field=name, expected=spec.header, **versions
            )
        elif spec.found_in == ("column",) or self._sheet.records:
            self._setting.remarks.add("column.missing", sheet=self._sheet.name, field=name, expected=spec.header)
        else:
            where = ", ".join(spec.found_in)
            self._setting.remarks.add(
                "field.missing", sheet=self._sheet.name, field=name, expected=where, header=spec.header
            )

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
        )


def _head(raw: pl.DataFrame, known: Titles) -> list[tuple[str | None, ...]]:
    """The first rows of a sheet in Unicode; a title that the form knows may be in a font encoding by itself."""

    def plain(cell: str | None) -> str | None:
        return cell if cell is None or cell in known else known_in_font(cell, known.__contains__) or cell

    rows = raw.select(decode_legacy(nfc(column)) for column in raw).iter_rows()
    return [tuple(plain(cell) for cell in row) for row in rows]
