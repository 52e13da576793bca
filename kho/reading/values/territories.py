"""Provinces, cities and zones by code or name, on a day: codes were reused on 2025-07-01."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from kho.reading.fold import fold
from kho.reading.values.nearest import listed, nearest

_SHORT_PREFIX = re.compile(r"^\s*[Tt]\s*\.\s*(?=\w\w)")
_PREFIX = re.compile(r"^(?:ubnd|uybannhandan)?(?:thanhpho|thudo|tinh|tp)(?=.)")
_CODE = re.compile(r"(\d{1,2})(?:\.0)?")
_NAME_WITH_CODE = re.compile(r"(?P<name>.*\D)\s*[(\[](?P<code>\d{2})[)\]]|(?P<first>\d{2})\s*[-–:]\s*(?P<rest>\D.*)")
_NUMBERING = re.compile(r"^\d{1,2}\s*[.)]\s+(?=\D)")


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory on one boundary; both days are included, `valid_to` is None for today's."""

    code: str
    name: str
    full_name: str
    unit_type: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the code means this territory on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means on a day: a territory, or the rule that it breaks and what was expected instead.

    Attributes:
        successor: Where the text names a territory of another day: what that one is part of by then.
    """

    territory: Territory | None = None
    rule: str | None = None
    expected: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    successor: Territory | None = None


class Territories:
    """The list of territories with their changes (`contracts/codes/province*.csv`)."""

    def __init__(
        self, territories: Iterable[Territory], changes: dict[tuple[str, date], str], aliases: Iterable[tuple[str, str]]
    ) -> None:
        self.all = tuple(territories)
        self._changes = changes
        self._first_day = min(territory.valid_from for territory in self.all)
        self._by_code: dict[str, list[Territory]] = defaultdict(list)
        self._by_name: dict[str, list[Territory]] = defaultdict(list)
        for territory in self.all:
            self._by_code[territory.code].append(territory)
            for key in {name_key(territory.name), name_key(territory.full_name)}:
                self._by_name[key].append(territory)
        # one alias may be that of two territories, of two times
        named = [(name_key(alias), self._by_name[name_key(name)]) for alias, name in aliases]
        for key, found in named:
            self._by_name[key] = list(dict.fromkeys([*self._by_name[key], *found]))

    @classmethod
    def load(cls, folder: Path) -> Territories:
        """Read the lists from the folder of code lists; read again when one of them changes.

        Raises:
            OSError: A list is missing.
        """
        names = ("provinces.csv", "province_changes.csv", "province_aliases.csv")
        return _cached(folder, tuple((folder / name).stat().st_mtime_ns for name in names))

    def on(self, day: date) -> list[Territory]:
        """The territories of a day."""
        return [territory for territory in self.all if territory.holds_on(day)]

    def has(self, name: str) -> bool:
        """Whether a text is the name of a territory of any day."""
        return name_key(name) in self._by_name

    def by_code(self, code: str, day: date) -> Territory | None:
        """The territory that the code means on the day."""
        return next((found for found in self._by_code.get(code, ()) if found.holds_on(day)), None)

    def resolve(self, text: str, day: date) -> Resolution:
        """What a text means on a day.

        Args:
            text: A code (`01`, `1`, `01-HL`, `VN`), a name in any spelling, or both (`Hà Nội (01)`).
            day: The day; before the first list of codes (2004) that first list holds.
        """
        day = max(day, self._first_day)
        code, name = _split(text)
        if name is None:
            return self._of(self._by_code.get(code or "", []), text, day)
        found = self._of(self._by_name.get(name_key(name), []), name, day)
        if code and found.territory and found.territory.code != code:
            return self._outdated(found.territory, day)
        return found

    def _of(self, candidates: list[Territory], text: str, day: date) -> Resolution:
        valid = next((candidate for candidate in candidates if candidate.holds_on(day)), None)
        if valid:
            return Resolution(valid)
        if candidates:
            return self._outdated(self._today(candidates, day), day)
        return self._unknown(text, day)

    def _today(self, candidates: list[Territory], day: date) -> Territory | None:
        """The territory of the day that an earlier one has become part of."""
        earlier = [candidate for candidate in candidates if candidate.valid_to and candidate.valid_to < day]
        territory = max(earlier, key=lambda one: one.valid_from, default=None)
        while territory and territory.valid_to and not territory.holds_on(day):
            changed = territory.valid_to + timedelta(days=1)
            code = self._changes.get((territory.code, changed))
            territory = self.by_code(code, changed) if code else None
        return territory

    @staticmethod
    def _outdated(now: Territory | None, day: date) -> Resolution:
        params = {"date": f"{day:%d/%m/%Y}"} | ({"suggestion": str(now)} if now else {})
        return Resolution(rule="cell.territory", expected=str(now) if now else None, params=params, successor=now)

    def _unknown(self, text: str, day: date) -> Resolution:
        known = {name_key(territory.name): territory for territory in self.on(day)}
        close = [str(known[key]) for key in nearest(name_key(text), known)]
        provinces = (str(territory) for territory in known.values() if territory.parent_code == "VN")
        suggestion = {"suggestion": close[0]} if len(close) == 1 else {}
        return Resolution(rule="cell.code", expected=listed(close or provinces), params=suggestion)


def name_key(name: str) -> str:
    """The key of a territory's name: folded, without spaces and without what kind of unit it is."""
    return _PREFIX.sub("", fold(_SHORT_PREFIX.sub("", name)).replace(" ", ""))


def _split(text: str) -> tuple[str | None, str | None]:
    """The code and the name in a text; one of them may be missing."""
    text = text.strip()
    if found := _CODE.fullmatch(text):
        return found.group(1).zfill(2), None
    if re.fullmatch(r"\d{2}-[A-Z]{1,4}|VN", text.upper()):
        return text.upper(), None
    if found := _NAME_WITH_CODE.fullmatch(text):
        return found["code"] or found["first"], found["name"] or found["rest"]
    return None, _NUMBERING.sub("", text)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@lru_cache(maxsize=4)
def _cached(folder: Path, _changed: tuple[int, ...]) -> Territories:
    territories = [
        Territory(
            row["code"], row["name"], row["full_name"], row["unit_type"], row["parent_code"] or None,
            date.fromisoformat(row["valid_from"]), _day(row["valid_to"]),
        )
        for row in _rows(folder / "provinces.csv")
    ]  # fmt: skip
    changes = {
        (row["old_code"], date.fromisoformat(row["effective_date"])): row["new_code"]
        for row in _rows(folder / "province_changes.csv")
    }
    aliases = [(row["alias"], row["name"]) for row in _rows(folder / "province_aliases.csv")]
    return Territories(territories, changes, aliases)
