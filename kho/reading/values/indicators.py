"""Indicators by code or by any name that departments give them."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

from kho.reading.fold import fold, split_unit
from kho.reading.values.nearest import nearest

_NUMBERING = re.compile(r"^\s*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])\s*[.)]\s+|^\s*[-–+•*]\s*", re.IGNORECASE)


class Indicators:
    """The list of indicators (`contracts/codes/indicators.csv`)."""

    def __init__(self, names: dict[str, tuple[str, ...]], units: dict[str, str]) -> None:
        self.codes = tuple(names)
        self._units = units
        self._by_key = {fold(code): code for code in names}
        self._names = names
        for code, all_names in names.items():
            for name in all_names:
                self._by_key.setdefault(fold(name), code)

    @classmethod
    def load(cls, folder: Path) -> Indicators:
        """Read the list from the folder of code lists.

        Raises:
            OSError: The folder has no `indicators.csv`.
        """
        path = folder / "indicators.csv"
        return _cached(path, path.stat().st_mtime_ns)

    def find(self, text: str) -> str | None:
        """The code of an indicator that is named by its code or a name, numbered or not, with its unit or not."""
        return next((self._by_key[key] for key in _keys(text) if key in self._by_key), None)

    def within(self, text: str) -> str | None:
        """The code of the indicator whose name, the longest one, stands within a text (the title of a table)."""
        line = f" {fold(text)} "
        named = [key for key in self._by_key if f" {key} " in line]
        return self._by_key[max(named, key=len)] if named else None

    def unit(self, code: str) -> str | None:
        """The unit that an indicator is reported in; None for one that is not on the list."""
        return self._units.get(code)

    def nearest(self, text: str) -> str | None:
        """The code of the indicator that a misspelt code or name probably meant; None for none, or several."""
        close = {self._by_key[key] for key in nearest(_keys(text)[-1], self._by_key)}
        return close.pop() if len(close) == 1 else None

    def label(self, code: str) -> str:
        """The indicator as people read it: its name and its code."""
        return f"{self._names[code][0]} ({code})"


def _keys(text: str) -> list[str]:
    """The keys that a text may be known by, from the whole to its core."""
    bare = _NUMBERING.sub("", text)
    return [fold(text), fold(bare), fold(split_unit(bare)[0])]


@lru_cache(maxsize=4)
def _cached(path: Path, _changed: int) -> Indicators:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: (row["name_vi"], *filter(None, row["aliases_vi"].split("|"))) for row in rows}
    return Indicators(names, {row["code"]: row["unit"] for row in rows})
