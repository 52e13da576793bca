"""Cells as they were written, read again from the file: for receipts, and to trace a number to its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from kho.reading.files import archives, json_files, sniff, text_files, workbooks
from kho.reading.grid import MemorySheet, index_of, sheet_of

_CELL = re.compile(r"(.+?):?(\d+)", re.S)
_LETTERS = re.compile(r"[A-Z]{1,3}")


class Written(NamedTuple):
    """What stands in a cell.

    Attributes:
        text: As written; empty where nothing is.
        is_number: It is no text but a number, which every language writes with its own sign.
    """

    text: str = ""
    is_number: bool = False


def raw_cells(path: Path, cells: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Written]:
    """The text of cells as written.

    Args:
        path: The file.
        cells: (sheet, cell) with the cell as Excel names it (`C7`); for JSON the key and the record's ordinal
            (`ngay:7`).

    Returns:
        What stands in each cell.

    Raises:
        Refused: The file cannot be read any more.
    """
    wanted: dict[str, dict[int, list[tuple[str, str]]]] = {}
    for sheet, cell in cells:
        if found := _CELL.fullmatch(cell):
            wanted.setdefault(sheet_of(sheet), {}).setdefault(int(found.group(2)), []).append((cell, found.group(1)))
    texts: dict[tuple[str, str], Written] = {}
    with ExitStack() as stack:
        for part in _sheets(path, stack):
            texts |= {(part.name, name): text for name, text in _find(part, wanted.pop(part.name, {}))}
            if not wanted:
                break
    return {(sheet, cell): texts.get((sheet_of(sheet), cell), Written()) for sheet, cell in cells}


def _find(sheet: MemorySheet, wanted: dict[int, list[tuple[str, str]]]) -> Iterator[tuple[str, Written]]:
    if not wanted:
        return
    last = max(wanted)
    for batch in sheet.batches():
        if not batch.height or batch.rows[0] > last:
            break
        first = batch.rows[0]
        for row in [row for row in wanted if first <= row < first + batch.height]:
            for cell, column in wanted[row]:
                index = list(sheet.keys).index(column) if sheet.records and column in sheet.keys else None
                if index is None and not sheet.records and _LETTERS.fullmatch(column):
                    index = index_of(column)
                if index is not None and str(index) in batch.raw.columns:
                    text = batch.raw[str(index)][row - first] or ""
                    yield cell, Written(text, bool(batch.are_numbers(index)[row - first]))


def _sheets(path: Path, stack: ExitStack) -> Iterator[MemorySheet]:
    kind = sniff.recognise(path)
    if kind != "zip":
        yield from _parts(path, kind)
        return
    for name, file in stack.enter_context(archives.unpacked(path)):
        for sheet in _parts(file, sniff.recognise(file)):
            sheet.name = name if sheet.name in ("csv", "json") else f"{name}/{sheet.name}"
            yield sheet


def _parts(path: Path, kind: str) -> Iterator[MemorySheet]:
    if kind == "csv":
        form = text_files.examine(path, ())
        yield MemorySheet("csv", lambda: text_files.batches(path, form), delimited=True)
    elif kind == "json":
        yield from json_files.every_sheet(path)
    else:
        yield from workbooks.sheets(path, kind)
