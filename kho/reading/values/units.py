"""Units of measure: what is counted, and how many of its base unit one of it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from kho.reading.fold import fold

_POWERS = {"nghin ngan 1000": 3, "trieu tr": 6, "ty ti": 9}
#: Words of scale that stand before a unit; two multiply (`nghìn tỷ`).
_SCALES = {word: Decimal(10**power) for words, power in _POWERS.items() for word in words.split()}
#: Tỷ lệ and tỷ trọng are shares, not thousands of millions.
_NO_SCALE = ("ty le", "ti le", "ty trong", "ti trong", "ty so", "ti so", "ty suat", "ti suat")
#: Nghìn tỷ: more than two words of scale are no unit.
_LARGEST = Decimal(10**12)
#: What a number in a column of counts or ratios may be followed by without any meaning of its own.
_NOUN = "count"
#: `1.000` within a ratio (`DN/1.000 dân`) is a thousand however it is written.
_THOUSAND = re.compile(r"1[.,\s]000\b")
_SIGNS = {"%": "percent", "$": "usd", "€": "euro", "‰": "phan nghin", "trđ": "triệu đồng"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Attributes:
        text: The unit as written.
        dimension: What it measures: a currency (`VND`, `USD`), `percent`, `area`, `count` …; units of one
            dimension convert into each other.
        factor: How many base units of its dimension one of it is (tỷ đồng: 1,000,000,000).
        known: Whether the list of units has it; a unit that is unknown is a noun that is counted.
        noun: Key of what is counted, without its scale (`nghìn giao dịch`: `giao dich`).
    """

    text: str
    dimension: str
    factor: Decimal
    known: bool
    noun: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether it is a word of scale alone, which does not say of what."""
        return self.known and not self.noun and self.factor != 1

    def converts_to(self, other: Unit) -> bool:
        """Whether values of this unit can be told in the other one."""
        nouns = {"count", "ratio", "rank", "score"}
        return self.dimension == other.dimension or {self.dimension, other.dimension} <= nouns

    def is_about(self, other: Unit) -> bool:
        """Whether a unit above the table can be this column's: thousands of transactions are no thousands of people."""
        return self.converts_to(other) and (self.dimension != _NOUN or self.noun == other.noun)


class Units:
    """The list of units (`contracts/codes/units.csv`)."""

    def __init__(self, names: dict[str, tuple[str, Decimal]]) -> None:
        self._names = names

    @classmethod
    def load(cls, folder: Path) -> Units:
        """Read the list of units from the folder of code lists.

        Raises:
            OSError: The folder has no `units.csv`.
        """
        path = folder / "units.csv"
        return _cached(path, path.stat().st_mtime_ns)

    def parse(self, text: str, alone: str = "VND") -> Unit:
        """The unit that a text names.

        Args:
            text: As written: `Đơn vị tính: Triệu đồng`, `(nghìn giao dịch)`, `tỷ`, `%`.
            alone: Dimension of a word of scale that stands alone (`triệu`).
        """
        plain = re.sub(r"(?i)^\s*\(?\s*(?:đơn vị tính|đơn vị|đvt|unit)\s*:?\s*", "", text).strip(" ()[];:.,")
        key = unit_key(plain)
        if key in self._names:
            return Unit(plain, *self._names[key], known=True, noun=key)
        factor, rest = _scale(key)
        if factor > _LARGEST:
            return Unit(plain, _NOUN, Decimal(1), known=False)
        if not rest and factor != 1:
            return Unit(plain, alone, factor, known=True)
        if rest in self._names:
            dimension, base = self._names[rest]
            return Unit(plain, dimension, factor * base, known=True, noun=rest)
        return Unit(plain, _NOUN, factor, known=False)

    def are(self, texts: Iterable[str]) -> bool:
        """Whether texts, blank ones aside, are units and nothing else."""
        parsed = [self.parse(text) for text in texts if text.strip()]
        return bool(parsed) and all(unit.known or unit.factor != 1 for unit in parsed)


def unit_key(text: str) -> str:
    """The key of a unit: folded, with `%` and currency signs as words."""
    text = _THOUSAND.sub("1000", text.strip().casefold())
    for sign, word in _SIGNS.items():
        text = text.replace(sign, f" {word} ")
    return fold(text)


def _scale(key: str) -> tuple[Decimal, str]:
    """The words of scale at the beginning of a key, multiplied, and the rest."""
    factor, words = Decimal(1), key.split()
    while words and words[0] in _SCALES and not key.startswith(_NO_SCALE):
        factor *= _SCALES[words.pop(0)]
    return factor, " ".join(words)


@lru_cache(maxsize=4)
def _cached(path: Path, _changed: int) -> Units:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {}
    for row in rows:
        for name in (row["unit"], *filter(None, row["aliases_vi"].split("|"))):
            names[unit_key(name)] = (row["dimension"], Decimal(row["factor"]))
    return Units(names)
