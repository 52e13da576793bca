"""What calamine does not tell about an xlsb workbook: error cells, percentages, indents, hidden parts ([MS-XLSB])."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from kho.reading.files.biff import ERRORS
from kho.reading.files.notes import Notes, check_reach
from kho.reading.files.ooxml import relations
from kho.reading.files.packages import opened

# The types of the records that are of interest.
_ROW, _ERROR, _FORMULA_ERROR, _COLUMN, _MERGE, _SHEET = 0, 3, 11, 60, 176, 156
_NUMBERS = frozenset({2, 5, 9})
_TEXTS = frozenset({6, 7, 8})
_CELLS = range(2, 12)
#: Where the steps of an indent stand in a style.
_INDENT = 11
_FORMAT, _STYLE, _STYLES, _STYLES_END = 44, 47, 617, 618

#: The bytes that a record must have for what is read of it; cells have nine.
_LEAST = {_ROW: 12, _COLUMN: 18, _MERGE: 16}
_ROWS, _LAST_COLUMN = 1 << 20, 16_000

_BOOK = "xl/workbook.bin"


def inspect(path: Path) -> dict[str, Notes]:
    """The notes of every sheet of an xlsb workbook, by name.

    Raises:
        Refused: A part is cut off, or a sheet reaches further than can be laid out.
    """
    with opened(path, "xlsb") as archive:
        percent, indents = _styles(archive)
        return {
            name: _notes(archive.read(part), percent, indents, name)
            for name, part in _sheets(archive).items()
            if part in archive.NameToInfo
        }


def _records(part: bytes) -> Iterator[tuple[int, memoryview]]:
    """The records of a part: their type and their body. Type and size are numbers of seven bits a byte."""
    view, at, end = memoryview(part), 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        for _ in range(4):
            if at >= end:
                return
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        yield kind, view[at : at + size]
        at += size


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → its part."""
    targets = relations(archive, "xl/_rels/workbook.bin.rels")
    sheets = {}
    for kind, body in _records(archive.read(_BOOK)):
        if kind == _SHEET:
            relation, at = _text(body, 8)
            name, _ = _text(body, at)
            sheets[name] = targets.get(relation, "")
    return sheets


def _text(body: memoryview, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return bytes(body[at + 4 : end]).decode("utf-16-le", "replace"), end


def _styles(archive: zipfile.ZipFile) -> tuple[set[int], dict[int, int]]:
    """Positions of cell styles that show a percentage (formats 9 and 10, and own ones with a %), and those that indent.

    Returns:
        The positions, and position → steps by which a text is moved to the right.
    """
    if "xl/styles.bin" not in archive.NameToInfo:
        return set(), {}
    formats, styles, indents, is_inside = {9, 10}, list[int](), dict[int, int](), False
    for kind, body in _records(archive.read("xl/styles.bin")):
        if kind == _FORMAT and "%" in _text(body, 2)[0]:
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind in (_STYLES, _STYLES_END):
            is_inside = kind == _STYLES
        elif kind == _STYLE and is_inside:
            if len(body) > _INDENT and body[_INDENT]:
                indents[len(styles)] = body[_INDENT]
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {position for position, form in enumerate(styles) if form in formats}, indents


def _notes(part: bytes, percent: set[int], indents: Mapping[int, int], name: str) -> Notes:
    notes, row, last_row, widest = Notes(), 0, 0, 0
    for kind, body in _records(part):
        if len(body) < _LEAST.get(kind, 9 if kind in _CELLS else 0):
            raise ValueError("a record is cut off")
        if kind in _CELLS:
            column, style = struct.unpack_from("<II", body)
            last_row, widest = max(last_row, row), max(widest, column + 1)
            if kind in _NUMBERS and style & 0xFFFFFF in percent:
                notes.percents.add((row, column))
            elif kind in _TEXTS and style & 0xFFFFFF in indents:
                notes.indents[row, column] = indents[style & 0xFFFFFF]
            elif kind in (_ERROR, _FORMULA_ERROR):
                notes.errors[row, column] = ERRORS.get(body[8], "#ERROR!")
        elif kind == _ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & 0x10:
                notes.hidden_rows.add(row)
        else:
            _note_range(kind, body, notes)
    check_reach("xlsb", name, last_row, widest)
    return notes


def _note_range(kind: int, body: memoryview, notes: Notes) -> None:
    if kind == _COLUMN:
        first, last = struct.unpack_from("<II", body)
        # a range to the end of the sheet hides what lies beside the table, not a part of it
        if body[16] & 0x01 and last < _LAST_COLUMN:
            notes.hidden_columns.update(range(first, last + 1))
    elif kind == _MERGE:
        top, bottom, left, right = struct.unpack_from("<IIII", body)
        if top <= bottom < _ROWS and left <= right < _LAST_COLUMN:
            notes.merges.append((top + 1, left, bottom + 1, right))
