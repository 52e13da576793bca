"""Reconcile printed totals, and the counts that titles of sections print, with the rows that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from kho.reading.body import Special

#: Printed sums are rounded: one part in a hundred thousand is no disagreement. Counts are exact.
_TOLERANCE = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in a total or section row.

    Attributes:
        text: As written.
        value: As stored.
        factor: What one is stored as in its column (a billion, where the column is in tỷ đồng).
    """

    text: str
    value: Decimal
    factor: Decimal


@dataclass(frozen=True)
class Disagreement:
    """A printed number that its rows do not add up to.

    Attributes:
        special: The row that prints it.
        field: The field; None for a printed number of rows.
        printed: As written.
        computed: What the rows add up to, in the unit of the column.
    """

    special: Special
    field: str | None
    printed: str
    computed: str


@dataclass
class Ledger:
    """Sums of the numeric columns between one section or total row and the next.

    Attributes:
        fields: Columns that are added up.
    """

    fields: Sequence[str]
    _sums: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    _counts: dict[int, int] = field(default_factory=dict)

    def add(self, rows: pl.DataFrame, specials: Sequence[Special]) -> None:
        """Add typed rows.

        Args:
            rows: `row_number` and the numeric columns.
            specials: Every special row so far, this batch's included.
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
        for position, (special, values) in enumerate(zip(specials, printed, strict=True)):
            # where a group ends no row says, so only the totals above it are reconciled
            runs = [] if special.kind == "group" else self._runs(position, specials)
            if not runs:
                continue
            wrong = special.count is not None and not any(self._count(run) == special.count for run in runs)
            if wrong and special.count_sure:
                yield Disagreement(special, None, str(special.count), str(self._count(runs[0])))
            for name, number in values.items():
                if not any(self._agrees(special, number, run, name) for run in runs):
                    computed = (self._sum(runs[0], name) / number.factor).normalize()
                    yield Disagreement(special, name, number.text, f"{computed:f}")

    def _runs(self, position: int, specials: Sequence[Special]) -> list[range]:
        """The runs of segments that the special row at this position may be about, the likeliest first."""
        special, last = specials[position], len(specials)
        below = range(position + 1, self._end(position, specials))
        if special.kind == "section":
            return [below] if self._count(below) else []
        above, segment = range(position + 1), range(position, position + 1)
        twin = any(other.kind == "total" for other in specials[:position])
        if not self._count(above):
            return [range(position + 1, last + 1), below]
        if not self._count(range(position + 1, last + 1)) and special.label.lower().startswith(
            ("tổng", "tong", "grand", "total")
        ):
            return [above, segment] if twin else [above]
        earlier = max((at for at, other in enumerate(specials[:position]) if other.kind == "total"), default=-1)
        return [segment, range(earlier + 1, position + 1), above] + ([below] if self._count(below) else [])

    def _end(self, position: int, specials: Sequence[Special]) -> int:
        """The first segment that a section no longer covers: that of the next section of its own or a higher level."""
        rank = _ranks(specials)
        own = rank.get(specials[position].level, 0)
        for later in range(position + 1, len(specials)):
            if specials[later].kind == "section" and rank[specials[later].level] <= own:
                return later + 1
        return len(specials) + 1

    def _agrees(self, special: Special, number: Printed, run: range, name: str) -> bool:
        # a number that nothing names may as well count the rows
        counts = not any(mark.isalpha() for mark in special.label) and number.value == number.factor * self._count(run)
        return counts or _equal(number.value, self._sum(run, name))

    def _count(self, run: range) -> int:
        return sum(self._counts.get(number, 0) for number in run)

    def _sum(self, run: range, name: str) -> Decimal:
        return sum((self._sums[number][name] for number in run if number in self._sums), Decimal(0))


def _ranks(specials: Sequence[Special]) -> dict[str, int]:
    """The kinds of markers in the order in which they first appear: the first is the highest level."""
    levels = dict.fromkeys(special.level for special in specials if special.kind == "section")
    return {level: rank for rank, level in enumerate(levels)}


def _equal(printed: Decimal, computed: Decimal) -> bool:
    return abs(printed - computed) <= abs(computed) * _TOLERANCE if printed != computed else True
