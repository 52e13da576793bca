"""Find the header of a table and the column of each field, by the titles that the contract knows."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from kho.contract import Contract
from kho.reading.fold import fold, split_unit
from kho.reading.grid import letter

#: Rows that a header may have: some titles are broken into a word a row.
_DEEPEST = 7
#: A number in a cell is no part of a title, unless it is a year.
_VALUE = re.compile(r"(?!(?:19|20)\d\d$)[-+]?\d[\d.,]*")
#: Two titles that are at least so alike (of 1) and match nothing else are probably meant to be the same.
_ALIKE = 0.8
#: A column that holds so many times less than its neighbour under the same merged title is no column of values.
_FULLER = 10
#: Running numbers are never a key and belong to no field.
ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "stt no", "s t", "t t"})
_FORMULA = re.compile(r"\(?\s*([A-Za-zĐđ]|\d{1,2})\s*\)?(?:\s*=.*)?")

Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class Title:
    """The title of one column: its parts from the top row of the header down, equal neighbours once."""

    index: int
    row: int
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole title in one line."""
        return " – ".join(" ".join(part.split()) for part in self.parts)

    @property
    def cell(self) -> str:
        """The lowest cell of the title, as Excel names it."""
        return f"{letter(self.index)}{self.row}"


@dataclass
class Layout:
    """Where the fields of a contract stand in a sheet.

    Attributes:
        first: First row of the header, from 1; 0 where there is none.
        last: Last row that belongs to the header, letters and numbers of columns included.
        columns: Field → position of its column.
        titles: Position → title, for every titled column.
        units: Field → unit that stands in its title.
        unknown: Titled columns that belong to no field.
        similar: Field → title that resembles its own.
        double: Titles of a second column for a field that has one.
    """

    first: int = 0
    last: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[int, Title] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unknown: list[Title] = field(default_factory=list)
    similar: dict[str, Title] = field(default_factory=dict)
    double: list[tuple[str, Title]] = field(default_factory=list)


def known_titles(contract: Contract) -> dict[str, str]:
    """Folded title → field, for every title that a contract knows."""
    titles: dict[str, str] = {}
    for name, spec in contract.fields.items():
        for title in spec.titles if "column" in spec.found_in else ():
            titles.setdefault(fold(title), name)
    return titles


def locate(head: Sequence[Sequence[str | None]], merges: Sequence[Merge], contract: Contract) -> Layout | None:
    """The layout of a sheet, or None if no rows at its top are a header of this contract.

    Args:
        head: The first rows of the sheet as text.
        merges: Merged ranges, rows from 1 and columns from 0.
        contract: What is looked for.
    """
    known = known_titles(contract)
    grid = _unmerged(head, merges)
    width = max((len(row) for row in grid), default=0)
    spanned = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, min(bottom, len(head)) + 1)
        for column in range(left, min(right, width) + 1)
    }
    best: Layout | None = None
    score = (0, 0)
    inner = {row for top, _, bottom, _ in merges for row in range(top, min(bottom, len(head)))}
    for first in sorted(_candidates(head, known) - inner):
        for depth in range(1, min(_DEEPEST, len(grid) - first) + 1):
            if depth > 1 and any(_VALUE.fullmatch(cell) for cell in grid[first + depth - 1]):
                break
            titles = _fullest(_titles(grid, spanned, first, depth), spanned, grid, first + depth)
            layout = _match(titles, known, contract)
            if (len(layout.columns), -depth) > score:
                best, score = layout, (len(layout.columns), -depth)
                best.first, best.last = first + 1, first + depth
    if best is None:
        return None
    _match_similar(best, known, contract)
    if len(best.columns) < _least(contract):
        return None
    best.last = _past_formulas(head, _bottom(best, merges))
    return best


def stacked(grid: Sequence[Sequence[str]], merges: Sequence[Merge], first: int, last: int) -> list[Title]:
    """The titles of the columns of a header whose rows are known, from `first` to `last`, from 1."""
    spanned = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if bottom <= len(grid)
    }
    return _titles(_unmerged(grid, merges), spanned, first - 1, last - first + 1)


def _bottom(layout: Layout, merges: Sequence[Merge]) -> int:
    """The last row of the header: a title may be merged over more rows than were needed to read it."""
    return max([layout.last, *(bottom for top, _, bottom, _ in merges if layout.first <= top <= layout.last)])


