"""What calamine does not tell about an ods workbook: errors, percentages, indents, merged cells and hidden parts.

The XML must be whole, and declare no entity; then it is searched as bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from xml.parsers import expat

from kho.reading.files.notes import Notes, check_reach
from kho.reading.files.packages import opened
from kho.reading.grid import MOST_COLUMNS

_CHUNK = 4 << 20
#: A tag with its text that is longer is cut into pieces of which each can be told.
_LONGEST = 64 << 10
#: More percentages than this are told by column.
_MOST_PERCENTS = 200_000

_TAG = re.compile(
    rb"<(?:\w{1,20}:)?(table|table-column|table-row|covered-table-cell|table-cell)(?=[\s/>])([^<>]{0,4000})>"
    rb"(?:<text:p>(#[A-Z/0!?]{2,10}|Err:\d{3})</text:p>)?"
)
_ATTRIBUTE = re.compile(rb'([\w-]+)="([^"]*)"')
_STYLE = re.compile(rb"<(?:\w{1,20}:)?(style|paragraph-properties)(?=[\s/>])([^<>]{0,4000})>")
_LENGTH = re.compile(rb"(\d{1,6}(?:\.\d{1,6})?)(in|cm|mm|pt)")
#: Points in a unit of length, and in one step of an indent.
_POINTS, _STEP = {b"in": 72.0, b"cm": 28.35, b"mm": 2.835, b"pt": 1.0}, 10
#: Styles stand before the sheets; a list of them has some kilobytes.
_MOST_STYLES = 4 << 20
#: More cells with an indent than this are no outline.
_MOST_INDENTS = 200_000


@dataclass
class _Sheet:
    """Where the search is within one sheet, and what it has found."""

    indents: Mapping[bytes, int]
    notes: Notes = field(default_factory=Notes)
    row: int = 0
    next_row: int = 1
    column: int = 0
    next_column: int = 0
    height: int = 0
    width: int = 0
    numbers: Counter[int] = field(default_factory=Counter)
    percents: Counter[int] = field(default_factory=Counter)

    def read(self, tag: bytes, attributes: dict[bytes, bytes], error: bytes) -> None:
        """Take the next tag in."""
        match tag:
            case b"table-column":
                first, self.next_column = self.next_column, self.next_column + _count(attributes, b"columns-repeated")
                # a range to the end of the sheet hides what lies beside the table, not a part of it
                if _is_hidden(attributes) and self.next_column < MOST_COLUMNS:
                    self.notes.hidden_columns.update(range(first, self.next_column))
            case b"table-row":
                self.row, self.column = self.next_row, 0
                self.next_row = self.row + _count(attributes, b"rows-repeated")
                if _is_hidden(attributes) and self.next_row - self.row < MOST_COLUMNS:
                    self.notes.hidden_rows.update(range(self.row, self.next_row))
            case _:
                self._read_cell(attributes, error)

    def _read_cell(self, attributes: dict[bytes, bytes], error: bytes) -> None:
        first, self.column = self.column, self.column + _count(attributes, b"columns-repeated")
        kind = attributes.get(b"value-type")
        if kind:
            self.height, self.width = max(self.height, self.next_row - 1), max(self.width, self.column)
        if not attributes or first >= MOST_COLUMNS:
            return
        wide, high = _count(attributes, b"columns-spanned"), _count(attributes, b"rows-spanned")
        if wide > 1 or high > 1:
            self.notes.merges.append((self.row, first, self.row + high - 1, first + wide - 1))
        rows, columns = range(self.row, self.next_row), range(first, min(self.column, MOST_COLUMNS))
        if error and b"formula" in attributes and len(rows) < MOST_COLUMNS:
            shown = unescape(error.decode())
            self.notes.errors.update({(row, column): shown for column in columns for row in rows})
        elif kind == b"string" and (steps := self.indents.get(attributes.get(b"style-name", b""))):
            if len(self.notes.indents) + len(rows) * len(columns) <= _MOST_INDENTS:
                self.notes.indents.update({(row, column): steps for column in columns for row in rows})
        elif kind in (b"float", b"percentage"):
            for column in columns:
                self.numbers[column] += len(rows)
                if kind == b"percentage":
                    self.percents[column] += len(rows)
                    left = _MOST_PERCENTS - len(self.notes.percents)
                    self.notes.percents.update((row, column) for row in rows[:left])

    def concluded(self) -> Notes:
        """The notes; of a sheet with very many percentages by column."""
        if len(self.notes.percents) >= _MOST_PERCENTS:
            self.notes.percents.clear()
            shown = self.percents.items()
            self.notes.percent_columns = {column for column, count in shown if count > 0.9 * self.numbers[column]}
        return self.notes


def inspect(path: Path) -> dict[str, Notes]:
    """The notes of every sheet of an ods workbook, by name.

    Raises:
        Refused: A part is cut off, or a sheet reaches further than can be laid out.
    """
    sheets: dict[str, _Sheet] = {}
    current: _Sheet | None = None
    with opened(path, "ods") as archive:
        _check(archive)
        indents = _indents(archive)
        for tag, attributes, error in _tags(archive):
            if tag == b"table":
                name = unescape(attributes.get(b"name", b"").decode("utf-8", "replace"))
                current = sheets.setdefault(name, _Sheet(indents))
            elif current is not None:
                current.read(tag, attributes, error)
    for name, sheet in sheets.items():
        check_reach("ods", name, sheet.height, sheet.width)
    return {name: sheet.concluded() for name, sheet in sheets.items()}


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what is no XML: calamine reads on for ever where a tag has no end.

    Raises:
        ExpatError: A tag has no end, or an entity is declared.
    """
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    with archive.open("content.xml") as file:
        parser.ParseFile(file)


