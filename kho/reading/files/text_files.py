"""Delimited text: bytes in any encoding that departments send → cells, in batches of bounded size."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import polars as pl

from kho.reading.files.sniff import is_utf16
from kho.reading.fold import split_unit
from kho.reading.grid import MOST_COLUMNS, Cells
from kho.reading.refusal import Refused, unreadable
from kho.reading.values.legacy import decoded_text
from kho.reading.values.syllables import is_syllable

#: Larger ones are typed with a little less work, and each is held in memory several times over.
_BLOCK = 10 << 20
_SAMPLE = 1 << 20
#: So much from the end of a block nearly always holds the end of a line.
_LINES = 64 << 10
_DELIMITERS = (";", "\t", "|", ",")
_RECORDS = 50_000
#: Encodings as people call them.
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1258": "windows-1258",
    "cp1252": "windows-1252",
}
_WORD = re.compile(r"[^\W\d_]+")
#: Runs of letters and of the signs of windows-1252 that fonts show as letters.
_SIGNS = re.compile("[A-Za-z¡-ÿ]+")
_BROKEN = "\ufffd".encode()
#: Longest text in quotes; more than that is a quotation mark that was never closed.
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """How a text file is written.

    Attributes:
        encoding: Codec of Python; `cp1258` also stands for bytes that are no Unicode at all, `cp1252` for those of
            fonts (TCVN3, VNI).
        skip: Length of the byte-order mark.
        delimiter: What parts the cells.
        quoted: A quotation mark stands somewhere in the file.
        width: Number of columns to read, one more than any row of the beginning has, so that none overflows unseen.
        cells: Number of cells in the longest row of the beginning.
    """

    encoding: str
    skip: int
    delimiter: str
    quoted: bool
    width: int
    cells: int


def examine(path: Path, titles: Container[str]) -> Form:
    """Find out how a text file is written.

    Args:
        path: The file.
        titles: Titles of the columns that are looked for; the delimiter that parts most of them is right.
    """
    sample, quoted, plain = b"", False, True
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not sample or (plain and not block.isascii()):
                sample = block[:_SAMPLE] if not sample else sample + _first_foreign(block)
            plain = plain and block.isascii()
            quoted = quoted or b'"' in block
    encoding, skip = _encoding(sample)
    text = unicodedata.normalize("NFC", sample[skip:].decode(encoding, "replace"))
    lines = text.splitlines()[:400]
    delimiter = max(_DELIMITERS, key=lambda mark: _fitness(lines, mark, titles))
    width = max((len(row) for row in _split(lines, delimiter)), default=1)
    return Form(encoding, skip, delimiter, quoted, min(width, MOST_COLUMNS) + 1, width)


def batches(path: Path, form: Form) -> Iterator[Cells]:
    """The cells of a text file; a byte that is no text shows as `�`."""
    if form.quoted:
        yield from _records(path, form)
    else:
        yield from _lines(path, form)


def _first_foreign(block: bytes) -> bytes:
    at = next((i for i in range(0, len(block), 4096) if not block[i : i + 4096].isascii()), 0)
    return b"\n" + block[at : at + _SAMPLE]


def _encoding(sample: bytes) -> tuple[str, int]:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8", 3
    if wide := is_utf16(sample[:4096]):
        return wide, 2 if sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else 0
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not mark.isascii() for mark in text) - broken if broken else 0
    # a few stray bytes among many whole letters are damage; the other way round it is another encoding
    return (_single_byte(sample) if broken > whole else "utf-8"), 0


def _single_byte(sample: bytes) -> str:
    """windows-1258, or windows-1252 where that shows more Vietnamese written in a font of the years before Unicode."""
    shown = unicodedata.normalize("NFC", sample.decode("cp1258", "replace"))
    words = {word for word in _WORD.findall(shown) if not word.isascii()}
    signs = {word for word in _SIGNS.findall(sample.decode("cp1252", "replace")) if not word.isascii()}
    in_font = sum(decoded_text(word) is not None for word in signs)
    return "cp1252" if in_font > sum(map(is_syllable, words)) else "cp1258"


def _fitness(lines: list[str], mark: str, titles: Container[str]) -> tuple[int, float, int]:
    """How well a delimiter explains the first lines: titles recognised, then how alike the lines are."""
    rows = [row for row in _split(lines[:80], mark) if row]
    known = max((_known(row, titles) for row in rows), default=0) if len(lines) else 0
    widths = [len(row) for row in rows]
    common = max(set(widths), key=widths.count, default=1)
    alike = widths.count(common) / len(widths) if common > 1 else 0.0
    return known, round(alike, 2), common


def _split(lines: list[str], mark: str) -> list[list[str]]:
    """The cells of the first lines; none where a text in quotes has no end."""
    csv.field_size_limit(_LONGEST)
    try:
        return list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        return []


def _known(row: list[str], titles: Container[str]) -> int:
    return sum(cell in titles or split_unit(cell)[0] in titles for cell in row) if len(row) > 1 else 0


def _lines(path: Path, form: Form) -> Iterator[Cells]:
    """The quick way: nothing is quoted, so that each line is a row."""
    first = 1
    # `map` lets go of a block once it is parsed
    for frame, damaged in map(partial(_parsed, form=form), _blocks(path, form)):
        yield _cells(frame, first, damaged)
        first += frame.height


def _parsed(block: bytes, form: Form) -> tuple[pl.DataFrame, str | None]:
    """The cells of whole lines, and the encoding in which some of their bytes were no text."""
    try:
        frame = _split_lines(block, form)
    except pl.exceptions.ComputeError:
        # polars has found bytes that are no UTF-8 while it parsed; looking for them first costs every other file
        block = block.decode("utf-8", "replace").encode()
        frame = _split_lines(block, form)
    return frame, NAMES[form.encoding] if _is_broken(block) else None


def _is_broken(block: bytes) -> bool:
    # its first byte is rare, and a single byte is found many times quicker than three
    return _BROKEN[:1] in block and _BROKEN in block


def _split_lines(block: bytes, form: Form) -> pl.DataFrame:
    return pl.read_csv(
        block,
        has_header=False,
        separator=form.delimiter,
        quote_char=None,
        schema={str(index): pl.String() for index in range(form.width)},
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
        raise_if_empty=False,
    )


def _cells(frame: pl.DataFrame, first: int, damaged: str | None) -> Cells:
    return Cells(pl.int_range(first, first + frame.height, dtype=pl.Int64, eager=True), frame, damaged=damaged)


def _blocks(path: Path, form: Form) -> Iterator[bytes]:
    """Whole lines as UTF-8 in composed letters, as many as a block holds."""
    start, size = form.skip, path.stat().st_size
    with path.open("rb") as file:
        while start < size:
            end = start + _BLOCK
            if end < size:
                end = _line_end(file, start, end, form.encoding)
            file.seek(start)
            yield _composed(file.read(end - start), form.encoding)
            start = end


def _line_end(file: BinaryIO, start: int, end: int, encoding: str) -> int:
    """Where the last whole line before a place ends: looked for from behind, lest every block be copied to cut it."""
    for length, mark in ((_LINES, "\n"), (_BLOCK, "\n"), (_BLOCK, "\r")):
        begin = max(start, end - length)
        file.seek(begin)
        if found := _behind_last(mark.encode(encoding), file.read(end - begin)):
            return begin + found
    raise _endless()


def _text_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a text one by one; a line as long as a block is not taken into memory."""
    while line := text.readline(_BLOCK):
        if len(line) == _BLOCK:
            raise _endless()
        yield line


