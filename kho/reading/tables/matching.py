"""Which column is which field: titles compared with those that the contract knows."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kho.contract import Contract
from kho.reading.fold import fold, split_unit
from kho.reading.grid import letter
from kho.reading.tables.dated_titles import without_period
from kho.reading.titles import Titles, abbreviates, exact, is_about, known_titles, spellings
from kho.reading.values.spans import Period

#: Types of figures.
NUMERIC = frozenset({"count", "integer", "decimal", "money", "percent"})
#: Two titles that are at least so alike (of 1) and match nothing else are probably meant to be the same.
_ALIKE = 0.8
#: A column so titled is the whole of what the title above it says.
_WHOLE = frozenset({"tong so", "tong cong", "tong", "cong", "total"})
#: Words that the unit in a title may have (`nghìn lượt giao dịch một tháng` has five and more say something else).
_LONGEST_UNIT = 5
#: Running numbers are never a key and belong to no field.
ORDINALS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "stt no", "s t", "t t"})


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
        numbering: Position → letter or number of a column (`A B 1 2=3+4`), where they stand below the titles.
        units: Field → unit that stands in its title.
        unknown: Titled columns that belong to no field.
        similar: Field → title that resembles its own.
        double: Titles of a second column for a field that has one.
        ambiguous: Titles without their marks, and the fields of which each may mean any.
        dated: Field → the period that its title prints.
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
    ambiguous: list[tuple[tuple[str, ...], Title]] = field(default_factory=list)
    dated: dict[str, Period] = field(default_factory=dict)


def from_keys(keys: Sequence[str], contract: Contract) -> Layout:
    """The layout of records, whose keys are known: no title that only resembles one is taken."""
    known = known_titles(contract)
    return match([Title(index, 0, (key,)) for index, key in enumerate(keys)], known, contract)


def _names(title: Title, shared: Collection[str]) -> list[tuple[str, str | None]]:
    """The names a column may go by, best first, each with the unit cut from it.

    Args:
        title: The title.
        shared: Those of its parts that stand over other columns too: what these say is said of the column only where
            it is their total.
    """
    parts = title.parts
    joined = [" ".join(parts), *(" ".join((parts[i], parts[-1])) for i in range(len(parts) - 1)), parts[-1]]
    texts = list(dict.fromkeys(joined))
    above = () if fold(parts[-1].split("\n")[0]) in _WHOLE else shared
    others = [part for part in parts[-2::-1] if part not in above]
    others += [text for part in parts if part not in above for text in _tongues(part)]
    runs = itertools.combinations(range(1, len(parts) + 1), 2)
    others += [" ".join(parts[start:end]) for start, end in runs if end - start > 1]
    whole = [[(text, split_unit(text)[1]) for text in some] for some in (texts, others)]
    bare = [[split_unit(text) for text in some] for some in (texts, others)]
    return whole[0] + bare[0] + whole[1] + bare[1]


def _shared(title: Title, titles: Sequence[Title]) -> set[str]:
    """The parts of a title that stand over other columns too."""
    others = {part for other in titles if other.index != title.index for part in other.parts[:-1]}
    return others & set(title.parts[:-1])


def _is_above(title: Title, titles: Sequence[Title]) -> bool:
    """Whether a title has nothing of its own: it stands over columns left of it too, which have more below it."""
    size = len(title.parts)
    left = (other.parts for other in titles if other.index < title.index)
    return any(len(other) > size and other[:size] == title.parts for other in left)


def _tongues(part: str) -> list[str]:
    """What a title in two languages says in the first: its first lines, or what stands before a dash."""
    lines = part.split("\n")
    said = [" ".join(lines[:count]) for count in range(1, len(lines))]
    return said + [found[0] for found in [re.split(r"\s+[-–/]\s*(?=[A-Z])", part, maxsplit=1)] if len(found) > 1]


def match(titles: Sequence[Title], known: Titles, contract: Contract) -> Layout:
    """The columns of a header and the fields they are for; a title that only resembles one is left unknown."""
    layout = Layout(titles={title.index: title for title in titles})
    names = {title.index: [] if _is_above(title, titles) else _names(title, _shared(title, titles)) for title in titles}
    taken: set[int] = set()
    doubtful: dict[int, tuple[tuple[str, ...], str | None]] = {}
    # a column that is left out under this very title is not taken for a field that has it in other words
    left_out = {fold(text) for text in contract.delivery.ignore}
    official = {exact(spec.header) for spec in contract.fields.values()}
    for rank, how in itertools.product(range(max(map(len, names.values()), default=0)), ("official", "exact", "loose")):
        for title in titles:
            if title.index in taken or rank >= len(names[title.index]):
                continue
            text, unit = names[title.index][rank]
            if how == "official" and exact(text) not in official:
                continue
            if how == "loose" and fold(text) in left_out and fold(text) not in known.folded:
                continue
            meant = known.fields(text) if how == "loose" else tuple(filter(None, [known.exactly(text)]))
            if len(meant) > 1:
                doubtful.setdefault(title.index, (meant, unit))
            elif meant and _take(layout, contract, meant[0], title, unit):
                taken.add(title.index)
            elif meant and rank == 0:
                layout.double.append((meant[0], title))
                taken.add(title.index)
    taken |= _settle(layout, contract, {index: told for index, told in doubtful.items() if index not in taken})
    ignored = left_out | ORDINALS
    layout.unknown = [
        title
        for title in titles
        if title.index not in taken and not {key for text, _ in names[title.index] for key in spellings(text)} & ignored
    ]
    return layout


def _settle(layout: Layout, contract: Contract, doubtful: Mapping[int, tuple[tuple[str, ...], str | None]]) -> set[int]:
    """Give titles that may mean several fields to the one that is left, or note them; the positions of both."""
    settled = set()
    for index, (meant, unit) in doubtful.items():
        left = tuple(name for name in meant if name not in layout.columns)
        if left:
            settled.add(index)
        if left and (len(left) > 1 or not _take(layout, contract, left[0], layout.titles[index], unit)):
            layout.ambiguous.append((left, layout.titles[index]))
    return settled


def _take(layout: Layout, contract: Contract, name: str, title: Title, unit: str | None) -> bool:
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


def match_dated(layout: Layout, known: Titles, contract: Contract) -> None:
    """Give columns that are left to fields whose titles they are but for the period that they print.

    Of several periods of one figure the latest is the report's.
    """
    found: dict[str, list[tuple[Period | None, Title, str | None]]] = {}
    for title in layout.unknown:
        bare, unit = split_unit(title.parts[-1])
        told = ((known.fields(text), period) for text, period in without_period(bare))
        fits = (
            (meant[0], period)
            for meant, period in told
            if len(meant) == 1 and contract.fields[meant[0]].type in NUMERIC and meant[0] not in layout.columns
        )
        if first := next(fits, None):
            found.setdefault(first[0], []).append((first[1], title, unit))
    for name, columns in found.items():
        last = max(columns, key=lambda column: column[0].end if column[0] else dt.date.min)
        if sum(period == last[0] for period, _, _ in columns) > 1:
            continue
        _take(layout, contract, name, last[1], last[2])
        layout.unknown.remove(last[1])
        if last[0]:
            layout.dated[name] = last[0]


def _match_reworded(layout: Layout, left: Sequence[tuple[str, str]], contract: Contract) -> None:
    """Give columns to the one field that is left whose title they are in other opening words, or abbreviated.

    `Đơn vị` beside `Mã đơn vị` is no second code where `Tên đơn vị` is left.
    """
    for is_same in (is_about, abbreviates):
        for title in [*layout.unknown, *(title for _, title in layout.double)]:
            own, unit = split_unit(title.parts[-1])
            meant = {name for key, name in left if is_same(fold(own), key) and name not in layout.columns}
            if len(meant) == 1 and _take(layout, contract, meant.pop(), title, unit):
                layout.unknown = [one for one in layout.unknown if one != title]
                layout.double = [one for one in layout.double if one[1] != title]


def match_similar(layout: Layout, known: Titles, contract: Contract) -> None:
    """Give columns that are left to fields that are left where the titles resemble each other, the closest first.

    A title that abbreviates that of one field only (`so-ho-kd`), or opens with another word for it, needs no proposal.
    """
    left = [
        (key, name)
        for key, name in known.items()
        if name not in layout.columns and "column" in contract.fields[name].found_in
    ]
    _match_reworded(layout, left, contract)
    pairs = []
    for title in layout.unknown:
        for own in dict.fromkeys(fold(text) for text, _ in _names(title, ())[:2]):
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
