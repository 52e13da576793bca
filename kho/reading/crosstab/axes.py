"""Where the parts of a matrix stand: its title, its unit, the titles of its columns, its labels and its values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kho.contract import Contract, Crosstab
from kho.reading.fold import fold, split_unit
from kho.reading.grid import HEAD_ROWS, Cells, MemorySheet
from kho.reading.tables.locate import is_numbering, stacked
from kho.reading.tables.matching import ORDINALS
from kho.reading.tables.nesting import is_mark
from kho.reading.titles import known_titles
from kho.reading.values.units import Units

_NUMBER = re.compile(r"[-+]?\(?[\d.,\u00a0 ]*\d[\d.,]*\)?\s*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAYS_WHEN = re.compile(r"\b(?:19|20)\d\d\b|\bso\s+(?:với|sánh|cùng)\b|\b(?:quý|tháng|năm)\b", re.I)
_LETTER = re.compile(r"[^\W\d_]")

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Axes:
    """Where the parts of one matrix stand.

    Attributes:
        header: First row of the titles of its columns, from 1.
        first: First row of its body.
        labels: Positions of the columns that labels stand in, from the outermost level to the innermost.
        named: Field → position of a column left of the values whose own title the contract knows.
        values: Position → title of a column of values, its rows from the top down.
        title: The sheet's title.
        unit: The unit that floats above the columns.
        unit_column: Position of the column of units.
        marks: Position of the column of running numbers.
        preamble: Every text above the header.
        left_out: Positions of columns with numbers that are hidden or have no title, and of titled ones with words.
    """

    header: int
    first: int
    labels: tuple[int, ...]
    named: Mapping[str, int]
    values: Mapping[int, tuple[str, ...]]
    title: str
    unit: str | None
    unit_column: int | None
    marks: int | None
    preamble: tuple[str, ...]
    left_out: tuple[int, ...]


def is_number(cell: str) -> bool:
    """Whether a cell reads as a number."""
    return bool(_NUMBER.fullmatch(cell.strip()))


def find(cells: Cells, sheet: MemorySheet, contract: Contract, layout: Crosstab, units: Units) -> Axes | None:
    """The parts of the first matrix in a run of rows, or None if they hold none.

    Args:
        cells: The rows, of which the first ones are looked at.
        sheet: For its merged cells and its hidden columns.
        contract: Whose titles name columns left of the values.
        layout: Which field takes which part.
        units: The units that are known; a row of them above some of the rows is no title.
    """
    grid = [[(cell or "").strip() for cell in row] for row in cells.raw.head(HEAD_ROWS).rows()]
    first = next((row for row, texts in enumerate(grid) if _is_body(texts)), len(grid))
    label, numbers = _sides(grid[first:])
    head = _head(grid, first, min(numbers), units) if numbers else None
    if head is None:
        return None
    above = int(cells.rows[0]) - 1
    titles = _titles(grid, head, sheet, above)
    named = _named(titles, contract, layout, numbers)
    ignored = _ignored(titles, contract)
    body = grid[head.body :]
    worded = {column for row in body for column, text in enumerate(row) if _LETTER.search(text)}
    worded -= ignored | {column for name, column in named.items() if name != layout.label}
    numbers -= set(named.values()) | ignored
    shown = set(titles) - set(named.values()) - set(sheet.hidden_columns) - ignored
    titled = {column for column in shown if column >= min(numbers, default=0)}
    values = {column for column in titled if column in numbers or column not in worded}
    if not values & numbers:
        return None
    before = range(min(values))
    marks = next((at for at in before if _is_marked(titles.get(at, ()), [row[at] for row in body])), None)
    return Axes(
        header=above + head.first + 1,
        first=above + head.body + 1,
        labels=tuple(at for at in before if at in worded and at != marks) or (label,),
        named=named,
        values={column: tuple(" ".join(part.split()) for part in titles[column]) for column in sorted(values)},
        title=" ".join(head.lines),
        unit=head.unit,
        unit_column=named.get(layout.unit or ""),
        marks=marks,
        preamble=head.lines,
        left_out=tuple(sorted((numbers | titled) - values)),
    )


@dataclass(frozen=True)
class _Head:
    """The rows above a body, from 0.

    Attributes:
        first: First row of the titles.
        last: The row behind them.
        body: First row of the body: behind the letters and numbers of columns.
        lines: The texts above the titles, but for a unit that floats there.
        unit: The unit of the whole table, there or below the titles.
    """

    first: int
    last: int
    body: int
    lines: tuple[str, ...]
    unit: str | None


def _year(texts: Sequence[str]) -> int | None:
    """The position of a year that a row begins with, which may be its label."""
    at, text = next(((column, text) for column, text in enumerate(texts) if text), (0, ""))
    return at if _YEAR.fullmatch(text) else None


def _head(grid: Grid, first: int, values: int, units: Units) -> _Head | None:
    """The rows above the first row of a body, and the unit that floats above the titles, alone in its row."""
    last = next((row for row in range(first) if is_numbering(grid[row])), first)
    over = [(row, [text for text in grid[row][values:] if text]) for row in range(last) if any(grid[row][values:])]
    if not over:
        return None
    floats = [len(texts) == 1 and not any(grid[row][:values]) and _may_float(texts[0], units) for row, texts in over]
    alone = [texts[0] for (_, texts), may in zip(over[:-1], floats, strict=False) if may]
    wide = (at for at, may in enumerate(floats) if not may)
    start = next(wide, len(over) - 1)
    floating = alone[0] if alone and start else None
    header = over[start][0]
    # units that a label stands before are those of the rows below it
    bands = (row for row in range(header + 1, last) if any(grid[row][:values]) and units.are(grid[row][values:]))
    last = next(bands, last)
    titled, band = _band(grid, header, last, values)
    numbered = max((row for row in range(first) if is_numbering(grid[row])), default=-1)
    body = 1 + max(numbered, *(row for row in range(last) if any(grid[row][values:])))
    lines = (" ".join(text.split()) for row in grid[:header] for text in row if text and text != floating)
    unit = band or floating
    return _Head(header, titled, body, tuple(lines), units.parse(unit).text if unit else None)


def _may_float(text: str, units: Units) -> bool:
    """Whether a text alone above the columns may be the unit of all: it is no title that says when or against what."""
    return units.are([text]) or not _SAYS_WHEN.search(text)


def _sides(body: Grid) -> tuple[int, set[int]]:
    """The position of the first label, and those of the columns right of it that hold numbers."""
    worded = (at for row in body[:1] for at, text in enumerate(row) if _LETTER.search(text))
    label = next(worded, _year(body[0]) or 0) if body else 0
    return label, {at for row in body for at, text in enumerate(row) if at > label and is_number(text)}


def _titles(grid: Grid, head: _Head, sheet: MemorySheet, above: int) -> dict[int, tuple[str, ...]]:
    """Position → title of a column, its rows from the top down; `above` rows of the sheet stand above the grid."""
    merges = [(top - above, left, bottom - above, right) for top, left, bottom, right in sheet.merges if top > above]
    return {title.index: title.parts for title in stacked(grid, merges, head.first + 1, head.last)}


def _ignored(titles: Mapping[int, Sequence[str]], contract: Contract) -> set[int]:
    known = {fold(title) for title in contract.delivery.ignore}
    return {column for column, parts in titles.items() if fold(" ".join(parts)) in known}


def _is_marked(title: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a column holds running numbers, which mark labels and are none: by its title, or all of them."""
    filled = [text for text in texts if text]
    return fold(" ".join(title)) in ORDINALS or (bool(filled) and all(map(is_mark, filled)))


