"""What calamine does not tell about an xls workbook: errors, percentages, indents and hidden parts ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from kho.reading.files.compound import stream
from kho.reading.files.notes import Notes, check_reach
from kho.reading.files.packages import DAMAGED
from kho.reading.refusal import unreadable

#: What a spreadsheet shows for the codes of errors.
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT = frozenset({9, 10})

# The types of the records that are of interest.
_FORMULA, _NUMBER, _RK, _MANY_RK, _BOOL_OR_ERROR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
_ROW, _COLUMNS, _FORMAT, _STYLE, _SHEET, _BEGIN = 0x0208, 0x007D, 0x041E, 0x00E0, 0x0085, 0x0809
_DIMENSIONS = 0x0200
_TEXTS = frozenset({0x0204, 0x00D6, 0x00FD})
_PLACED = frozenset({_FORMULA, _NUMBER, _RK, _MANY_RK, _BOOL_OR_ERROR, *_TEXTS})


def inspect(path: Path) -> list[Notes]:
    """The notes of every sheet of an xls workbook, in its order.

    Raises:
        Refused: The workbook is cut off or damaged, or a sheet reaches further than can be laid out.
    """
    content = path.read_bytes()
    try:
        book = stream(content, ("Workbook",)) or stream(content, ("Book",))
        return list(_sheets(book)) if book else []
    except DAMAGED as error:
        raise unreadable("xls", "the workbook is cut off or damaged") from error


def _records(book: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records up to the end of a substream."""
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == 0x000A:
            return
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(book: bytes) -> Iterator[Notes]:
    formats, styles, indents, starts = set(_PERCENT), list[int](), list[int](), list[int]()
    for kind, body in _records(book):
        if kind == _FORMAT and b"%" in body:
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
            # the low half of a byte that workbooks of before Excel 97 do not have
            indents.append(body[8] & 0x0F if len(body) >= 20 else 0)
        elif kind == _SHEET:
            starts.append(struct.unpack_from("<I", body)[0])
    percent = {index for index, form in enumerate(styles) if form in formats}
    moved = {index: steps for index, steps in enumerate(indents) if steps}
    for start in starts:
        yield _notes(book, start, percent, moved)


def _notes(book: bytes, start: int, percent: set[int], moved: Mapping[int, int]) -> Notes:
    notes, last_row, widest = Notes(), 0, 0
    for kind, body in _records(book, start):
        rows, columns = _reach(kind, body)
        last_row, widest = max(last_row, rows), max(widest, columns)
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", body)
            if style in percent:
                notes.percents.add((row + 1, column))
            if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
                notes.errors[row + 1, column] = ERRORS.get(body[8], "#ERROR!")
        elif kind == _MANY_RK:
            row, first = struct.unpack_from("<HH", body)
            for offset in range((len(body) - 6) // 6):
                if struct.unpack_from("<H", body, 4 + 6 * offset)[0] in percent:
                    notes.percents.add((row + 1, first + offset))
        elif kind == _BOOL_OR_ERROR and body[7]:
            row, column = struct.unpack_from("<HH", body)
            notes.errors[row + 1, column] = ERRORS.get(body[6], "#ERROR!")
        else:
            _note_look(kind, body, notes, moved)
    # calamine lays a sheet out before it is asked for
    check_reach("xls", "", last_row, widest)
    return notes


def _reach(kind: int, body: bytes) -> tuple[int, int]:
    """How far a record makes its sheet reach: number of rows and of columns."""
    if kind in _PLACED:
        row, column = struct.unpack_from("<HH", body)
        return row + 1, column + 1 + (len(body) // 6 if kind == _MANY_RK else 0)
    if kind == _DIMENSIONS:
        _, last_row, _, widest = struct.unpack_from("<IIHH" if len(body) >= 14 else "<HHHH", body)
        return last_row, widest
    return 0, 0


def _note_look(kind: int, body: bytes, notes: Notes, moved: Mapping[int, int]) -> None:
    """Take note of what is hidden, and of texts that a style moves to the right."""
    if kind in _TEXTS:
        row, column, style = struct.unpack_from("<HHH", body)
        if style in moved:
            notes.indents[row + 1, column] = moved[style]
    elif kind == _ROW and body[12] & 0x20:
        notes.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
    elif kind == _COLUMNS and body[8] & 0x01:
        first, last = struct.unpack_from("<HH", body)
        # a range to the end of the sheet hides what lies beside the table, not a part of it
        notes.hidden_columns.update(range(first, last + 1 if last < 250 else first))
