"""One delivery: recognise the file, find its tables, hand out their rows.

The one place where a failure becomes a finding.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import polars as pl

from kho.catalog import Catalog
from kho.contract import Contract
from kho.finding import Findings
from kho.machine import is_ours
from kho.reading import stamp
from kho.reading.crosstab.melting import melted
from kho.reading.files import archives, parts, sniff
from kho.reading.fold import fold
from kho.reading.grid import MemorySheet, letter
from kho.reading.ignored import Ignored, IgnoredRow
from kho.reading.other_feed import meant
from kho.reading.refusal import Refused
from kho.reading.remarks import Remarks
from kho.reading.tables.matching import Layout
from kho.reading.tables.search import tables
from kho.reading.tables.table import Setting, Table
from kho.reading.values import ColumnContext
from kho.reading.values.shared import ensure_lists
from kho.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """A file to read, and where it came from.

    Attributes:
        path: The file; its name may differ from the one it was sent under.
        file_name: The name it was sent under.
        sender: Whose folder it lay in.
        received_on: The day it came.
    """

    path: Path
    file_name: str
    sender: str
    received_on: dt.date


class Reading:
    """The rows of one file, and everything that was found on the way.

    Every row of the file is accounted for: `rows_read` (rows that `batches` hands out, those with errors
    included) and the rows of `ignored` add up to the rows of the file. `rows_in_error` are those of
    `rows_read` in which reading found something that blocks; the gate adds those that a rule blocks.
    Where the contract declares a crosstab, a row of the file gives as many rows as it has values; where tables stand
    beside one another, as many as there are tables with something in it.

    Attributes:
        rows_read: Data rows handed out.
        is_sample: The file itself says that its figures are made up.
        layout: Sheet → field → letter of its column; for JSON the key. The second of two tables beside one another is
            `Biểu 1 [H:M]`.
    """

    def __init__(self, source: Source, contract: Contract, catalog: Catalog, settings: Settings) -> None:
        ensure_lists(contract, catalog.folder / "codes")
        self.rows_read = 0
        self.is_sample = False
        self.layout: dict[str, dict[str, str]] = {}
        self._source, self._contract, self._settings, self._catalog = source, contract, settings, catalog
        self._remarks = Remarks(contract, source.file_name)
        self._ignored = Ignored()
        self._tables = 0
        self._pages = (0, 0)  # how many records there are in all, and how many of them are here
        self._has_table = False  # the workbook, or the member of an archive, that is being read
        context = ColumnContext(
            contract=contract,
            codes=catalog.folder / "codes",
            received_on=source.received_on,
            sender=source.sender,
            scope=catalog.senders.get(source.sender),
        )
        self._setting = self._today = Setting(contract, context, source.file_name, self._remarks, self._ignored)

    @property
    def findings(self) -> Findings:
        """What was found; complete once `batches` is exhausted."""
        return self._remarks.findings

    @property
    def rows_in_error(self) -> int:
        """Rows handed out in which reading found something that blocks."""
        return self._remarks.rows_in_error

    @property
    def ignored(self) -> list[IgnoredRow]:
        """Rows that are no data, in runs."""
        return self._ignored.rows

    def batches(self) -> Iterator[pl.DataFrame]:
        """The typed rows: `sheet_name`, `row_number`, the contract's columns, then those of `kho.landing.REMARKS`.

        Can be consumed once.

        Nothing in a file makes this raise: what cannot be read is a finding, and reading goes on where it can.

        Raises:
            OSError: This machine is at fault (`machine.is_ours`), not the file.
        """
        try:
            yield from self._rows()
        except Refused as refusal:
            self._refuse(refusal)
        except Exception as error:
            if is_ours(error):
                raise
            self._give_up()
        except BaseException as error:
            # a panic in polars or calamine is no Exception
            if type(error).__name__ != "PanicException":
                raise
            self._give_up()
        self._today.totals.settle()

    def _rows(self) -> Iterator[pl.DataFrame]:
        path, name = self._source.path, self._source.file_name
        if path.stat().st_size == 0:
            raise Refused("file.empty")
        kind = self._recognised(path, name, self._contract.delivery.formats)
        if kind == "zip":
            with archives.unpacked(path) as members:
                yield from self._tables_of(chain.from_iterable(self._member(name, file) for name, file in members))
        else:
            yield from self._tables_of(parts.sheets(path, kind, self._contract))

    def _recognised(self, path: Path, name: str, formats: tuple[str, ...]) -> str:
        kind = sniff.recognise(path, name)
        if kind not in formats:
            raise Refused("file.format", raw=kind, expected=", ".join(formats))
        megabytes = path.stat().st_size / (1 << 20)
        if kind != "csv" and megabytes > self._settings.max_megabytes:
            raise Refused("file.too_large", raw=f"{megabytes:.0f}", expected=str(self._settings.max_megabytes))
        extension = sniff.named(name)
        if extension not in sniff.EXTENSIONS[kind]:
            self._remarks.add("file.extension", raw=extension or "no format", expected=kind)
        return kind

    def _member(self, name: str, path: Path) -> Iterator[MemorySheet]:
        """The sheets of a member of an archive; one that cannot be read is a finding, and the others are read."""
        try:
            self._setting, self._has_table = self._today, False
            if path.stat().st_size == 0:
                raise Refused("file.empty")
            formats = tuple(kind for kind in sniff.EXTENSIONS if kind != "zip")
            for sheet in parts.sheets(path, self._recognised(path, name, formats), self._contract):
                sheet.name = name if sheet.name in ("csv", "json") else f"{name}/{sheet.name}"
                yield sheet
        except Refused as refusal:
            refusal.where["file"] = f"{self._source.file_name}/{name}"
            self._refuse(refusal)

    def _tables_of(self, sheets: Iterator[MemorySheet]) -> Iterator[pl.DataFrame]:
        lacking: list[MemorySheet] = []
        for sheet in sheets:
            if sheet.hidden and sheet.name.rsplit("/", 1)[-1] == stamp.SHEET:
                self._heed(sheet)
            if sheet.announced is not None:
                self._pages = (max(self._pages[0], sheet.announced), self._pages[1] + (sheet.height or 0))
            if not self._wanted(sheet):
                reason = "hidden sheet" if sheet.hidden else "other sheet"
                self._ignored.add_sheet(sheet.name, sheet.height or 0, reason)
                continue
            if sheet.records and not sheet.height:
                self._tables += 1
                continue
            found = self._found(sheet)
            if not found:
                self._ignored.add_sheet(sheet.name, sheet.height or 0, "no table")
            elif self._contract.delivery.sheets == "first" and found[0].lacks:
                lacking.append(sheet)
            else:
                yield from self._read(sheet, found)
        for sheet in lacking:
            # of tables none of which is whole the first is the one that is meant
            if self._tables == 0:
                yield from self._read(sheet, self._found(sheet))
            else:
                self._ignored.add_sheet(sheet.name, sheet.height or 0, "other sheet")
        self._conclude()

    def _read(self, sheet: MemorySheet, found: Sequence[Table]) -> Iterator[pl.DataFrame]:
        for table in found:
            self._tables += 1
            self._has_table = True
            self.is_sample = self.is_sample or table.is_sample
            self.layout[table.name] = _letters(sheet, table.layout)
            for frame in table.batches():
                self.rows_read += frame.height
                yield frame
        if found[0].ignored is not self._ignored:
            self._ignored.add_common(sheet.name, [table.ignored for table in found])

    def _heed(self, sheet: MemorySheet) -> None:
        """Read what follows in the sense of the template that it was filled in on."""
        cells = next(sheet.batches(), None)
        found = stamp.parse(cells.raw.head(stamp.MOST_ROWS).iter_rows()) if cells else None
        if found is None:
            return
        contract = stamp.migrated(self._contract, found)
        context = replace(self._today.context, contract=contract)
        self._setting = replace(self._today, contract=contract, context=context, stamp=found)
        if found.feed == self._contract.feed and found.version != self._contract.version:
            versions = {"raw": str(found.version), "expected": str(self._contract.version)}
            self._remarks.add("template.version", sheet=sheet.name, **versions)

    def _found(self, sheet: MemorySheet) -> list[Table]:
        layout = self._contract.delivery.layout
        found = tables(sheet, self._setting)
        if layout is None or (found and layout.value in found[0].layout.columns):
            return found
        records = melted(sheet, self._setting, layout)
        return tables(records, self._setting) if records else []

    def _wanted(self, sheet: MemorySheet) -> bool:
        if sheet.hidden:
            return False
        wanted = self._contract.delivery.sheets
        if isinstance(wanted, tuple):
            return fold(sheet.name.rsplit("/", 1)[-1]) in {fold(name) for name in wanted} or sheet.name == "csv"
        return wanted == "all" or not self._has_table or sheet.records

    def _conclude(self) -> None:
        announced, there = self._pages
        if announced > there:
            self._remarks.add("file.partial", raw=str(there), expected=str(announced))
        filled = self._setting.stamp
        if self._tables == 0 and filled and filled.feed != self._contract.feed:
            self._remarks.add("template.feed", raw=filled.feed, expected=self._contract.feed)
        elif self._tables == 0 and (other := self._other_feed()):
            self._remarks.add("file.other_feed", raw=other.feed, expected=self._contract.feed)
        elif self._tables == 0:
            headers = [
                spec.header for spec in self._contract.fields.values() if spec.required and "column" in spec.found_in
            ]
            self._remarks.add("table.missing", expected=", ".join(f"“{header}”" for header in headers))
        elif self.rows_read == 0:
            self._remarks.add("file.no_rows")

    def _other_feed(self) -> Contract | None:
        """The report that a file in the wrong folder is."""
        path, scope = self._source.path, self._today.context.scope
        kind = sniff.recognise(path, self._source.file_name)
        if kind == "zip" or scope is None:
            return None
        known = (self._catalog.contracts.get(feed) for feed in scope.feeds if feed != self._contract.feed)
        others = [one for one in known if one and kind in one.delivery.formats]
        return meant(others, lambda one: parts.sheets(path, kind, one), self._today)

    def _refuse(self, refusal: Refused) -> None:
        logger.info("%s: %s %s", self._source.file_name, refusal.rule, refusal.where)
        self._remarks.add(refusal.rule, **refusal.where)

    def _give_up(self) -> None:
        logger.exception("%s could not be read", self._source.file_name)
        self._remarks.add("file.failed")


def _letters(sheet: MemorySheet, layout: Layout) -> dict[str, str]:
    if sheet.records:
        return {name: sheet.keys[index] for name, index in layout.columns.items()}
    return {name: letter(index) for name, index in layout.columns.items()}
