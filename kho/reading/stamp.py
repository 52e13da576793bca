"""The stamp of a template: what its columns and choices meant in the version of the contract that it was made from.

It lies in a hidden sheet of the workbook. A report filled in on an older template is read by what stands there, so
that a title or a label that has changed since means what the clerk saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kho.contract import Contract, FieldSpec
from kho.reading.fold import split_unit
from kho.reading.titles import exact

#: The sheet; its name begins as those of all sheets that belong to kho.
SHEET = "_kho_template"
#: A stamp is as long as its contract; what is much longer was written by somebody else.
MOST_ROWS = 5_000

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a template says of itself.

    Attributes:
        feed: The report that it is for.
        version: The contract's version that it was made from.
        titles: Field, as it was called then → the title of its column or line.
        labels: Field → what its drop-down offered → the code that this means.
    """

    feed: str
    version: int
    titles: dict[str, str]
    labels: dict[str, dict[str, str]]

    def gone(self, contract: Contract) -> frozenset[str]:
        """The titles (by `exact`) of fields that the contract has no more."""
        known = set(_present(contract))
        return frozenset(exact(title) for name, title in self.titles.items() if name not in known)

    def has(self, name: str, contract: Contract) -> bool:
        """Whether the template asked for a field of today, by whatever name."""
        now = _present(contract)
        return any(now.get(then) == name for then in self.titles)


def rows(contract: Contract, sender: str, title: dict[str, str]) -> Iterator[tuple[Any, ...]]:
    """The lines of the stamp of a template that is made now.

    Args:
        contract: What it is made from.
        sender: Whom it is made for.
        title: Field → the title of its column or line.
    """
    yield from (("feed", contract.feed), ("version", contract.version), ("sender", sender))
    yield from (("field", name, text) for name, text in title.items())
    for name in title:
        for code, labels in (contract.fields[name].codes or {}).items():
            yield ("label", name, labels[0] if labels else code, code)


def parse(lines: Iterable[Sequence[str | None]]) -> Stamp | None:
    """The stamp that a sheet holds; None where it holds none."""
    found: dict[str, str] = {}
    titles: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for line in lines:
        match [cell for cell in line if cell is not None]:
            case ["feed" | "version" as key, value]:
                found[key] = value
            case ["field", name, title]:
                titles[name] = title
            case ["label", name, label, code]:
                labels.setdefault(name, {})[label] = code
    version = found.get("version", "").partition(".")[0]
    return Stamp(found["feed"], int(version), titles, labels) if "feed" in found and version.isdecimal() else None


def migrated(contract: Contract, stamp: Stamp) -> Contract:
    """The contract as a report on this template is to be read: today's fields under the titles and labels of then."""
    if stamp.feed != contract.feed:
        return contract
    now = _present(contract)
    title = {now[name]: text for name, text in stamp.titles.items() if name in now}
    label = {now[name]: said for name, said in stamp.labels.items() if name in now}
    taken = {exact(text): now.get(name) for name, text in stamp.titles.items()}
    fields = {
        name: _as_then(
            spec, title.get(name), label.get(name, {}), {text for text, owner in taken.items() if owner != name}
        )
        for name, spec in contract.fields.items()
    }
    return contract.model_copy(update={"fields": fields})


def _present(contract: Contract) -> dict[str, str]:
    """A field's name, or one that it had → its name now."""
    former = {old: name for name, spec in contract.fields.items() for old in spec.formerly}
    return former | {name: name for name in contract.fields}


def _as_then(spec: FieldSpec, title: str | None, labels: dict[str, str], others: set[str]) -> FieldSpec:
    """One field with its title of then; titles that meant another field then are left to that one.

    The title of then is an alias, so that a unit in it is heeded as any that is not today's.
    """
    own = tuple(text for text in spec.titles if exact(text) not in others)
    changes: dict[str, Any] = {}
    if title is not None:
        header = spec.header if spec.header in own else split_unit(title)[0]
        changes = {"header": header, "aliases": (title, *own)}
    elif not own:
        # the template cannot have it: its title stood over something else
        changes = {"found_in": tuple(place for place in spec.found_in if place != "column")}
    elif own != spec.titles:
        changes = {"header": own[0], "aliases": own[1:]}
    if labels and spec.codes is not None:
        changes["codes"] = _codes(spec.codes, labels)
    return spec.model_copy(update=changes)


def _codes(now: dict[str, tuple[str, ...]], then: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Today's codes; a label of then means the code that it meant, if there still is that code."""
    meant = {exact(label): code for label, code in then.items() if code in now}
    codes = {
        code: tuple(label for label in labels if meant.get(exact(label), code) == code) for code, labels in now.items()
    }
    for label, code in then.items():
        if code in codes and exact(label) not in map(exact, codes[code]):
            codes[code] = (*codes[code], label)
    return codes
