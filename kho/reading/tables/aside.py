"""What a title says beside what is counted: the period, or the kind, in which columns of one name differ.

`Quý III/2025` and `Quý IV/2025` over the same titles, `Dự toán` and `Quyết toán` over the same measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from kho.contract import Contract, FieldSpec
from kho.reading.fold import fold
from kho.reading.tables.dated_titles import is_yearless, without_period
from kho.reading.tables.matching import Title
from kho.reading.titles import Titles
from kho.reading.values.dates import parse_date
from kho.reading.values.days import day_in_line
from kho.reading.values.periods import parse_period

#: Types of fields whose value may title columns.
_KINDS = frozenset({"period", "date", "enum"})
#: A day is told in no more words.
_MOST_WORDS = 4


def set_aside(titles: Sequence[Title], known: Titles, contract: Contract) -> list[Title]:
    """The titles, those of several periods or kinds with the parts that say of which they are."""
    told = dict[int, tuple[str, ...]]()
    for name, spec in contract.fields.items():
        if name in contract.key and spec.type in _KINDS:
            found = _told(name, titles, known, contract)
            told |= {index: (*told.get(index, ()), part) for index, part in found.items()}
    return [replace(title, aside=told[title.index]) if title.index in told else title for title in titles]


def told_by(title: Title, contract: Contract) -> dict[str, str]:
    """Field → what a title says of it."""
    fields = ((name, spec) for name, spec in contract.fields.items() if name in contract.key)
    return {name: part for name, spec in fields for part in title.aside if says(spec, part)}


def says(spec: FieldSpec, text: str) -> str | None:
    """What a text says of a field, and nothing else: the period or the day told, the code that a label stands for."""
    labels = tuple((code, label) for code, written in (spec.codes or {}).items() for label in (code, *written))
    return _said(spec.type, labels, " ".join(text.split()))


def _told(name: str, titles: Sequence[Title], known: Titles, contract: Contract) -> dict[int, str]:
    """Position → the part of its title that tells a field; empty where the field has a column, or one value only."""
    spec = contract.fields[name]
    if any(known.exactly(" ".join(title.parts)) == name for title in titles):
        return {}
    found = {
        title.index: part
        for title in titles
        if len(title.parts) > 1
        for part in title.parts
        if part not in known and says(spec, part)
    }
    return found if len({says(spec, part) for part in found.values()}) > 1 else {}


@lru_cache(maxsize=4096)
def _said(kind: str, labels: tuple[tuple[str, str], ...], text: str) -> str | None:
    match kind:
        case "period":
            period = parse_period(text)
            return f"{period.start}/{period.end}" if period else fold(text) if is_yearless(text) else None
        case "date":
            day = parse_date(text) or (day_in_line(text) if len(text.split()) <= _MOST_WORDS else None)
            return str(day) if day else None
        case _:
            named = {fold(label): code for code, label in labels}
            heads = (text, *(head for head, _ in without_period(text)))
            return next((named[fold(head)] for head in heads if fold(head) in named), None)
