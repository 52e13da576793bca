"""Find the rows of a table's header, by the titles that the contract knows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from kho.contract import Contract
from kho.reading.fold import split_unit
from kho.reading.tables.aside import set_aside
from kho.reading.tables.leftovers import match_dated, match_similar
from kho.reading.tables.matching import Layout, Title, match
from kho.reading.titles import Titles, known_titles

#: Rows that a header may have: some titles are broken into a word a row.
_DEEPEST = 7
#: A number in a cell is no part of a title, unless it is a year.
_VALUE = re.compile(r"(?!(?:19|20)\d\d$)[-+]?\d[\d.,]*")
#: A column that holds so many times less than its neighbour under the same merged title is no column of values.
_FULLER = 10
#: So many words alone in a row are a line above the table.
_SENTENCE = 6
_FORMULA = re.compile(r"\(?\s*([A-Za-zĐđ]|\d{1,2})\s*\)?(?:\s*=.*)?")

Merge = tuple[int, int, int, int]


def locate(
    head: Sequence[Sequence[str | None]], merges: Sequence[Merge], contract: Contract, hidden: Collection[int] = ()
) -> Layout | None:
    """The layout of a sheet, or None if no rows at its top are a header of this contract.

    Args:
        head: The first rows of the sheet as text.
        merges: Merged ranges, rows from 1 and columns from 0.
        contract: What is looked for.
        hidden: Positions of hidden columns.
    """
    known = known_titles(contract)
    head = _without_lines(head, merges, known)
    grid = _unmerged(head, merges)
    best = _best(head, grid, merges, known, contract)
    if best is not None:
        match_similar(best, known, contract)
    if best is None or len(best.columns) < _least(contract):
        return None
    best.last = _bottom(best, merges)
    below = _numbered(head, best.last)
    if below is not None:
        best.last = below + 1
        best.numbering = {index: cell for index, cell in enumerate(head[below]) if cell and cell.strip()}
    _pass_over(best, grid[best.last :], hidden)
    return best


def _best(
    head: Sequence[Sequence[str | None]],
    grid: Sequence[Sequence[str]],
    merges: Sequence[Merge],
    known: Titles,
    contract: Contract,
) -> Layout | None:
    """The rows that title most fields, the fewest rows of those."""
    width = max((len(row) for row in grid), default=0)
    spanned = _cells_of(merges, len(head), width)
    wide = _cells_of([merge for merge in merges if merge[3] > merge[1]], len(head), width)
    best: Layout | None = None
    score = (0, 0, 0)
    inner = {row for top, _, bottom, _ in merges for row in range(top, min(bottom, len(head)))}
    for first in sorted(_candidates(head, known) - inner):
        for depth in range(1, min(_DEEPEST, len(grid) - first) + 1):
            if depth > 1 and any(_VALUE.fullmatch(cell) for cell in grid[first + depth - 1]):
                break
            titles = _fullest(_titles(grid, spanned, first, depth), spanned, grid, first + depth)
            if depth > 1:
                titles = set_aside(titles, known, contract)
            layout = match(titles, known, contract)
            match_dated(layout, known, contract)
            # what stands over several columns says of none of them what it is
            unsure = sum((first + depth, index) in wide for index in layout.columns.values())
            if (len(layout.columns) - unsure, -unsure, -depth) > score:
                best, score = layout, (len(layout.columns) - unsure, -unsure, -depth)
                best.first, best.last = first + 1, first + depth
    return best


def _pass_over(layout: Layout, body: Sequence[Sequence[str]], hidden: Collection[int]) -> None:
    """Take no second column for one where nobody sees it, or nothing stands in it."""
    for name, title in list(layout.double):
        cells = [row[title.index] for row in body if title.index < len(row)]
        is_empty = not any(cell and not cell.startswith("#") for cell in cells)
        if is_empty or title.index in hidden:
            layout.double.remove((name, title))
            layout.unknown += [] if is_empty else [title]
        if is_empty and title.index not in hidden:
            # what stands in it further down is told as standing under no title
            del layout.titles[title.index]


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


def _cells_of(merges: Sequence[Merge], height: int, width: int) -> set[tuple[int, int]]:
    """The cells of merged ranges within the first rows: row from 1, column from 0."""
    return {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, min(bottom, height) + 1)
        for column in range(left, min(right, width) + 1)
    }


def _bottom(layout: Layout, merges: Sequence[Merge]) -> int:
    """The last row of the header: a title may be merged over more rows than were needed to read it."""
    return max([layout.last, *(bottom for top, _, bottom, _ in merges if layout.first <= top <= layout.last)])


def _least(contract: Contract) -> int:
    """How many columns must be recognised before rows count as the header."""
    placed = sum("column" in spec.found_in for spec in contract.fields.values())
    return max(1, min(3, (placed + 1) // 2))


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


def _without_lines(
    head: Sequence[Sequence[str | None]], merges: Sequence[Merge], known: Titles
) -> list[Sequence[str | None]]:
    """The rows with nothing in those that are no part of a header."""
    tall = {top for top, _, bottom, _ in merges if bottom > top}
    return [() if number not in tall and _is_line(row, known) else row for number, row in enumerate(head, 1)]


def _is_line(row: Sequence[str | None], known: Titles) -> bool:
    """Whether a row is no part of a header: a title and its value (`Ngày đánh giá: | 15/12/2025`), or a sentence."""
    cells = [(index, cell.strip()) for index, cell in enumerate(row) if cell and cell.strip()]
    if any(cell.endswith(":") and cell.rstrip(" :") in known for _, cell in cells):
        return True
    return [index for index, _ in cells] == [0] and len(cells[0][1].split()) >= _SENTENCE and cells[0][1] not in known


def _candidates(head: Sequence[Sequence[str | None]], known: Titles) -> set[int]:
    """Rows that a header may begin in: those with a title that is known, and the ones just above."""
    hits: set[int] = set()
    for number, row in enumerate(head):
        texts = [text for cell in row if cell for text in (cell, split_unit(cell)[0], cell.split("\n")[0])]
        if any(text in known for text in texts):
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
                # a merged title says itself how far it reaches
                above = "" if (row + 1, column) in spanned else text
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
    for _, group in itertools.groupby(
        titles, key=lambda title: (title.parts, title.index * ((title.row, title.index) not in spanned))
    ):
        run = list(group)
        most = max(map(filled, run))
        kept += [title for title in run if filled(title) * _FULLER >= most]
    return kept


def _numbered(head: Sequence[Sequence[str | None]], last: int) -> int | None:
    """The row of letters and numbers below a header (from 0), behind empty rows and titles in another language."""
    for row in range(last, min(last + _DEEPEST, len(head))):
        if is_numbering(head[row]):
            return row
        if any(_VALUE.fullmatch(cell.strip()) for cell in head[row] if cell):
            return None
    return None


def is_numbering(row: Sequence[str | None]) -> bool:
    """Whether a row only letters and numbers the columns: `A B 1 2=3+4`."""
    cells = [cell.strip() for cell in row if cell and cell.strip() and not cell.startswith("#")]
    found = [_FORMULA.fullmatch(cell) for cell in cells]
    if len(cells) < 2 or not all(found):
        return False
    marks = [match.group(1).upper() for match in found if match]
    letters = [mark for mark in marks if not mark.isdigit()]
    numbers = [int(mark) for mark in marks if mark.isdigit()]
    # letters leave no doubt, and numbers may leave out columns that are not shown
    rising = all(b > a if len(letters) > 1 else b - a in (1, 2) for a, b in itertools.pairwise(numbers))
    in_order = letters == sorted(letters) and (not numbers or numbers[0] <= 2) and rising
    return in_order and (bool(letters) or len(numbers) >= 3)
