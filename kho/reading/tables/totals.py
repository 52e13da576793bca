"""Reconcile printed totals, and the counts that titles of sections print, with the rows that they are about."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

import polars as pl

from kho.reading.tables.body import Special
from kho.reading.tables.row_labels import breakdown

#: Printed sums are rounded: one part in a hundred thousand is no disagreement. Counts are exact.
TOLERANCE = Decimal("0.00001")
#: Rows of one batch that are remembered as parts of others.
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in a total or section row.

    Attributes:
        text: As written.
        value: As stored.
        factor: What one is stored as in its column (a billion, where the column is in tỷ đồng).
        is_number: The cell is a number and no text.
    """

    text: str
    value: Decimal
    factor: Decimal
    is_number: bool = False


@dataclass(frozen=True)
class Disagreement:
    """A printed number that its rows do not add up to.

    Attributes:
        special: The row that prints it.
        field: The field; None for a printed number of rows.
        printed: As written.
        computed: What the rows add up to, in the unit of the column.
        value: The printed number as its column stores it; a printed number of rows itself.
        is_number: The cell is a number and no text.
    """

    special: Special
    field: str | None
    printed: str
    computed: str
    value: Decimal
    is_number: bool = False


@dataclass
class Delivery:
    """Sums over all tables of a delivery: a total printed in one sheet may be that of all of them."""

    _sums: Counter[str | None] = field(default_factory=Counter)
    _tables: int = 0
    _doubts: list[tuple[Disagreement, Callable[[Disagreement], None]]] = field(default_factory=list)

    def close(self, ledger: Ledger, doubts: Iterable[Disagreement], report: Callable[[Disagreement], None]) -> None:
        """Take in a table that has been read, and what its totals do not agree with.

        Args:
            ledger: The table's sums.
            doubts: Totals that its own rows do not explain.
            report: What tells the sender, once the other tables do not explain it either.
        """
        found = list(doubts)
        self._sums.update(ledger.whole())
        self._tables += 1
        # a running total of the sheets so far is as good as one of all
        self._doubts += [(doubt, report) for doubt in found if not self._explains(doubt)]

    def settle(self) -> None:
        """Report what no sheet and not all of them together add up to."""
        for doubt, report in self._doubts:
            if not self._explains(doubt):
                report(doubt)
        self._doubts.clear()

    def _explains(self, doubt: Disagreement) -> bool:
        is_of_all = self._tables > 1 and doubt.special.kind == "total"
        return is_of_all and _equal(doubt.value, Decimal(self._sums[doubt.field]))


