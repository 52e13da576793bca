"""Where the parts of a matrix stand: its title, its unit, the titles of its columns, its labels and its values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kho.contract import Contract, Crosstab
from kho.reading.fold import split_unit
from kho.reading.grid import HEAD_ROWS, Cells, MemorySheet
from kho.reading.tables.locate import stacked
from kho.reading.titles import known_titles

_NUMBER = re.compile(r"[-+]?\(?[\d.,\u00a0 ]*\d[\d.,]*\)?\s*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
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
        preamble: Every text above the header.
        left_out: Positions of columns with numbers that are hidden or have no title.
    """

    header: int
    first: int
    labels: tuple[int, ...]
    named: Mapping[str, int]
    values: Mapping[int, tuple[str, ...]]
    title: str
    unit: str | None
    unit_column: int | None
    preamble: tuple[str, ...]
    left_out: tuple[int, ...]


def is_number(cell: str) -> bool:
    """Whether a cell reads as a number."""
    return bool(_NUMBER.fullmatch(cell.strip()))


def find(cells: Cells, sheet: MemorySheet, contract: Contract, layout: Crosstab) -> Axes | None:
    """The parts of the matrix in a sheet, or None if it holds none.

    Args:
        cells: The first rows of the sheet.
        sheet: For its merged cells and its hidden columns.
        contract: Whose titles name columns left of the values.
        layout: Which field takes which part.
    """
    grid = [[(cell or "").strip() for cell in row] for row in cells.raw.head(HEAD_ROWS).rows()]
    first = next((row for row, texts in enumerate(grid) if _is_body(texts)), None)
    if first is None:
        return None
    label = next(column for column, text in enumerate(grid[first]) if _LETTER.search(text))
    numbers = {column for row in grid[first:] for column, text in enumerate(row) if column > label and is_number(text)}
    header, unit = _header(grid, first, min(numbers))
    if header is None:
        return None
    last, band = _band(grid, header, first, min(numbers))
    titles = {title.index: title.parts for title in stacked(grid, sheet.merges, header + 1, last)}
    named = _named(titles, contract, layout)
    start = min(numbers - set(named.values()), default=0)
    values = {
        column: tuple(" ".join(part.split()) for part in titles[column])
        for column in sorted(set(titles) - set(named.values()) - set(sheet.hidden_columns))
        if column >= start
    }
    if not values or not set(values) & numbers or _is_repeated(grid[first:], values):
        return None
    body = 1 + max(row for row in range(first) if any(grid[row][min(numbers) :]))
    worded = {column for row in grid[body:] for column, text in enumerate(row) if _LETTER.search(text)}
    worded -= {column for name, column in named.items() if name != layout.label}
    lines = tuple(" ".join(text.split()) for row in grid[:header] for text in row if text and text != unit)
    return Axes(
        header=header + 1,
        first=body + 1,
        labels=tuple(column for column in range(min(values)) if column in worded) or (label,),
        named=named,
        values=values,
        title=" ".join(lines),
        unit=band or unit,
        unit_column=named.get(layout.unit or ""),
        preamble=lines,
        left_out=tuple(sorted(column for column in numbers - set(named.values()) if column not in values)),
    )


def _is_body(texts: Sequence[str]) -> bool:
    """Whether a row has a label and, right of it, numbers that are not just the years of a header."""
    at = next((column for column, text in enumerate(texts) if _LETTER.search(text)), None)
    numbers = [] if at is None else [text for text in texts[at + 1 :] if is_number(text)]
    return any(not _YEAR.fullmatch(text) for text in numbers)


def _header(grid: Grid, first: int, values: int) -> tuple[int | None, str | None]:
    """The first row of the header (from 0) and the unit that floats above it, alone in its row."""
    over = [(row, [text for text in grid[row][values:] if text]) for row in range(first) if any(grid[row][values:])]
    alone = [texts[0] for row, texts in over[:-1] if len(texts) == 1 and not any(grid[row][:values])]
    if not over:
        return None, None
    wide = (at for at, (row, texts) in enumerate(over) if len(texts) > 1 or any(grid[row][:values]))
    start = next(wide, len(over) - 1)
    return over[start][0], (alone[0].strip("()") if alone and start else None)


def _band(grid: Grid, header: int, first: int, values: int) -> tuple[int, str | None]:
    """The row behind the titles (from 0), and the text that stands there alone and holds for all columns."""
    last = max(row for row in range(first) if any(grid[row]))
    texts = [text for text in grid[last] if text]
    alone = len(texts) == 1 and last > header and not any(grid[last - 1]) and not any(grid[last][:values])
    return (last, texts[0]) if alone else (first, None)


def _named(titles: Mapping[int, Sequence[str]], contract: Contract, layout: Crosstab) -> dict[str, int]:
    """Fields and their columns; one titled `Chỉ tiêu` holds the labels, which may name indicators or parts of one."""
    known = known_titles(contract)
    named: dict[str, int] = {}
    for column, parts in titles.items():
        text = " ".join(parts)
        meant = known.fields(text) or known.fields(split_unit(text)[0])
        if len(meant) == 1 and meant[0] != layout.indicator:
            named.setdefault(meant[0], column)
    return named


def _is_repeated(body: Grid, values: Collection[int]) -> bool:
    """Whether another header stands among the rows: what is below it is another table, under other titles."""
    return any(
        sum(bool(_LETTER.search(row[column])) for column in values if column < len(row)) > 1
        and not any(is_number(row[column]) for column in values if column < len(row))
        for row in body
    )