def _least(contract: Contract) -> int:
    """How many columns must be recognised before rows count as the header."""
    placed = sum("column" in spec.found_in for spec in contract.fields.values())
    return max(1, min(3, (placed + 1) // 2))


def from_keys(keys: Sequence[str], contract: Contract) -> Layout:
    """The layout of records, whose keys are known: exact names only, letter case and marks aside."""
    known = known_titles(contract)
    return _match([Title(index, 0, (key,)) for index, key in enumerate(keys)], known, contract)


def _unmerged(head: Sequence[Sequence[str | None]], merges: Sequence[Merge]) -> list[list[str]]:
    grid = [[(cell or "").strip() for cell in row] for row in head]
    for top, left, bottom, right in merges:
        if top > len(grid) or left >= len(grid[top - 1]):
            continue
        text = grid[top - 1][left]
        for row in range(top - 1, min(bottom, len(grid))):
            for column in range(left, min(right + 1, len(grid[row]))):
                grid[row][column] = text
    return grid


def _candidates(head: Sequence[Sequence[str | None]], known: Mapping[str, str]) -> set[int]:
    """Rows that a header may begin in: those with a title that is known, and the ones just above."""
    hits: set[int] = set()
    for number, row in enumerate(head):
        texts = [text for cell in row if cell for text in (cell, split_unit(cell)[0], cell.split("\n")[0])]
        if any(fold(text) in known for text in texts):
            hits.update(range(max(0, number - _DEEPEST + 1), number + 1))
    return hits


def _titles(
    grid: Sequence[Sequence[str]],
    spanned: set[tuple[int, int]],
    first: int,
    depth: int,
) -> list[Title]:
    width = max(len(row) for row in grid[first : first + depth])
    stacks: list[list[str]] = [[] for _ in range(width)]
    for row in range(first, first + depth):
        above = ""
        for column in range(width):
            text = grid[row][column] if column < len(grid[row]) else ""
            below = any(grid[lower][column] for lower in range(row + 1, first + depth) if column < len(grid[lower]))
            if text:
                above = text
            elif (row + 1, column) in spanned or not below:
                above = ""
            elif above and not stacks[column]:
                # without merged ranges (csv, ods) a parent stands over its first column only
                text = above
            if text and (not stacks[column] or stacks[column][-1] != text):
                stacks[column].append(text)
    return [Title(column, first + depth, tuple(parts)) for column, parts in enumerate(stacks) if parts]


def _fullest(
    titles: Sequence[Title], spanned: set[tuple[int, int]], grid: Sequence[Sequence[str]], below: int
) -> list[Title]:
    """The titles without those of columns that share a merged title with a much fuller one: footnote marks."""

    def filled(title: Title) -> int:
        return sum(bool(row[title.index]) for row in grid[below:] if title.index < len(row))

    kept = []
    for _, group in groupby(
        titles, key=lambda title: (title.parts, title.index * ((title.row, title.index) not in spanned))
    ):
        run = list(group)
        most = max(map(filled, run))
        kept += [title for title in run if filled(title) * _FULLER >= most]
    return kept


def _keys(title: Title) -> list[tuple[str, str | None]]:
    """The folded names a column may go by, best first, each with the unit cut from it."""
    parts = title.parts
    joined = [" ".join(parts), *(" ".join((parts[i], parts[-1])) for i in range(len(parts) - 1)), parts[-1]]
    texts = list(dict.fromkeys(joined))
    keys: list[tuple[str, str | None]] = [(fold(text), split_unit(text)[1]) for text in texts]
    for text in texts:
        plain, unit = split_unit(text)
        keys.append((fold(plain), unit))
    others = [*parts[-2::-1], *(part.split("\n")[0] for part in parts if "\n" in part)]
    return (
        keys
        + [(fold(part), split_unit(part)[1]) for part in others]
        + [(fold(split_unit(part)[0]), split_unit(part)[1]) for part in others]
    )


def _match(titles: Sequence[Title], known: Mapping[str, str], contract: Contract) -> Layout:
    layout = Layout(titles={title.index: title for title in titles})
    names = {title.index: _keys(title) for title in titles}
    taken: dict[int, str] = {}
    for rank in range(max((len(keys) for keys in names.values()), default=0)):
        for title in titles:
            keys = names[title.index]
            if title.index in taken or rank >= len(keys):
                continue
            key, unit = keys[rank]
            name = known.get(key)
            if name is None:
                continue
            if name not in layout.columns:
                layout.columns[name] = title.index
                taken[title.index] = name
                agreed = split_unit(contract.fields[name].header)[1]
                # brackets of the official title are part of its name: `Vốn đăng ký (USD)` is agreed in millions
                if unit and not (agreed and fold(unit) == fold(agreed)):
                    layout.units[name] = unit
            elif rank == 0:
                layout.double.append((name, title))
                taken[title.index] = name
    ignored = {fold(text) for text in contract.delivery.ignore} | ORDINALS
    layout.unknown = [
        title for title in titles if title.index not in taken and not {key for key, _ in names[title.index]} & ignored
    ]
    return layout


def _match_similar(layout: Layout, known: Mapping[str, str], contract: Contract) -> None:
    """Give columns that are left to fields that are left where the titles resemble each other, the closest first."""
    left = [
        (key, name)
        for key, name in known.items()
        if name not in layout.columns and "column" in contract.fields[name].found_in
    ]
    pairs = []
    for title in layout.unknown:
        for own in dict.fromkeys(key for key, _ in _keys(title)[:2]):
            matcher = difflib.SequenceMatcher(b=own)
            for key, name in left:
                matcher.set_seq1(key)
                if matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
                    pairs.append((ratio, title, name))
    for _, title, name in sorted(pairs, key=lambda pair: -pair[0]):
        if title in layout.unknown and name not in layout.columns:
            layout.columns[name] = title.index
            layout.similar[name] = title
            if unit := split_unit(title.text)[1]:
                layout.units.setdefault(name, unit)
            layout.unknown.remove(title)


def _past_formulas(head: Sequence[Sequence[str | None]], last: int) -> int:
    """The last row of the header once a row of letters and numbers (`A B 1 2=3+4`) below it is counted in."""
    below = next((row for row in range(last, min(last + 2, len(head))) if any(cell for cell in head[row])), len(head))
    if below >= len(head):
        return last
    cells = [cell.strip() for cell in head[below] if cell and cell.strip() and not cell.startswith("#")]
    found = [_FORMULA.fullmatch(cell) for cell in cells]
    if len(cells) < 2 or not all(found):
        return last
    marks = [match.group(1).upper() for match in found if match]
    letters = [mark for mark in marks if not mark.isdigit()]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    rising = all(b - a in (1, 2) for a, b in pairwise(numbers))
    in_order = letters == sorted(letters) and (not numbers or numbers[0] <= 2) and rising
    return below + 1 if in_order and (letters or len(numbers) >= 3) else last