def _endless() -> Refused:
    return unreadable("csv", f"a line has more than {_BLOCK >> 20} MB of text")


def _behind_last(mark: bytes, text: bytes) -> int:
    """The place behind the last mark of a text, 0 if there is none; halves of two letters of UTF-16 are no mark."""
    at = text.rfind(mark)
    while at > 0 and at % len(mark):
        at = text.rfind(mark, 0, at + len(mark) - 1)
    return at + len(mark) if at >= 0 and not at % len(mark) else 0


def _composed(block: bytes, encoding: str) -> bytes:
    if encoding != "utf-8":
        block = block.decode(encoding, "replace").encode()
    if b"\0" in block:
        block = block.replace(b"\0", _BROKEN)
    if b"\n" not in block:
        block = block.replace(b"\r", b"\n")
    # marks that combine lie in U+0300..U+036F: two bytes that begin with CC or CD
    if b"\xcc" not in block and b"\xcd" not in block:
        return block
    return unicodedata.normalize("NFC", block.decode("utf-8", "replace")).encode()


def _records(path: Path, form: Form) -> Iterator[Cells]:
    """The careful way: a cell may hold delimiters and line breaks; a row is a record, as a spreadsheet counts it."""
    csv.field_size_limit(_LONGEST)
    first = 1
    with path.open("rb") as file:
        file.seek(form.skip)
        text = io.TextIOWrapper(file, encoding=form.encoding, errors="replace", newline="")
        bare = re.compile(rf'(?<={re.escape(form.delimiter)})"(?=[{re.escape(form.delimiter)}\r\n])')
        reader = csv.reader((_closed(line, bare, form) for line in _text_lines(text)), delimiter=form.delimiter)
        rows: list[list[str]] = []
        try:
            for row in reader:
                rows.append(row)
                if len(rows) == _RECORDS:
                    yield _counted(rows, form, first)
                    first += len(rows)
                    rows = []
        except csv.Error as error:
            reason = f"in row {first + len(rows)} a text in quotes has no end, or more than a million characters"
            raise unreadable("csv", reason) from error
    if rows:
        yield _counted(rows, form, first)


def _closed(line: str, bare: re.Pattern[str], form: Form) -> str:
    """The line with a ditto mark that stands alone in its cell quoted, lest it open a quotation that nothing closes."""
    line = line.replace("\0", "\ufffd")
    if not line.count('"') % 2:
        return line
    # at the end of a line that has cells to come it opens a cell that begins with a line break
    opens = line.rstrip("\r\n").endswith(form.delimiter + '"') and line.count(form.delimiter) < form.width - 2
    return line if opens else bare.sub('""""', line)


def _counted(rows: list[list[str]], form: Form, first: int) -> Cells:
    damaged = any("\ufffd" in cell for row in rows for cell in row)
    return _cells(_frame(rows, form.width), first, NAMES[form.encoding] if damaged else None)


def _frame(rows: list[list[str]], width: int) -> pl.DataFrame:
    blank = [""] * width
    even = [row if len(row) == width else (row + blank)[:width] for row in rows]
    columns = {}
    for index, values in enumerate(zip(*even, strict=True)):
        text = "\x1f".join(values)
        if text.count("\x1f") != len(values) - 1:
            values = tuple(unicodedata.normalize("NFC", value) for value in values)
        elif not text.isascii():
            values = tuple(unicodedata.normalize("NFC", text).split("\x1f"))
        series = pl.Series(values, dtype=pl.String)
        columns[str(index)] = series.set(series == "", None)
    return pl.DataFrame(columns)