@dataclass
class Ledger:
    """Sums of the numeric columns between one section or total row and the next.

    Attributes:
        fields: Columns that are added up.
    """

    fields: Sequence[str]
    _sums: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    _counts: dict[int, int] = field(default_factory=dict)
    _parts: dict[int, list[dict[str, Decimal]]] = field(default_factory=dict)
    _parted: Sequence[int] = ()
    _counted: Sequence[int] = ()
    _summed: dict[str, Sequence[Decimal]] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame, specials: Sequence[Special], parts: pl.Series | None = None) -> None:
        """Add typed rows.

        Args:
            rows: `row_number` and the numeric columns.
            specials: Every special row so far, this batch's included.
            parts: Rows that only say what is contained in those above them (Boolean); None if there are none.
        """
        if rows.is_empty():
            return
        borders = pl.Series([special.row for special in specials], dtype=pl.Int64)
        segment = borders.search_sorted(rows["row_number"], side="left").alias("segment")
        sums = (
            rows.select(segment, *(pl.col(name) for name in self.fields))
            .group_by("segment")
            .agg(pl.len().alias("rows"), *(pl.col(name).sum() for name in self.fields))
        )
        if parts is not None:
            for values in rows.with_columns(segment).filter(parts).head(_MOST_PARTS).iter_rows(named=True):
                own = {name: Decimal(str(values[name] or 0)) for name in self.fields}
                self._parts.setdefault(values["segment"], []).append(own)
        for values in sums.iter_rows(named=True):
            number = values["segment"]
            self._counts[number] = self._counts.get(number, 0) + values["rows"]
            known = self._sums.setdefault(number, dict.fromkeys(self.fields, Decimal(0)))
            for name in self.fields:
                known[name] += Decimal(str(values[name] or 0))

    def disagreements(
        self, specials: Sequence[Special], printed: Sequence[dict[str, Printed]]
    ) -> Iterator[Disagreement]:
        """Every printed number that none of the runs of rows it may be about adds up to.

        Args:
            specials: Section and total rows in order.
            printed: For each of them its numbers by field.
        """
        self._add_up(len(specials) + 1)
        borders = Borders.of(specials)
        for position, (special, values) in enumerate(zip(specials, printed, strict=True)):
            # where a group ends no row says, so only the totals above it are reconciled
            runs = [] if special.kind == "group" else self._runs(position, special, borders)
            if not runs:
                continue
            wrong = special.count is not None and not any(self._count(run) == special.count for run in runs)
            if wrong and special.count_sure:
                counted = str(self._count(runs[0]))
                yield Disagreement(special, None, str(special.count), counted, Decimal(special.count or 0))
            for name, number in values.items():
                if not any(self._agrees(special, number, run, name) for run in runs):
                    computed = (self._sum(runs[0], name) / number.factor).normalize()
                    yield Disagreement(special, name, number.text, f"{computed:f}", number.value, number.is_number)

    def _runs(self, position: int, special: Special, borders: Borders) -> list[range]:
        """The runs of segments that the special row at this position may be about, the likeliest first."""
        last = len(borders.ends)
        below = range(position + 1, borders.ends[position])
        if special.kind == "section":
            return [below] if self._count(below) else []
        above, segment = range(position + 1), range(position, position + 1)
        earlier = borders.earlier[position]
        if not self._count(above):
            return [range(position + 1, last + 1), below]
        if not self._count(range(position + 1, last + 1)) and special.label.lower().startswith(
            ("tổng", "tong", "grand", "total")
        ):
            return [above] if earlier is None else [above, segment]
        since = range(0 if earlier is None else earlier + 1, position + 1)
        return [segment, since, above] + ([below] if self._count(below) else [])

    def _agrees(self, special: Special, number: Printed, run: range, name: str) -> bool:
        # a number that nothing names may as well count the rows, or be what remains of a sum: nothing
        checks = (number.factor * self._count(run), 0) if not any(map(str.isalpha, special.label)) else ()
        return number.value in checks or any(_equal(number.value, one) for one in self._readings(run, name))

    def _readings(self, run: range, name: str) -> Iterator[Decimal]:
        """What a run adds up to: with every row, and without those that are contained in others.

        Where only one `Trong đó` stands in the run, and nothing tells how far it reaches, it may end anywhere.
        """
        whole = self._sum(run, name)
        yield whole
        first, last = (bisect_left(self._parted, number) for number in (run.start, run.stop))
        groups = [self._parts[number] for number in self._parted[first:last]]
        for part in groups[0] if len(groups) == 1 else ():
            whole -= part[name]
            yield whole
        if len(groups) > 1:
            yield whole - sum(part[name] for group in groups for part in group)

    def whole(self) -> dict[str | None, Decimal]:
        """The sums of all rows by field, and under None their number."""
        sums = {name: sum((own[name] for own in self._sums.values()), Decimal(0)) for name in self.fields}
        return sums | {None: Decimal(sum(self._counts.values()))}

    def _add_up(self, last: int) -> None:
        """Add up the segments once, so that a run costs no more than its two ends."""
        self._parted = sorted(self._parts)
        self._counted = [0, *accumulate(self._counts.get(number, 0) for number in range(last))]
        for name in self.fields:
            own = (self._sums[number][name] if number in self._sums else Decimal(0) for number in range(last))
            self._summed[name] = [Decimal(0), *accumulate(own)]

    def _count(self, run: range) -> int:
        return self._counted[run.stop] - self._counted[run.start]

    def _sum(self, run: range, name: str) -> Decimal:
        return self._summed[name][run.stop] - self._summed[name][run.start]


@dataclass(frozen=True)
class Borders:
    """Where the runs of special rows end.

    Attributes:
        ends: For each of them the first segment that a section no longer covers: that of the next section of its own
            or a higher level.
        earlier: For each of them the position of the total before it, if any.
    """

    ends: Sequence[int]
    earlier: Sequence[int | None]

    @classmethod
    def of(cls, specials: Sequence[Special]) -> Borders:
        """The borders of special rows in order."""
        rank = _ranks(specials)
        ends, earlier, last = [len(specials) + 1] * len(specials), list[int | None](), None
        next_of = [len(specials) + 1] * (len(rank) + 1)
        for position in range(len(specials) - 1, -1, -1):
            special = specials[position]
            ends[position] = min(next_of[: rank.get(special.level, 0) + 1])
            if special.kind == "section" and not breakdown(special.label):
                next_of[rank[special.level]] = position + 1
        for position, special in enumerate(specials):
            earlier.append(last)
            last = position if special.kind == "total" else last
        return cls(ends, earlier)


def _ranks(specials: Sequence[Special]) -> dict[str, int]:
    """The kinds of markers in the order in which they first appear: the first is the highest level."""
    levels = dict.fromkeys(special.level for special in specials if special.kind == "section")
    return {level: rank for rank, level in enumerate(levels)}


def _equal(printed: Decimal, computed: Decimal) -> bool:
    return abs(printed - computed) <= abs(computed) * TOLERANCE if printed != computed else True
