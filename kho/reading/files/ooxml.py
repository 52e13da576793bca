"""What calamine does not tell of an xlsx workbook: errors, percentages, indents, hidden parts, how far a sheet reaches.

The sheets' XML is searched as bytes while it is unpacked, never parsed: a sheet of 100,000 rows costs a
fraction of a second, and no entity of a hostile file is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath

from kho.reading.files.notes import Notes, check_reach
from kho.reading.files.packages import opened
from kho.reading.grid import index_of

_CHUNK = 4 << 20
#: Sheets up to this many bytes of XML are searched for percentages cell by cell, larger ones at their beginning, and
#: for indents not at all: a list that long has no outline.
_EXACT = 8 << 20
#: A tag that is longer is cut into pieces of which each can be told.
_LONGEST_TAG = 64 << 10
#: What spreadsheets allow.
_MOST_INDENT = 250
#: More of its styles is never read: a list of them has some kilobytes.
_MOST_STYLES = 16 << 20

# The parts of a sheet are searched for by their bare names; a prefix that some programs write is taken off before.
# Every search is bounded, so that a tag that never ends, or a million attributes in one, cost no more than their bytes.
_PREFIXED = re.compile(rb"(</?)\w+:(?=[a-z])")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\b[^<>]*>")
_RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\b[^<>]*>")
_FORMAT = re.compile(rb"<(?:\w{1,20}:)?numFmt\b[^<>]*>")
_STYLES = re.compile(rb"<(?:\w{1,20}:)?cellXfs\b")
_STYLES_END = re.compile(rb"</(?:\w{1,20}:)?cellXfs>")
_STYLE = re.compile(rb"<(?:\w{1,20}:)?(xf|alignment)\b[^<>]*>")
_ERROR = re.compile(
    rb'<c\b[^<>]{0,200}\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}\bt="e"[^<>]{0,200}>'
    rb"(?:<f\b[^<>]*/>|<f\b[^<>]*>[^<]*</f>)?<v>([^<]*)<"
)
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]+)(\d+)"(?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v\s*/>|<v></v>)?</c>')
_NUMBER = re.compile(rb'<c r="([A-Z]+)(\d+)" s="(\d+)"(?: t="n")?>')
_TEXT = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(\d{1,6})" t="(?:s|str|inlineStr)">')
_HIDDEN_ROW = re.compile(rb'<row\b[^<>]{0,500}\br="(\d{1,7})"[^<>]{0,500}\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col\b[^<>]{0,500}\bhidden="(?:1|true)"[^<>]*>')
#: A cell in a column beyond Z, or in a row beyond the 99,999th; and every position, however its tag is written.
_FAR = re.compile(rb'<c r="(?:([A-Za-z]{2,9})|[A-Za-z](?=\d{6}))(\d{1,20})"[^<>]*[^/]>')
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})(\d{1,20})["']""")
_VALUED = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"[^<>]*[^/]>')


def inspect(path: Path) -> dict[str, Notes]:
    """The notes of every sheet of an xlsx workbook, by name.

    Raises:
        Refused: A part is cut off, or a sheet reaches further than can be laid out.
    """
    with opened(path, "xlsx") as archive:
        styles = _styles(archive)
        return {
            name: _notes(archive, part, styles, name)
            for name, part in _sheets(archive).items()
            if part in archive.NameToInfo
        }


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode().split(":")[-1]: unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(tag)
    }


def relations(archive: zipfile.ZipFile, part: str) -> dict[str | None, str]:
    """Id → part, for what a workbook's own part refers to."""
    targets = {}
    for tag in _RELATION.findall(archive.read(part) if part in archive.NameToInfo else b""):
        found = _attributes(tag)
        target = found.get("Target", "")
        targets[found.get("Id")] = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    return targets


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    book, targets = archive.read("xl/workbook.xml"), relations(archive, "xl/_rels/workbook.xml.rels")
    sheets = {}
    for tag in _SHEET.findall(book):
        found = _attributes(tag)
        sheets[found.get("name", "")] = targets.get(found.get("id"), "")
    return sheets


@dataclass(frozen=True)
class _Styles:
    """Ids of cell styles that matter.

    Attributes:
        percent: Those that show a number as a percentage (formats 9 and 10, and own ones with a %).
        indents: Those that move a text to the right → by how many steps.
    """

    percent: set[bytes]
    indents: dict[bytes, int]


