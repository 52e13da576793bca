"""The communes and wards with their changes: the list was made anew on 2025-07-01, and codes were used again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from kho.reading.values.commune_names import Name, keys, place_keys

#: Codes of the provinces to look in; None for all of them.
Area = frozenset[str] | None


class Commune(NamedTuple):
    """One commune on one boundary; both days are included, `valid_to` is None for today's.

    The last three are the keys of its name and district (`kho.reading.values.commune_names.keys`).
    """

    code: str
    full_name: str
    unit_type: str
    province_code: str
    district: str | None
    valid_from: date
    valid_to: date | None
    exact: str
    loose: str
    district_key: str | None

    def holds_on(self, day: date) -> bool:
        """Whether the code means this commune on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_called(self, name: Name, *, by_marks: bool = False) -> bool:
        """Whether the name is this commune's, kind of unit included if it says one; `by_marks` to the last mark."""
        same = self.exact == name.exact if by_marks else self.loose == name.loose
        return same and name.kind in (None, self.unit_type)

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"


class Communes:
    """The list of communes (`contracts/codes/communes.csv`, `commune_changes.csv`).

    Most of its thousands of rows are never asked for: what stands in one is taken out when it is.
    """

    def __init__(self, listed: pl.DataFrame, changes: pl.DataFrame) -> None:
        """Index the lists.

        Args:
            listed: The communes, with the columns of `Commune`.
            changes: `old_code`, `new_code` (String) and `effective_date` (Date), many to many.
        """
        self._listed = listed
        self.first_day: date = listed["valid_from"].min()  # type: ignore[assignment]
        self._by_code = _positions(listed["code"])
        self._by_name = _positions(listed["loose"])
        self._taken: dict[int, Commune] = {}
        self._after: dict[tuple[str, date], list[str]] = defaultdict(list)
        self._before: dict[tuple[str, date], list[str]] = defaultdict(list)
        for old, new, day in changes.select("old_code", "new_code", "effective_date").iter_rows():
            self._after[old, day].append(new)
            self._before[new, day].append(old)

    @classmethod
    def load(cls, folder: Path) -> Communes:
        """Read the lists from the folder of code lists; read again when one of them changes.

        Raises:
            OSError: A list is missing.
        """
        names = ("communes.csv", "commune_changes.csv")
        return _cached(folder, tuple((folder / name).stat().st_mtime_ns for name in names))

    def on(self, day: date, area: Area = None) -> list[Commune]:
        """The communes of a day, in the order of their codes."""
        holds = (pl.col("valid_from") <= day) & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
        here = pl.lit(True) if area is None else pl.col("province_code").is_in(list(area))
        return [Commune(*row) for row in self._listed.filter(holds & here).iter_rows()]

    def coded(self, code: str) -> list[Commune]:
        """What the code has ever meant."""
        return [self._at(position) for position in self._by_code.get(code, ())]

    def by_code(self, code: str, day: date) -> Commune | None:
        """The commune that the code means on the day."""
        return next((commune for commune in self.coded(code) if commune.holds_on(day)), None)

    def named(self, loose: str) -> list[Commune]:
        """The communes of all times whose names have this loose key."""
        return [self._at(position) for position in self._by_name.get(loose, ())]

    def as_of(self, commune: Commune, day: date) -> list[Commune]:
        """The communes of the day that one of another time has become, or was made of; itself on its own days."""
        if commune.holds_on(day):
            return [commune]
        if commune.valid_from > day:
            other = commune.valid_from - timedelta(days=1)
            codes = self._before.get((commune.code, commune.valid_from), [])
        elif commune.valid_to is not None:
            other = commune.valid_to + timedelta(days=1)
            codes = self._after.get((commune.code, other), [])
        steps = [found for code in codes if (found := self.by_code(code, other))]
        return list(dict.fromkeys(last for step in steps for last in self.as_of(step, day)))

    def _at(self, position: int) -> Commune:
        if position not in self._taken:
            self._taken[position] = Commune(*self._listed.row(position))
        return self._taken[position]


def _positions(keys_of_rows: pl.Series) -> dict[str, list[int]]:
    """Key → the positions of its rows."""
    frame = pl.DataFrame({"key": keys_of_rows}).with_row_index("position")
    found = frame.group_by("key").agg("position")
    return dict(zip(found["key"].to_list(), found["position"].to_list(), strict=True))


@lru_cache(maxsize=4)
def _cached(folder: Path, _changed: tuple[int, ...]) -> Communes:
    text, day = pl.String(), pl.Date()
    spans = {"code": text, "province_code": text, "valid_from": day, "valid_to": day}
    listed = pl.read_csv(folder / "communes.csv", schema_overrides=spans)
    districts = place_keys(listed["district"].drop_nulls().unique().to_list())
    listed = listed.select(
        *("code", "full_name", "unit_type", "province_code", "district", "valid_from", "valid_to"),
        *keys(listed["name"]),
        pl.col("district").replace_strict(districts, default=None, return_dtype=text).alias("district_key"),
    )
    dates = {"old_code": text, "new_code": text, "effective_date": day}
    return Communes(listed, pl.read_csv(folder / "commune_changes.csv", schema_overrides=dates))
