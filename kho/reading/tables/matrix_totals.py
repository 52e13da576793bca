"""Reconcile the totals of a matrix with their parts: rows (`Tổng số`, what stands above `Chia ra`), and columns too.

Not every whole is the sum of its parts: rates have no sum, and a list may name some parts only. A row or column is
taken for a sum where it is one at least once. It is reported where it nearly is, and wherever else it is mostly right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kho.reading.fold import fold
from kho.reading.grid import Matrix, index_of
from kho.reading.tables.nesting import ARROW
from kho.reading.tables.row_labels import breakdown, is_part, is_total
from kho.reading.tables.totals import TOLERANCE

#: A sum that is further off, as a part of the printed total, is none, unless the others are right.
_NEARLY = Decimal("0.1")
#: A matrix with more rows is no table that anybody adds up.
_MOST_ROWS = 20_000
#: What has no sum.
_RATE = re.compile(r"\b(ty le|ti le|ty trong|co cau|binh quan|trung binh|nang suat|mat do|chi so|toc do|gia|diem)\b")

_PART = re.compile(r"trong\s+đó\b", re.I)

#: Row, label, path, column, unit and value of one cell.
Cell = tuple[int, str | None, str | None, str, str | None, Decimal | None]


@dataclass
class Line:
    """One row or column of a matrix.

    Attributes:
        place: Number of the row, or letter of the column.
        label: Its label.
        path: The labels that it stands under.
        values: Place on the other axis → value, shares aside.
    """

    place: str
    label: str
    path: tuple[str, ...]
    values: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A total that its parts do not add up to, and what they do."""

    row: int
    column: str
    label: str
    printed: Decimal
    computed: Decimal


def differences(cells: Sequence[Cell], matrices: Sequence[Matrix]) -> Iterator[Difference]:
    """Every total of a sheet that its rows or columns do not add up to, where they do elsewhere.

    Args:
        cells: In the order of the sheet.
        matrices: From the top down.
    """
    for matrix in matrices:
        end = min((other.first for other in matrices if other.first > matrix.first), default=None)
        here = (cell for cell in cells if cell[3] in matrix.titles and cell[0] >= matrix.first)
        own = [cell for cell in here if end is None or cell[0] < end]
        rows, columns = _rows(own), _columns(own, matrix.titles)
        if len(rows) > _MOST_ROWS:
            continue
        names = {line.place: " ".join((*line.path, line.label)) for line in (*rows, *columns)}
        for whole, place, computed in _off(rows, names):
            yield Difference(int(whole.place), place, whole.label, whole.values[place], computed)
        for whole, place, computed in _off(_below_wholes(columns), names):
            yield Difference(int(place), whole.place, whole.label, whole.values[place], computed)


def _rows(cells: Sequence[Cell]) -> list[Line]:
    rows: dict[int, Line] = {}
    for number, label, path, column, unit, value in cells:
        row = rows.setdefault(number, Line(str(number), label or "", tuple(path.split(ARROW)) if path else ()))
        if value is not None and unit != "%":
            row.values[column] = value
    return list(rows.values())


def _columns(cells: Sequence[Cell], titles: Mapping[str, tuple[str, ...]]) -> list[Line]:
    columns = {}
    for letter, title in titles.items():
        # `Trong đó: Nữ` is no part beside the others
        path = title if _PART.match(title[-1]) else title[:-1]
        columns[letter] = Line(letter, title[-1], path)
    for number, _, _, column, unit, value in cells:
        if value is not None and unit != "%" and column in columns:
            columns[column].values[str(number)] = value
    return sorted(columns.values(), key=lambda column: index_of(column.place))


def _below_wholes(columns: Sequence[Line]) -> list[Line]:
    """Columns whose `Chia ra` stands beside the whole, as if it stood below it."""
    before: dict[tuple[str, ...], str] = {}
    for column in columns:
        path = column.path
        if path and breakdown(path[-1]) and path[:-1] in before:
            column.path = (*path[:-1], before[path[:-1]], path[-1])
        else:
            before[path] = column.label
    return list(columns)


def _off(lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[tuple[Line, str, Decimal]]:
    """Every line that is the sum of others somewhere, and where it is not: line, place, and their sum there."""
    for whole, parts in _wholes(lines):
        if len(parts) < 2:
            continue
        sums = {place: _sum(parts, place) for place in whole.values}
        wrong = {place: one for place, one in sums.items() if not _equal(whole.values[place], one, len(parts))}
        agreed = sum(bool(one) for place, one in sums.items() if place not in wrong)
        for place, one in wrong.items() if agreed else ():
            printed = whole.values[place]
            is_whole = all(place in part.values for part in parts) and not _RATE.search(fold(names[place]))
            is_mostly = agreed > 1 and agreed * 2 >= len(sums) and is_whole
            if abs(printed - one) <= abs(printed) * _NEARLY or is_mostly:
                yield whole, place, one


def _wholes(lines: Sequence[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """Lines that may be sums, each with those that it may be the sum of."""
    last: dict[tuple[str, ...], int] = {}
    below: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for position, line in enumerate(lines):
        group = line.path[-1] if line.path and breakdown(line.path[-1]) else ""
        parent = last.get(line.path[:-1] if group else line.path)
        if parent is not None and not is_part(group):
            below[parent, group].append(line)
        last[(*line.path, line.label)] = position
    for (parent, group), parts in below.items():
        if group or is_total(lines[parent].label):
            yield lines[parent], parts
    for position, line in enumerate(lines):
        if is_total(line.label) and (position, "") not in below:
            yield line, _beside(lines[position + 1 :], line) or _beside(lines[:position][::-1], line)


def _beside(others: Sequence[Line], whole: Line) -> list[Line]:
    """The lines beside a total on its own level, up to the next total or the end of what it stands under."""
    path, found = whole.path, []
    for line in others:
        if line.path[: len(path)] != path or (line.path == path and is_total(line.label)):
            break
        if line.path == path:
            found.append(line)
    return found


def _sum(parts: Sequence[Line], column: str) -> Decimal:
    return sum((part.values.get(column, Decimal(0)) for part in parts), Decimal(0))


def _equal(printed: Decimal, computed: Decimal, count: int) -> bool:
    """Whether two numbers differ by no more than rounding each of the addends, and the total, can explain."""
    if abs(printed - computed) <= abs(computed) * TOLERANCE:
        return True
    exponent = min(0, max(_exponent(printed), _exponent(computed)))
    return abs(printed - computed) <= Decimal(5).scaleb(exponent - 1) * (count + 1)


def _exponent(number: Decimal) -> int:
    return int(number.normalize().as_tuple().exponent)
