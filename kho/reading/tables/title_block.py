"""What stands above a table: its unit, its period, its territory, and whether the figures are made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.grid import letter
from kho.reading.values.days import day_in_line

_SAMPLE = re.compile(
    r"\b(so lieu minh hoa|du lieu minh hoa|du lieu mau|so lieu mau|so lieu gia dinh|sample( data)?|made up)\b"
)
_UNIT = re.compile(r"đơn vị(?: tính)?\s*[:：]\s*(.+)|^đvt\s*[:：]\s*(.+)", re.I)
_UP_TO = re.compile(r"\b(den|toi|tai|chot)( het)? ngay \d")
#: What stands below a quarter that is broken over rows: the word, the year, or both.
_YEAR = re.compile(r"^(?:nam ?)?(?:\d{4})?$")
_PLACE = re.compile(r"\b(?:thủ đô|thành phố|tỉnh|tp\.?)\s+((?:[^\W\d_]+[ .-]*){1,4})", re.I)


@dataclass(frozen=True)
class Line:
    """One text beside the table, and where it stands.

    Attributes:
        text: The text.
        row: Number of its row; None where it stands in no cell.
        column: Position of its column.
        is_value: It is the whole of a value: it stands behind the title of its field, or is the name of a sheet.
    """

    text: str
    row: int | None = None
    column: int | None = None
    is_value: bool = False

    @property
    def cell(self) -> str | None:
        """The cell as Excel names it."""
        return None if self.row is None or self.column is None else f"{letter(self.column)}{self.row}"


def lines(rows: Sequence[Sequence[str | None]], preamble: Sequence[str] = ()) -> list[Line]:
    """The texts above a table, row by row, and those that stand beside it."""
    above = [
        Line(" ".join(cell.split()), number, column)
        for number, row in enumerate(rows, 1)
        for column, cell in enumerate(row)
        if cell and cell.strip()
    ]
    return above + [Line(text) for text in preamble]


def is_sample(texts: Sequence[Line]) -> bool:
    """Whether the title block says that the figures are made up."""
    return any(_SAMPLE.search(fold(line.text)) for line in texts)


def unit(texts: Sequence[Line]) -> Line | None:
    """The unit that the title block gives for the whole table (`Đơn vị tính: Triệu đồng`)."""
    for line in texts:
        if found := _UNIT.search(line.text):
            return replace(line, text=(found.group(1) or found.group(2)).strip(" .;)"))
    return None


def candidates(field: FieldSpec, texts: Sequence[Line]) -> Iterator[Line]:
    """What the title block may say about a field: after the field's own title first, then in a phrase of its kind."""
    yield from _labelled(field, texts)
    if field.type == "period":
        # the day up to which figures were gathered (`đến ngày 18/02/2026`) is no period of theirs
        dated = [line for line in texts if not _UP_TO.search(fold(line.text))]
        yield from dated
        yield from _stacked(dated)
    elif field.type == "date" and "file_name" in field.found_in:
        # what the name of a file may give is the day of the whole report, which a title says in a phrase of its own
        yield from (line for line in texts if day_in_line(line.text))
    elif field.type == "date":
        yield from _dated(field, texts)
    elif field.type == "territory":
        yield from _territories(texts)
    elif field.type == "enum":
        yield from (found for line in texts for found in labels(field, line))


def labels(field: FieldSpec, line: Line) -> Iterator[Line]:
    """The labels of an enum that stand in a text as whole words, the longest first."""
    key = f" {fold(line.text)} "
    known = {label for code, written in (field.codes or {}).items() for label in (code, *written)}
    for label in sorted(known, key=lambda label: (-len(label), label)):
        if f" {fold(label)} " in key:
            yield Line(label, line.row, line.column)


def _stacked(texts: Sequence[Line]) -> Iterator[Line]:
    """A quarter with its year one or two rows below, in the same column."""
    for position, line in enumerate(texts):
        run = [line]
        for below in texts[position + 1 : position + 3]:
            is_below = below.row is not None and below.column == line.column and below.row == (run[-1].row or 0) + 1
            if not is_below or not _YEAR.match(fold(below.text)):
                break
            run.append(below)
            yield Line(" ".join(part.text for part in run), line.row, line.column)


def _labelled(field: FieldSpec, texts: Sequence[Line]) -> Iterator[Line]:
    keys = {fold(title) for title in field.titles}
    for position, line in enumerate(texts):
        label, colon, value = line.text.partition(":")
        if colon and any(fold(label) == key or fold(label).endswith(" " + key) for key in keys):
            if value.strip():
                yield Line(value.strip(" .;()"), line.row, line.column, is_value=True)
            elif position + 1 < len(texts) and texts[position + 1].row == line.row:
                yield replace(texts[position + 1], is_value=True)
            continue
        words = line.text.strip("()").split()
        for count in range(1, min(len(words), 8)):
            if fold(" ".join(words[:count])) in keys:
                if field.type == "period":
                    # the title of the column may be a word of the period itself: `Quý III năm 2025`
                    yield line
                    break
                yield Line(" ".join(words[count:]).strip(" :.;()"), line.row, line.column)


def _dated(field: FieldSpec, texts: Sequence[Line]) -> Iterator[Line]:
    """What follows a date field's title within a line (`9 tháng năm 2025, số liệu tính đến ngày 06/10/2025`)."""
    keys = {fold(title) for title in field.titles}
    for line in texts:
        words = line.text.split()
        for start in range(1, len(words)):
            for end in range(start + 2, min(len(words), start + 8)):
                if fold(" ".join(words[start:end])) in keys:
                    yield Line(words[end].strip(" :.;()"), line.row, line.column)


def _territories(texts: Sequence[Line]) -> Iterator[Line]:
    for line in texts:
        for found in _PLACE.finditer(line.text):
            words = found.group(1).split()
            for count in range(len(words), 0, -1):
                yield Line(" ".join(words[:count]).strip(" .-"), line.row, line.column)
