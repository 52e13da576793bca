"""Which column is which field: titles compared with those that the contract knows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kho.contract import Contract
from kho.reading.fold import fold, split_unit
from kho.reading.grid import letter
from kho.reading.tables.coded import LISTED, is_code
from kho.reading.titles import Titles, exact, known_titles, spellings
from kho.reading.values.spans import Period

#: Types of figures.
NUMERIC = frozenset({"count", "integer", "decimal", "money", "percent"})
#: A column so titled is the whole of what the title above it says.
_WHOLE = frozenset({"tong so", "tong cong", "tong", "cong", "total", "so luong", "sl"})
#: Words that the unit in a title may have (`nghìn lượt giao dịch một tháng` has five and more say something else).
_LONGEST_UNIT = 5
#: Running numbers are never a key and belong to no field.
ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "stt no", "s t", "t t"})


@dataclass(frozen=True)
class Title:
    """The title of one column.

    Attributes:
        index: Position of the column.
        row: Number of the lowest row.
        parts: What stands in its rows from the top down, equal neighbours once.
        aside: Those of them that say which period or kind the figures are of, where columns differ in nothing else.
    """

    index: int
    row: int
    parts: tuple[str, ...]
    aside: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The parts that say what is counted."""
        return tuple(part for part in self.parts if part not in self.aside) or self.parts

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
        numbering: Position → letter or number of a column (`A B 1 2=3+4`), where they stand below the titles.
        units: Field → unit that stands in its title.
        unknown: Titled columns that belong to no field.
        similar: Field → title that resembles its own.
        double: Titles of a second column for a field that has one.
        named: Field that is read by its codes → position of a column with their names.
        ambiguous: Titles without their marks, and the fields of which each may mean any.
        dated: Field → the period that its title prints.
        rivals: Field → columns of it for several periods that end on one day, with the unit of each.
    """

    first: int = 0
    last: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[int, Title] = field(default_factory=dict)
    numbering: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    unknown: list[Title] = field(default_factory=list)
    similar: dict[str, Title] = field(default_factory=dict)
    double: list[tuple[str, Title]] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    ambiguous: list[tuple[tuple[str, ...], Title]] = field(default_factory=list)
    dated: dict[str, Period] = field(default_factory=dict)
    rivals: dict[str, list[tuple[Period, Title, str | None]]] = field(default_factory=dict)

    def fallbacks(self, contract: Contract) -> dict[str, int]:
        """Fields that the text of another column identifies, where they have none of their own → that column."""
        pairs = ((name, spec.fallback) for name, spec in contract.fields.items() if name not in self.columns)
        return {name: self.columns[other] for name, other in pairs if other in self.columns}


def from_keys(keys: Sequence[str], contract: Contract) -> Layout:
    """The layout of records, whose keys are known: no title that only resembles one is taken."""
    known = known_titles(contract)
    return match([Title(index, 0, (key,)) for index, key in enumerate(keys)], known, contract)


def names(title: Title, shared: Collection[str]) -> list[tuple[str, str | None]]:
    """The names a column may go by, best first, each with the unit cut from it.

    Args:
        title: The title.
        shared: Those of its parts that stand over other columns too: what these say is said of the column only where
            it is their total.
    """
    parts = title.own
    texts = _paths(parts)
    is_whole = fold(parts[-1].split("\n")[0]) in _WHOLE
    above = () if is_whole else shared
    others = [part for part in parts[-2::-1] if part not in above]
    # `Tổng số` says less than what it is the total of
    (others if is_whole else texts).append(parts[-1])
    others += [text for part in parts if part not in above for text in _tongues(part)]
    runs = itertools.combinations(range(1, len(parts) + 1), 2)
    others += [" ".join(parts[start:end]) for start, end in runs if end - start > 1]
    whole = [[(text, split_unit(text)[1]) for text in some] for some in (texts, others)]
    bare = [[split_unit(text) for text in some] for some in (texts, others)]
    return whole[0] + bare[0] + whole[1] + bare[1]


def _paths(parts: Sequence[str]) -> list[str]:
    """A title with what it stands under: with all of it, then with one of the titles above."""
    joined = [" ".join(parts), *(" ".join((part, parts[-1])) for part in parts[:-1])]
    return list(dict.fromkeys(joined))


def _shared(title: Title, titles: Sequence[Title]) -> set[str]:
    """The parts of a title that stand over other columns too."""
    others = {part for other in titles if other.index != title.index for part in other.own[:-1]}
    return others & set(title.own[:-1])


def _is_above(title: Title, titles: Sequence[Title]) -> bool:
    """Whether a title has nothing of its own: it stands over columns left of it too, which have more below it."""
    own, size = title.own, len(title.own)
    left = (other.own for other in titles if other.index < title.index)
    return any(len(other) > size and other[:size] == own for other in left)


def _tongues(part: str) -> list[str]:
    """What a title in two languages says in the first: its first lines, or what stands before a dash."""
    lines = part.split("\n")
    said = [" ".join(lines[:count]) for count in range(1, len(lines))]
    return said + [found[0] for found in [re.split(r"\s+[-–/]\s*(?=[A-Z])", part, maxsplit=1)] if len(found) > 1]


def match(titles: Sequence[Title], known: Titles, contract: Contract) -> Layout:
    """The columns of a header and the fields they are for; a title that only resembles one is left unknown."""
    layout = Layout(titles={title.index: title for title in titles})
    called = {title.index: [] if _is_above(title, titles) else names(title, _shared(title, titles)) for title in titles}
    taken: set[int] = set()
    doubtful: dict[int, tuple[tuple[str, ...], str | None]] = {}
    # a column that is left out under this very title is not taken for a field that has it in other words
    left_out = {fold(text) for text in contract.delivery.ignore}
    official = {exact(spec.header) for spec in contract.fields.values()}
    for rank, how in itertools.product(
        range(max(map(len, called.values()), default=0)), ("official", "exact", "loose")
    ):
        for title in titles:
            if title.index in taken or rank >= len(called[title.index]):
                continue
            text, unit = called[title.index][rank]
            if how == "official" and exact(text) not in official:
                continue
            if how == "loose" and fold(text) in left_out and fold(text) not in known.folded:
                continue
            meant = known.fields(text) if how == "loose" else tuple(filter(None, [known.exactly(text)]))
            if len(meant) > 1:
                doubtful.setdefault(title.index, (meant, unit))
            elif meant and take(layout, contract, meant[0], title, unit):
                taken.add(title.index)
            elif meant and rank == 0:
                layout.double.append((meant[0], title))
                taken.add(title.index)
    for name, rivals in _rivals(layout, titles, taken, known).items():
        _contest(layout, contract, name, rivals)
    taken = {*layout.columns.values(), *(title.index for _, title in layout.double)}
    taken |= _settle(layout, contract, {index: told for index, told in doubtful.items() if index not in taken})
    _pair(layout, contract)
    ignored = left_out | ORDINALS
    layout.unknown = [
        title
        for title in titles
        if title.index not in taken
        and not {key for text, _ in called[title.index] for key in spellings(text)} & ignored
    ]
    return layout


def _rivals(layout: Layout, titles: Sequence[Title], taken: set[int], known: Titles) -> dict[str, list[Title]]:
    """Field → the titles that are its own but for what they stand under, where they are several."""
    found: dict[str, list[Title]] = {}
    for title in titles:
        meant = {name for text in (title.own[-1], split_unit(title.own[-1])[0]) for name in known.fields(text)[:1]}
        for name in meant & set(layout.columns):
            holder = layout.titles[layout.columns[name]]
            by_leaf = len(holder.own) > 1 and not any(known.fields(path) for path in _paths(holder.own))
            if title.index not in taken and by_leaf and len(title.own) > 1 and title.own != holder.own:
                found.setdefault(name, [holder]).append(title)
    return found


def _contest(layout: Layout, contract: Contract, name: str, rivals: Sequence[Title]) -> None:
    """Leave a field to the one title whose path the contract has words for; where none is, it stands there twice."""
    words = [set(fold(text).split()) for text in contract.fields[name].titles]
    fit = [title for title in rivals if any(set(fold(" ".join(title.own)).split()) <= one for one in words)]
    if len(fit) != 1:
        layout.double += [(name, title) for title in rivals[1:]]
        return
    unit = split_unit(fit[0].own[-1])[1]
    del layout.columns[name]
    layout.units.pop(name, None)
    take(layout, contract, name, fit[0], unit)


def _pair(layout: Layout, contract: Contract) -> None:
    """Set the names of places beside their codes, where a table has a column of each (`Mã xã`, `Tên xã`)."""
    for name, title in list(layout.double):
        first = layout.columns[name]
        codes = [index for index in (first, title.index) if is_code(layout.titles[index].own[-1])]
        if contract.fields[name].type in LISTED and len(codes) == 1 and name not in layout.named:
            layout.columns[name], layout.named[name] = codes[0], title.index if codes[0] == first else first
            layout.double.remove((name, title))


def _settle(layout: Layout, contract: Contract, doubtful: Mapping[int, tuple[tuple[str, ...], str | None]]) -> set[int]:
    """Give titles that may mean several fields to the one that is left, or note them; the positions of both."""
    settled = set()
    for index, (meant, unit) in doubtful.items():
        left = tuple(name for name in meant if name not in layout.columns)
        if left:
            settled.add(index)
        if left and (len(left) > 1 or not take(layout, contract, left[0], layout.titles[index], unit)):
            layout.ambiguous.append((left, layout.titles[index]))
    return settled


def take(layout: Layout, contract: Contract, name: str, title: Title, unit: str | None) -> bool:
    """Give a column to a field, with the unit that its title says; not if the field has one."""
    if name in layout.columns:
        return False
    layout.columns[name] = title.index
    agreed = split_unit(contract.fields[name].header)[1]
    if unit and len(unit.split()) > _LONGEST_UNIT:
        # brackets with that many words say something else
        unit = None
    if unit == "100%":
        unit = "%"
    # brackets of the official title are part of its name: `Vốn đăng ký (USD)` is agreed in millions
    if unit and not (agreed and fold(unit) == fold(agreed)):
        layout.units[name] = unit
    return True