def _refuse_entity(*_: object) -> None:
    raise expat.ExpatError("an entity is declared")


def _indents(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """Names of the styles that move a text to the right → by how many steps."""
    with archive.open("content.xml") as file:
        styles = file.read(_MOST_STYLES).partition(b":body>")[0]
    indents, name = dict[bytes, int](), b""
    for tag in _STYLE.finditer(styles):
        attributes = dict(_ATTRIBUTE.findall(tag.group(2)))
        name = attributes.get(b"name", b"") if tag.group(1) == b"style" else name
        if length := _LENGTH.fullmatch(attributes.get(b"margin-left", b"")):
            points = float(length.group(1)) * _POINTS[length.group(2)]
            indents |= {name: max(1, round(points / _STEP))} if points else {}
    return indents


def _tags(archive: zipfile.ZipFile) -> Iterator[tuple[bytes, dict[bytes, bytes], bytes]]:
    """The tags of tables in the order of the file: name, attributes, and the error that a cell shows."""
    rest = b""
    with archive.open("content.xml") as file:
        while block := file.read(_CHUNK):
            block = rest + block
            end = max(block.rfind(b"<table:table-row"), 0) or max(block.rfind(b"<"), len(block) - _LONGEST)
            rest = block[end:]
            yield from _found(block[:end])
    yield from _found(rest)


def _found(block: bytes) -> Iterator[tuple[bytes, dict[bytes, bytes], bytes]]:
    for match in _TAG.finditer(block):
        attributes = dict(_ATTRIBUTE.findall(match.group(2)))
        short = {name.removeprefix(b"number-"): value for name, value in attributes.items()}
        yield match.group(1), short, match.group(3) or b""


def _count(attributes: dict[bytes, bytes], name: bytes) -> int:
    value = attributes.get(name, b"1")
    return max(int(value), 1) if value.isdigit() and len(value) < 10 else 1


def _is_hidden(attributes: dict[bytes, bytes]) -> bool:
    return attributes.get(b"visibility") in (b"collapse", b"filter")
