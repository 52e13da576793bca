"""Workbooks (xlsx, xlsm, xls, xlsb, ods) → cells in columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from kho.reading import biff, ooxml
from kho.reading.grid import MOST_COLUMNS, Cells, MemorySheet, column_of
from kho.reading.notes import Notes
from kho.reading.refusal import Refused, unreadable

_ROWS = 25_000


def sheets(path: Path, kind: str) -> Iterator[MemorySheet]:
    """The sheets of a workbook in its order; cells are read when a sheet's batches are asked for.

    Raises:
        Refused: The workbook is protected by a password, cut off, or no workbook.
    """
    named = ooxml.inspect(path) if kind == "xlsx" else {}
    ordered = biff.inspect(path) if kind == "xls" else []
    try:
        book = calamine.load_workbook(path)
    except calamine.PasswordError as error:
        raise Refused("file.encrypted") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise unreadable(kind, "the workbook is cut off or damaged") from error
    for meta, notes in itertools.zip_longest(book.sheets_metadata, ordered[: len(book.sheets_metadata)]):
        if meta.typ is calamine.SheetTypeEnum.WorkSheet:
            hidden = meta.visible is not calamine.SheetVisibleEnum.Visible or meta.name.startswith("_kho")
            yield _sheet(book, meta.name, hidden, named.get(meta.name) or notes or Notes(), kind)


def _sheet(book: calamine.CalamineWorkbook, name: str, hidden: bool, notes: Notes, kind: str) -> MemorySheet:
    try:
        cells = book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise Refused("file.encrypted") from error
        raise unreadable(kind, f"the sheet {name} is damaged") from error
    merges = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in cells.merged_cell_ranges or ()]
    sheet = MemorySheet(name, lambda: _batches(cells, notes), hidden=hidden, merges=merges)
    sheet.height, sheet.width = (cells.end[0] + 1, cells.end[1] + 1) if cells.end else (0, 0)
    sheet.hidden_rows = notes.hidden_rows
    sheet.hidden_columns = notes.hidden_columns
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