def _styles(archive: zipfile.ZipFile) -> _Styles:
    if "xl/styles.xml" not in archive.NameToInfo:
        return _Styles(set(), {})
    with archive.open("xl/styles.xml") as file:
        styles = file.read(_MOST_STYLES)
    own = [_attributes(tag) for tag in _FORMAT.findall(styles)]
    formats = {"9", "10"} | {found.get("numFmtId", "") for found in own if "%" in found.get("formatCode", "")}
    start = _STYLES.search(styles)
    end = _STYLES_END.search(styles, start.end()) if start else None
    percent, indents, index = set(), {}, -1
    for tag in _STYLE.finditer(styles, start.end(), end.start()) if start and end else ():
        attributes = _attributes(tag.group())
        if tag.group(1) == b"xf":
            index += 1
            percent |= {b"%d" % index} if attributes.get("numFmtId") in formats else set()
        elif (steps := attributes.get("indent", "0")).isdigit() and 0 < int(steps) <= _MOST_INDENT:
            indents[b"%d" % index] = int(steps)
    return _Styles(percent, indents)


def _notes(archive: zipfile.ZipFile, part: str, styles: _Styles, name: str) -> Notes:
    notes, seen, columns, last_row, widest = Notes(), 0, dict[int, list[int]](), 0, 26
    exact = archive.getinfo(part).file_size <= _EXACT
    for chunk in _chunks(archive, part):
        far = _far(chunk)
        last_row = max([last_row, _last_row(chunk), *(int(row) for _, row in far)])
        widest = max([widest, *(index_of(mark.decode().upper()) + 1 for mark, _ in far)])
        check_reach("xlsx", name, last_row, widest)
        if b't="e"' in chunk:
            for column, row, error in _ERROR.findall(chunk):
                notes.errors[int(row), index_of(column.decode())] = unescape(error.decode("utf-8", "replace"))
        if b"</f>" in chunk:
            # written by a program that computes nothing: a spreadsheet has never opened and saved it
            for column, row in _UNCOMPUTED.findall(chunk):
                notes.errors[int(row), index_of(column.decode())] = "#CALC!"
        if b'hidden="' in chunk:
            _note_hidden(chunk, notes)
        if styles.percent and (exact or seen < _CHUNK):
            _note_percent(chunk, styles.percent, notes, columns)
        if styles.indents and exact:
            _note_indents(chunk, styles.indents, notes)
        seen += len(chunk)
    if not exact:
        notes.percents.clear()
        notes.percent_columns = {index for index, (shown, all_) in columns.items() if shown > 0.9 * all_}
    return notes


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part's bytes, cut between cells."""
    rest = b""
    with archive.open(part) as file:
        while block := file.read(_CHUNK):
            block = rest + (_PREFIXED.sub(rb"\1", block) if b":c" in block else block)
            end = max(block.rfind(b"<row "), 0) or max(block.rfind(b"<"), len(block) - _LONGEST_TAG)
            rest = block[end:]
            yield block[:end]
    yield rest


def _far(chunk: bytes) -> set[tuple[bytes, bytes]]:
    """Columns and rows of the cells that reach far; where tags are not written as usual, of every cell."""
    usual = chunk.count(b"<c") == chunk.count(b'<c r="')
    return set((_FAR if usual else _PLACE).findall(chunk))


def _last_row(chunk: bytes) -> int:
    value = max(chunk.rfind(b"<v>"), chunk.rfind(b"<t>"), chunk.rfind(b"<is>"))
    start = chunk.rfind(b"<c ", 0, value) if value > 0 else -1
    found = _VALUED.match(chunk, start) if start >= 0 else None
    return int(found.group(1)) if found else 0


def _note_hidden(chunk: bytes, notes: Notes) -> None:
    notes.hidden_rows.update(int(row) for row in _HIDDEN_ROW.findall(chunk))
    for tag in _HIDDEN_COLUMN.findall(chunk):
        found = _attributes(tag)
        first, last = int(found.get("min", 1)), int(found.get("max", 1))
        # a range to the end of the sheet hides what lies beside the table, not a part of it
        notes.hidden_columns.update(range(first - 1, last if last < 16000 else first - 1))


def _note_indents(chunk: bytes, indents: Mapping[bytes, int], notes: Notes) -> None:
    for column, row, style in _TEXT.findall(chunk):
        if style in indents:
            notes.indents[int(row), index_of(column.decode())] = indents[style]


def _note_percent(chunk: bytes, percent: set[bytes], notes: Notes, columns: dict[int, list[int]]) -> None:
    for column, row, style in _NUMBER.findall(chunk):
        index = index_of(column.decode())
        counts = columns.setdefault(index, [0, 0])
        counts[1] += 1
        if style in percent:
            counts[0] += 1
            notes.percents.add((int(row), index))
