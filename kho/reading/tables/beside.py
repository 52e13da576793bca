"""Tables beside one another in one sheet.

A list whose second half stands right of its first one, another table behind an empty column, and columns that stand
there once for each of several periods or kinds. Every part is read as a table of its own, from left to right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kho.contract import Contract
from kho.reading.fold import fold
from kho.reading.tables.aside import told_by
from kho.reading.tables.leftovers import match_dated, match_similar
from kho.reading.tables.locate import Merge, locate
from kho.reading.tables.matching import Layout, Title, match
from kho.reading.titles import known_titles

Head = Sequence[Sequence[str | None]]
#: A table has at least two columns.
_LEAST = 2


@dataclass(frozen=True)
class Part:
    """One of several tables beside one another.

    Attributes:
        columns: Positions of its columns, those that it shares with others included.
        own: Those of them that it has to itself.
        layout: Where its fields stand.
        told: Field → the title that says its value for all rows.
        left: Titles of columns that belong to no part, told with the first one.
    """

    columns: frozenset[int]
    own: frozenset[int]
    layout: Layout
    told: Mapping[str, Title] = field(default_factory=dict)
    left: tuple[Title, ...] = ()


def parts(head: Head, merges: Sequence[Merge], layout: Layout, contract: Contract) -> list[Part]:
    """The tables that the header of a sheet titles, if they are several.

    Args:
        head: The first rows of the sheet.
        merges: Merged ranges, rows from 1 and columns from 0.
        layout: What the header says as a whole.
        contract: What is looked for.
    """
    return _of_kinds(layout, contract) or _lists(head, merges, layout, contract)


def _of_kinds(layout: Layout, contract: Contract) -> list[Part]:
    """The columns once for each period or kind that titles say, each with those that are common to all."""
    known, groups = known_titles(contract), dict[tuple[str, ...], list[Title]]()
    for title in layout.titles.values():
        if title.aside:
            groups.setdefault(tuple(map(fold, title.aside)), []).append(title)
    if len(groups) < _LEAST:
        return []
    common = [title for title in layout.titles.values() if not title.aside]
    measured = {name for group in groups.values() for name in match(group, known, contract).columns}
    rival = match(common, known, contract).columns
    common = [title for title in common if title.index not in {rival[name] for name in measured & set(rival)}]
    found = []
    for group in groups.values():
        own = match([*common, *group], known, contract)
        match_dated(own, known, contract)
        match_similar(own, known, contract)
        own.first, own.last, own.numbering = layout.first, layout.last, layout.numbering
        columns, shared = {title.index for title in group}, {title.index for title in common}
        told = dict.fromkeys(told_by(group[0], contract), group[0])
        found.append(Part(frozenset(columns | shared), frozenset(columns), own, told))
    return _whole(found, layout, contract)


def _lists(head: Head, merges: Sequence[Merge], layout: Layout, contract: Contract) -> list[Part]:
    """Lists that begin with the same title once more, or behind an empty column."""
    first, width = min(layout.titles), max(map(len, head))
    body = head[layout.first - 1 :]
    filled = [any(row[at] and str(row[at]).strip() for row in body) for at in range(width)]
    gaps = [at for at in range(first + 1, width) if filled[at] and not filled[at - 1]]
    again = list(_again(layout)) if layout.double else []
    for starts in (again, gaps, sorted({*again, *gaps})):
        ranges = [frozenset(range(start, end)) for start, end in pairwise([0, *starts, width])] if starts else []
        located = [(columns, locate(only(head, columns), merges, contract)) for columns in ranges]
        found = [Part(columns, columns, own) for columns, own in located if own]
        if whole := _whole(found, layout, contract):
            return whole
    return []


def only(head: Head, columns: Collection[int]) -> list[tuple[str | None, ...]]:
    """The same rows with nothing in other columns."""
    return [tuple(cell if at in columns else None for at, cell in enumerate(row)) for row in head]


def _again(layout: Layout) -> Iterator[int]:
    """Positions at which the first title of a list stands again, be it that of the running numbers or of a field."""
    for first in dict.fromkeys((min(layout.titles), min(layout.columns.values()))):
        key = fold(layout.titles[first].text)
        again = [at for at, title in sorted(layout.titles.items()) if at > first and fold(title.text) == key]
        if again:
            yield from again
            return


def _whole(found: Sequence[Part], layout: Layout, contract: Contract) -> list[Part]:
    """The parts that have every column that rows need; none where the sheet is better read as one table."""
    fields = contract.fields
    every = {name for part in found for name in part.layout.columns}
    needed = {name for name in every if fields[name].required and "column" in fields[name].found_in}
    whole = [part for part in found if needed <= set(part.layout.columns) and not part.layout.double]
    rest = [title for title in layout.titles.values() if not any(title.index in part.columns for part in whole)]
    beside = {title.index for title in rest}
    is_apart = (
        layout.double
        and len(whole) == 1
        and len(beside) >= _LEAST
        and all(title.index in beside for _, title in layout.double)
    )
    if len(whole) < _LEAST and not is_apart:
        return []
    return [replace(whole[0], left=tuple(rest)), *whole[1:]]