def _is_body(texts: Sequence[str]) -> bool:
    """Whether a row has a label and, right of it, numbers that are neither years of a header nor those of columns."""
    at = next((column for column, text in enumerate(texts) if _LETTER.search(text)), _year(texts))
    numbers = [] if at is None else [text for text in texts[at + 1 :] if is_number(text)]
    return any(not _YEAR.fullmatch(text) for text in numbers) and not is_numbering(texts)


def _band(grid: Grid, header: int, first: int, values: int) -> tuple[int, str | None]:
    """The row behind the titles (from 0), and the text that stands there alone and holds for all columns."""
    last = max(row for row in range(first) if any(grid[row]))
    texts = [text for text in grid[last] if text]
    alone = len(texts) == 1 and last > header and not any(grid[last - 1]) and not any(grid[last][:values])
    return (last, texts[0]) if alone else (first, None)


def _named(
    titles: Mapping[int, Sequence[str]], contract: Contract, layout: Crosstab, numbers: Collection[int]
) -> dict[str, int]:
    """Fields and their columns; one titled `Chỉ tiêu` holds the labels, which may name indicators or parts of one.

    Right of the first column that only its own title can tell about, numbers are values whatever their titles.
    """
    known = known_titles(contract)
    named: dict[str, int] = {}
    values = False
    for column, parts in sorted(titles.items()):
        text = " ".join(parts)
        if column in numbers:
            # `Nam` over numbers is no `Năm`
            name = None if values else known.exactly(text)
        else:
            meant = known.fields(text) or known.fields(split_unit(text)[0])
            name = meant[0] if len(meant) == 1 else None
        if name and name != layout.indicator:
            named.setdefault(name, column)
        values = values or (column in numbers and not name)
    return named
