"""What is found in an xls workbook beside its values, record by record ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from kho.reading.files import biff
from kho.reading.files.notes import Notes
from kho.reading.refusal import Refused

FORMULA, NUMBER, MANY_RK, BOOL_OR_ERROR, ROW, COLUMNS, DIMENSIONS = 0x06, 0x203, 0xBD, 0x205, 0x208, 0x7D, 0x200
LABEL, RICH, SHARED = 0x204, 0xD6, 0xFD
Reader = Callable[..., Notes]
#: Number format and byte of the indent of each style: plain, 0.0 %, an own one with a percent sign, two steps.
STYLES = [(0, 0), (10, 0), (164, 0), (0, 0xF2)]


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def style(form: int, indent: int) -> bytes:
    return record(0xE0, struct.pack("<HHHBBB", 0, form, 0, 0, 0, indent) + bytes(11))


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """What is noted of a sheet of these records."""

    def go(records: list[bytes], styles: bytes = b"".join(style(*one) for one in STYLES)) -> Notes:
        head = record(0x809) + record(0x41E, struct.pack("<H", 164) + b'0"%"') + styles
        start = len(head) + len(record(0x85, bytes(7))) + len(record(0x0A))
        book = head + record(0x85, struct.pack("<IHB", start, 0, 0)) + record(0x0A)
        monkeypatch.setattr(biff, "stream", lambda content, names: book + b"".join(records) + record(0x0A))
        path = tmp_path / "a.xls"
        path.write_bytes(b"")
        (found,) = biff.inspect(path)
        return found

    return go


def test_percentages_are_those_of_the_style_of_their_cell(notes: Reader) -> None:
    cells = [record(NUMBER, struct.pack("<HHHd", 4, at, at, 0.5)) for at in range(4)]
    many = struct.pack("<HH", 6, 1) + b"".join(struct.pack("<HI", at, 0) for at in (0, 2, 1)) + struct.pack("<H", 3)
    formula = record(FORMULA, struct.pack("<HHH", 8, 0, 1) + bytes(8) + bytes(6))
    assert notes([*cells, record(MANY_RK, many), formula]).percents == {(5, 1), (5, 2), (7, 2), (7, 3), (9, 0)}


def test_errors_are_told_as_shown(notes: Reader) -> None:
    failed = record(FORMULA, struct.pack("<HHH", 2, 3, 0) + bytes([2, 0, 7, 0, 0, 0, 0xFF, 0xFF]) + bytes(6))
    cells = [
        record(BOOL_OR_ERROR, struct.pack("<HHHBB", 0, 1, 0, code, is_error)) for code, is_error in ((23, 1), (1, 0))
    ]
    assert notes([failed]).errors == {(3, 3): "#DIV/0!"}
    assert notes(cells[:1]).errors == {(1, 1): "#REF!"}
    assert notes(cells[1:]).errors == {}


@pytest.mark.parametrize("kind", [LABEL, RICH, SHARED])
def test_texts_are_indented_by_their_style(notes: Reader, kind: int) -> None:
    texts = [record(kind, struct.pack("<HHHH", row, 0, at, 0)) for row, at in ((0, 0), (4, 3))]
    assert notes(texts).indents == {(5, 0): 2}


def test_styles_of_before_excel_97_have_no_indent(notes: Reader) -> None:
    old = record(0xE0, struct.pack("<HHHBBB", 0, 0, 0, 0, 0, 2) + bytes(7))
    assert notes([record(LABEL, struct.pack("<HHHH", 0, 0, 0, 0))], old).indents == {}


def test_rows_and_columns_that_nobody_sees(notes: Reader) -> None:
    rows = [
        record(ROW, struct.pack("<HHHHHHBBH", row, 0, 9, 0, 0, 0, flags, 1, 0)) for row, flags in ((3, 0x20), (4, 0x40))
    ]
    ranges = [(2, 3, 1), (5, 5, 0), (9, 255, 1)]
    columns = [record(COLUMNS, struct.pack("<HHHHHH", first, last, 0, 0, hidden, 0)) for first, last, hidden in ranges]
    found = notes([*rows, *columns])
    # a range to the end of the sheet hides what lies beside the table
    assert (found.hidden_rows, found.hidden_columns) == ({4}, {2, 3})


def test_the_dimensions_of_a_sheet_are_believed(notes: Reader) -> None:
    with pytest.raises(Refused, match=r"file\.unreadable"):
        notes([record(DIMENSIONS, struct.pack("<IIHHH", 0, 65_536, 0, 20_000, 0))])
