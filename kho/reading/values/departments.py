"""Departments by name and day: in full, short, in any spelling, with their province or without."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.font_encodings import known_in_font
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

    def has(self, text: str) -> bool:
        """Whether a text is the name of a department of any day."""
        return _key(text) in self._by_key

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The words that names of departments begin with."""
        known = (one for named in self._by_code.values() for one in named)
        return frozenset(name.split()[0] for one in known for name in (one.name, *one.aliases))

    def find(self, text: str, day: date, provinces: Collection[str]) -> list[Department]:
        """The departments that a name can mean on a day; those of the given provinces alone if any is of them."""
        found = [one for one in self._by_key.get(_key(text), ()) if one.lasts(day)]
        own = [one for one in found if one.territory_code in provinces]
        return list({one.code: one for one in own or found}.values())

    def proposals(self, text: str, day: date, provinces: Collection[str]) -> list[str]:
        """Names that a text which means no department on the day may have meant: who carries on, else the likest.

        Those of the given provinces alone if any is of them; the likest one of another province is none.
        """
        former = self._by_key.get(_key(text), ())
        heirs = {heir.code: heir for one in former if (heir := self._heir(one, day))}
        own = [heir for heir in heirs.values() if heir.territory_code in provinces]
        if heirs:
            return [heir.name for heir in own or heirs.values()]
        lasting = {
            key: one
            for key, known in self._by_key.items()
            for one in known
            if one.lasts(day) and (not provinces or one.territory_code in (*provinces, "VN", None))
        }
        return list(dict.fromkeys(lasting[key].name for key in nearest(_key(text), lasting)))

    def suggestion(self, text: str, names: Sequence[str]) -> dict[str, str]:
        """The one name to write instead of that of a department that went; a likeness alone (`Ngoại vụ`) is none."""
        return {"suggestion": names[0]} if len(names) == 1 and self.has(text) else {}

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
        provinces = {place} if place else scope_on(day, context)
        found = departments.find(label, day, provinces)
        if len(found) == 1:
            return Answer(found[0].code)
        names = [one.name for one in found] or departments.proposals(label, day, provinces)
        params = {"date": f"{day:%d/%m/%Y}", **departments.suggestion(label, names)}
        return Answer(None, "cell.department", listed(names) or "…", params)

    frame = frame.with_columns(in_unicode(frame["label"], departments))
    read = resolve(name, spec, frame, ["label", "day", "place"], answer)
    written = frame["label"].alias(f"{name}_text")
    return Typed(read.columns.with_columns(written), read.problems)


def in_unicode(labels: pl.Series, departments: Departments) -> pl.Series:
    """The names with those decoded that only a font encoding makes those of departments (`Bé KH&CN`)."""
    unknown = (label for label in labels.drop_nulls().unique() if not departments.has(label))
    read = {label: plain for label in unknown if (plain := known_in_font(label, departments.has))}
    return labels.replace(list(read), list(read.values())) if read else labels


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
