"""A plain workbook of the cells of a file, as they were read: for files that are no xlsx, and for very large ones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.worksheet.properties import PageSetupProperties

from kho.contract import Contract
from kho.reading.files import archives, parts, sniff
from kho.reading.grid import MemorySheet, index_of, letter
from kho.reading.titles import known_titles
from kho.receipt.marks import Place

#: Rows from the top that an extract keeps, so that the header is there.
HEAD_ROWS = 12
#: A row with so many titles of the contract is a header.
FEWEST_TITLES = 2

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CELL = re.compile(r"[A-Z]{1,3}(\d+)")
_LONGEST_TITLE, _LONGEST_TEXT = 31, 32_000
_WIDTH = 22
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PlainBook:
    """A workbook of a file's cells, all of them text, and where each cell of the file went."""

    def __init__(
        self, contract: Contract, bad: Mapping[str | None, set[int]] | None = None, row_title: str = ""
    ) -> None:
        """Say what to keep.

        Args:
            contract: The feed's contract; says how a text is delimited and which records a JSON file holds.
            bad: Sheet → rows to keep beside the first ones, for an extract; None keeps every row.
            row_title: In an extract the first column holds the row's number in the file; this is its title.
        """
        self._bad = bad
        self._row_title = row_title
        self._contract = contract
        self._titles: dict[str, str] = {}
        self._keys: dict[str, list[str]] = {}
        self._rows: dict[str, dict[int, int]] = {}

    def write(self, source: Path, target: Path) -> None:
        """Read the file and write the workbook.

        Raises:
            Refused: The file cannot be read.
        """
        book = Workbook(write_only=True)
        with ExitStack() as stack:
            for sheet in _sheets(source, self._contract, stack):
                if not sheet.hidden:
                    self._add(book, sheet)
            if not self._titles:
                book.create_sheet("1")
            book.save(target)

    def locate(self, finding: Mapping[str, Any]) -> Place:
        """The cell of the workbook that a finding is about; the row's first where it is about the row."""
        sheet = finding["sheet"] if finding["sheet"] in self._titles else next(iter(self._titles), None)
        number = finding["row"] or _row_of(finding["cell"])
        if sheet is None or number is None:
            return None
        row = self._rows[sheet].get(number) if self._bad is not None else number + (sheet in self._keys)
        return (self._titles[sheet], f"{letter(self._column(sheet, finding))}{row}") if row else None

    def _column(self, sheet: str, finding: Mapping[str, Any]) -> int:
        cell, shift = finding["cell"], int(self._bad is not None)
        if sheet in self._keys:
            spec = self._contract.fields.get(finding["field"] or "")
            named = [cell.rpartition(":")[0]] if cell else list(spec.titles) if spec else []
            return next((self._keys[sheet].index(key) + shift for key in named if key in self._keys[sheet]), 0)
        return index_of(cell.rstrip("0123456789")) + shift if cell else 0

    def _add(self, book: Workbook, sheet: MemorySheet) -> None:
        page = book.create_sheet(_title(sheet.name, set(self._titles.values())))
        page.sheet_format.defaultColWidth = _WIDTH
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._titles[sheet.name] = page.title
        self._rows[sheet.name] = {}
        extract = self._bad is not None
        chosen = self._chosen(sheet)
        head = list(itertools.islice(chosen, HEAD_ROWS))
        # a workbook that is written row by row must know before the first one what stays in sight
        page.freeze_panes = f"A{1 + (1 if sheet.records else self._header(head))}"
        number = 0
        if sheet.records:
            self._keys[sheet.name] = list(sheet.keys)
            page.append([_text(page, key) for key in ([self._row_title] if extract else []) + list(sheet.keys)])
            number = 1
        for row, cells in itertools.chain(head, chosen):
            number += 1
            if extract:
                self._rows[sheet.name][row] = number
                cells = (str(row), *cells)
            page.append([_text(page, cell) for cell in cells])

    def _header(self, head: list[tuple[int, tuple[str | None, ...]]]) -> int:
        """The position of the last of the first rows that holds several titles; 0 where none does."""
        titles = known_titles(self._contract)
        held = [sum(cell in titles for cell in cells if cell) for _, cells in head]
        return max((place for place, count in enumerate(held, 1) if count >= FEWEST_TITLES), default=0)

    def _chosen(self, sheet: MemorySheet) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        """The rows to write, with their numbers in the file."""
        for batch in sheet.batches():
            frame = batch.raw.insert_column(0, batch.rows.alias("row"))
            if self._bad is not None:
                wanted = self._bad.get(sheet.name, set()) | self._bad.get(None, set())
                first = 0 if sheet.records else HEAD_ROWS
                frame = frame.filter((pl.col("row") <= first) | pl.col("row").is_in(sorted(wanted)))
            for row, *cells in frame.iter_rows():
                yield row, tuple(cells)


def _sheets(path: Path, contract: Contract, stack: ExitStack) -> Iterator[MemorySheet]:
    """The sheets of a file under the names that findings give them."""
    kind = sniff.recognise(path)
    if kind != "zip":
        yield from parts.sheets(path, kind, contract)
        return
    for name, file in stack.enter_context(archives.unpacked(path)):
        for sheet in parts.sheets(file, sniff.recognise(file), contract):
            sheet.name = name if sheet.name in ("csv", "json") else f"{name}/{sheet.name}"
            yield sheet


def _row_of(cell: str | None) -> int | None:
    """The row of a cell that is named as Excel does (`K1`): a title, for instance, is in no row of data."""
    found = _CELL.fullmatch(cell or "")
    return int(found.group(1)) if found else None


def _title(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet program takes for a sheet, unlike the others."""
    wanted = _NO_TITLE.sub("_", name).strip(" '") or "1"
    known = {title.casefold() for title in taken}
    candidates = (wanted[: _LONGEST_TITLE - len(end)] + end for end in ("", *(f" ({n})" for n in range(2, 1000))))
    return next(title for title in candidates if title.casefold() not in known)


def _text(page: Any, value: str | None) -> Any:
    """A cell that is text, even if it begins like a formula."""
    if value is None or value == "":
        return None
    cell = WriteOnlyCell(page, value=_ILLEGAL.sub("�", value)[:_LONGEST_TEXT])
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top")
    cell.quotePrefix = value.startswith(_FORMULA)
    return cell
