"""Departments by name and day: in full, short, in any spelling, with their province or without."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.nearest import listed, nearest
from kho.reading.values.resolved import Answer, labels_of, resolve, scope_on
from kho.reading.values.territories import Territories

#: Words that a name has or has not: `Sở KH&CN`, `Sở Khoa học và Công nghệ tỉnh Quảng Ninh`, `… TP. Hà Nội`.
_IDLE = frozenset({"va", "tinh", "thanh", "pho", "tp", "cua"})


@dataclass(frozen=True)
class Department:
    """One department under one name, in the time when it had it.

    Attributes:
        code: Its code, which it keeps when it is renamed.
        name: Its full name.
        territory_code: The province that it is of; None where it is of several.
        valid_from: First day.
        valid_to: Last day; None while it lasts.
        successor_code: Who carries on after that day.
        aliases: Other names; one without a province is its name within its own.
    """

    code: str
    name: str
    territory_code: str | None
    valid_from: date
    valid_to: date | None
    successor_code: str | None
    aliases: tuple[str, ...]

    def lasts(self, day: date) -> bool:
        """Whether the department has this name on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Departments:
    """The list of departments (`contracts/codes/departments.csv`)."""

    def __init__(self, departments: Iterable[Department], provinces: Territories) -> None:
        self._by_key: dict[str, list[Department]] = defaultdict(list)
        self._by_code: dict[str, list[Department]] = defaultdict(list)
        for department in departments:
            self._by_code[department.code].append(department)
            code = department.territory_code
            places = {one.name for one in provinces.all if one.code == code and one.valid_from <= department.valid_from}
            names = (department.name, department.code, *department.aliases)
            keys = {_key(name) for name in names} | {_key(f"{name} {place}") for name in names for place in places}
            for key in keys:
                self._by_key[key].append(department)

    @classmethod
    def load(cls, folder: Path) -> Departments:
        """Read the list from the folder of code lists.

        Raises:
            OSError: The folder has no `departments.csv`.
        """
        path = folder / "departments.csv"
        return _cached(path, path.stat().st_mtime_ns)

    def find(self, text: str, day: date, provinces: Collection[str]) -> list[Department]:
        """The departments that a name can mean on a day; those of the given provinces alone if any is of them."""
        found = [one for one in self._by_key.get(_key(text), ()) if one.lasts(day)]
        own = [one for one in found if one.territory_code in provinces]
        return list({one.code: one for one in own or found}.values())

    def proposals(self, text: str, day: date) -> list[str]:
        """Names that a text which means no department on the day may have meant: who carries on, else the likest."""
        former = self._by_key.get(_key(text), ())
        heirs = [heir.name for one in former if (heir := self._heir(one, day))]
        if heirs:
            return list(dict.fromkeys(heirs))
        lasting = (key for key, known in self._by_key.items() if any(one.lasts(day) for one in known))
        close = nearest(_key(text), lasting)
        return [one.name for key in close for one in self._by_key[key] if one.lasts(day)][:1]

    def _heir(self, department: Department, day: date) -> Department | None:
        """Who a department is on another day: itself under another name, or who it was merged into."""
        seen: set[str] = set()
        code: str | None = department.code
        while code and code not in seen:
            seen.add(code)
            known = self._by_code.get(code, [])
            if lasting := next((one for one in known if one.lasts(day)), None):
                return lasting
            code = known[-1].successor_code if known else None
        return None


def type_department(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of departments: the code, where the name is known on the row's day, and the text as written."""
    departments = Departments.load(context.codes)
    frame = labels_of(texts)
    days = context.on if context.on is not None else pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    places = context.territory if context.territory is not None else pl.repeat(None, frame.height, eager=True)
    frame = frame.with_columns(day=days.fill_null(context.received_on), place=places.cast(pl.String))

    def answer(label: str, day: date, place: str | None) -> Answer:
        found = departments.find(label, day, {place} if place else scope_on(day, context))
        if len(found) == 1:
            return Answer(found[0].code)
        names = [one.name for one in found] or departments.proposals(label, day)
        return Answer(None, "cell.department", listed(names) or "…", {"date": f"{day:%d/%m/%Y}"})

    read = resolve(name, spec, frame, ["label", "day", "place"], answer)
    written = frame["label"].alias(f"{name}_text")
    return Typed(read.columns.with_columns(written), read.problems)


def _key(name: str) -> str:
    return " ".join(word for word in fold(name).split() if word not in _IDLE)


@lru_cache(maxsize=4)
def _cached(path: Path, _changed: int) -> Departments:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    departments = [
        Department(
            code=row["department_code"],
            name=row["name_vi"],
            territory_code=row["territory_code"] or None,
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            successor_code=row["successor_code"] or None,
            aliases=tuple(filter(None, row["aliases"].split("|"))),
        )
        for row in rows
    ]
    return Departments(departments, Territories.load(path.parent))
