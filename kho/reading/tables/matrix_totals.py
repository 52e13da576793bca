"""Reconcile the totals of a matrix with the rows that they are of: `Tổng số`, and what stands above `Chia ra`.

Not every whole is the sum of what stands below it: rates have no sum, and a list may name some parts only. A row is
taken for a sum where it is one in at least one column, and reported in those where it nearly is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kho.reading.tables.body import breakdown, is_part, is_total
from kho.reading.tables.nesting import ARROW
from kho.reading.tables.totals import TOLERANCE

#: A sum that is further off, as a part of the printed total, is none.
_NEARLY = Decimal("0.1")
#: A matrix with more rows is no table that anybody adds up.
_MOST_ROWS = 20_000


@dataclass
class Row:
    """One row of a matrix.

    Attributes:
        number: Its number in the sheet.
        label: Its label.
        path: The labels that it stands under.
        values: Letter of the column → value, shares aside.
    """

    number: int
    label: str
    path: tuple[str, ...]
    values: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A total that its rows do not add up to, and what they do."""

    row: Row
    column: str
    computed: Decimal


def rows_of(cells: Sequence[tuple[int, str, str | None, str, str | None, Decimal | None]]) -> list[Row]:
    """The rows of a matrix from its cells: row, label, path, column, unit, value, in the order of the sheet."""
    rows: dict[int, Row] = {}
    for number, label, path, column, unit, value in cells:
        row = rows.setdefault(number, Row(number, label or "", tuple(path.split(ARROW)) if path else ()))
        if value is not None and unit != "%":
            row.values[column] = value
    return list(rows.values())


def differences(rows: Sequence[Row]) -> Iterator[Difference]:
    """Every total that is the sum of its rows in another column and nearly so in its own."""
    for whole, parts in _wholes(rows if len(rows) <= _MOST_ROWS else ()):
        if len(parts) < 2:
            continue
        sums = {column: _sum(parts, column) for column in whole.values}
        agreed = [column for column, one in sums.items() if one and _equal(whole.values[column], one, len(parts))]
        for column, one in sums.items() if agreed else ():
            printed = whole.values[column]
            is_near = abs(printed - one) <= abs(printed) * _NEARLY
            if is_near and not _equal(printed, one, len(parts)):
                yield Difference(whole, column, one)


def _wholes(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Rows that may be sums, each with the rows that it may be the sum of."""
    last: dict[tuple[str, ...], int] = {}
    below: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for position, row in enumerate(rows):
        group = row.path[-1] if row.path and breakdown(row.path[-1]) else ""
        parent = last.get(row.path[:-1] if group else row.path)
        if parent is not None and not is_part(group):
            below[parent, group].append(row)
        last[(*row.path, row.label)] = position
    for (parent, group), parts in below.items():
        if group or is_total(rows[parent].label):
            yield rows[parent], parts
    for position, row in enumerate(rows):
        if is_total(row.label) and (position, "") not in below:
            yield row, _beside(rows, position)


def _beside(rows: Sequence[Row], position: int) -> list[Row]:
    """The rows behind a total on its own level, up to the next total or the end of what it stands under."""
    path, found = rows[position].path, []
    for row in rows[position + 1 :]:
        if row.path[: len(path)] != path or (row.path == path and is_total(row.label)):
            break
        if row.path == path:
            found.append(row)
    return found


def _sum(parts: Sequence[Row], column: str) -> Decimal:
    return sum((part.values.get(column, Decimal(0)) for part in parts), Decimal(0))


def _equal(printed: Decimal, computed: Decimal, count: int) -> bool:
    """Whether two numbers differ by no more than rounding each of the addends, and the total, can explain."""
    if abs(printed - computed) <= abs(computed) * TOLERANCE:
        return True
    exponent = min(0, max(_exponent(printed), _exponent(computed)))
    return abs(printed - computed) <= Decimal(5).scaleb(exponent - 1) * (count + 1)


def _exponent(number: Decimal) -> int:
    return int(number.normalize().as_tuple().exponent)
