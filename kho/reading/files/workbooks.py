"""Workbooks (xlsx, xlsm, xls, xlsb, ods) → cells in columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from kho.reading import stamp
from kho.reading.files import biff, biff12, odf, ooxml
from kho.reading.files.notes import Notes
from kho.reading.grid import MOST_COLUMNS, Cells, MemorySheet, column_of
from kho.reading.refusal import Refused, unreadable

_ROWS = 25_000
#: More than a sheet for every day of the year; each costs time, even where all are the same part of the file.
_MOST_SHEETS = 400
#: Formats whose sheets are searched for what calamine does not tell, by name.
_INSPECTORS = {"xlsx": ooxml.inspect, "xlsb": biff12.inspect, "ods": odf.inspect}


def sheets(path: Path, kind: str) -> Iterator[MemorySheet]:
    """The sheets of a workbook in its order; cells are read when a sheet's batches are asked for.

    The stamp of a template comes first: it says how the others are to be read.

    Raises:
        Refused: The workbook is protected by a password, cut off, or no workbook.
    """
    named = _INSPECTORS[kind](path) if kind in _INSPECTORS else {}
    ordered = biff.inspect(path) if kind == "xls" else []
    with _judged(kind, "the workbook is cut off or damaged"):
        book = calamine.load_workbook(path)
    if len(book.sheets_metadata) > _MOST_SHEETS:
        raise unreadable(kind, f"it has {len(book.sheets_metadata)} sheets, more than {_MOST_SHEETS}")
    noted = list(itertools.zip_longest(book.sheets_metadata, ordered[: len(book.sheets_metadata)]))
    for meta, notes in sorted(noted, key=lambda one: one[0].name != stamp.SHEET):
        if meta.typ is calamine.SheetTypeEnum.WorkSheet:
            hidden = meta.visible is not calamine.SheetVisibleEnum.Visible or meta.name.startswith("_kho")
            yield _sheet(book, meta.name, hidden, named.get(meta.name) or notes or Notes(), kind)


@contextmanager
def _judged(kind: str, reason: str) -> Iterator[None]:
    """Calamine is the judge of a workbook: whatever it fails on is the workbook's fault, a panic included.

    Raises:
        Refused: The workbook is protected by a password, or damaged.
    """
    try:
        yield
    except calamine.PasswordError as error:
        raise Refused("file.encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise Refused("file.encrypted") from error
        raise unreadable(kind, reason) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(kind, reason) from error


def _sheet(book: calamine.CalamineWorkbook, name: str, hidden: bool, notes: Notes, kind: str) -> MemorySheet:
    with _judged(kind, f"the sheet {name} is damaged"):
        cells = book.get_sheet_by_name(name)
    merges = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in cells.merged_cell_ranges or ()]
    sheet = MemorySheet(name, lambda: _batches(cells, notes), hidden=hidden, merges=merges or notes.merges)
    sheet.height, sheet.width = (cells.end[0] + 1, cells.end[1] + 1) if cells.end else (0, 0)
    sheet.hidden_rows = notes.hidden_rows
    sheet.hidden_columns = notes.hidden_columns
    sheet.indents = notes.indents
    return sheet


def _batches(cells: calamine.CalamineSheet, notes: Notes) -> Iterator[Cells]:
    if cells.start is None:
        return
    offset = cells.start[1]
    rows = cells.iter_rows()
    first = 1
    while run := list(itertools.islice(rows, _ROWS)):
        yield _cells(run, first, offset, notes)
        first += len(run)


def _cells(run: list[list[Any]], first: int, offset: int, notes: Notes) -> Cells:
    last = first + len(run)
    raw: dict[str, pl.Series] = {
        str(index): pl.repeat(None, len(run), dtype=pl.String(), eager=True) for index in range(offset)
    }
    native: dict[int, pl.DataFrame] = {}
    for index, values in enumerate(itertools.islice(zip(*run, strict=True), MOST_COLUMNS), offset):
        text, typed = column_of(values, _percent(index, first, last, notes))
        # a no-break space is what some programs write into an empty cell
        raw[str(index)] = text.set(~text.str.contains(r"\S"), None)
        if typed is not None:
            native[index] = typed
    for (row, index), error in notes.errors.items():
        if first <= row < last and str(index) in raw:
            raw[str(index)][row - first] = error
            if index in native:
                # some programs store a zero where the formula failed
                failed = pl.int_range(len(run), eager=True) == row - first
                native[index] = native[index].select(pl.when(~failed).then(pl.all()))
    rows = pl.int_range(first, last, dtype=pl.Int64, eager=True)
    return Cells(rows, pl.DataFrame(raw), native)


def _percent(index: int, first: int, last: int, notes: Notes) -> pl.Series | None:
    if index in notes.percent_columns:
        return pl.repeat(True, last - first, dtype=pl.Boolean(), eager=True)
    shown: Sequence[int] = [row - first for row, column in notes.percents if column == index and first <= row < last]
    if not shown:
        return None
    mask = pl.repeat(False, last - first, dtype=pl.Boolean(), eager=True)
    return mask.scatter(shown, True)
