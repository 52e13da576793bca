"""Whether the places that tell a period tell the same one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from kho.contract import Contract
from kho.reading.remarks import Remarks
from kho.reading.tables.places import Value, disagree

#: More distinct periods than this in one column are not compared with the title any more.
_MOST = 1_000
_WORDS = {"file_name": "file name", "sheet_name": "sheet name"}


class Periods:
    """Collects the periods of a table's columns and compares them with those stated beside it."""

    def __init__(self, contract: Contract, columns: Mapping[str, int]) -> None:
        """Choose the fields that can disagree.

        Args:
            contract: The feed's contract.
            columns: Field → position of its column.
        """
        self._fields = [
            name for name, spec in contract.fields.items() if spec.type == "period" and len(spec.found_in) > 1
        ]
        self._seen: dict[str, set[tuple[date | None, date | None, str | None]]] = {
            name: set() for name in self._fields if name in columns
        }

    def note(self, frame: pl.DataFrame) -> None:
        """Remember the periods of typed rows."""
        for name, seen in self._seen.items():
            if len(seen) < _MOST:
                parts = frame.select(f"{name}_start", f"{name}_end", f"{name}_label")
                seen.update(parts.unique().head(_MOST).rows())

    def report(self, sheet: str, stated: Mapping[str, Sequence[Value]], remarks: Remarks) -> None:
        """Report each field whose places contradict each other.

        Two places agree where one period lies within the other; a column agrees where one of its periods does.
        """
        for name in self._fields:
            values = list(stated.get(name, ()))
            for one, other in itertools.pairwise(values):
                if disagree(one.typed, other.typed, name):
                    self._add(remarks, sheet, name, one, other.place, other.text)
            column = [
                {f"{name}_start": start, f"{name}_end": end, "label": label}
                for start, end, label in sorted(self._seen.get(name, ()), key=str)
                if start is not None
            ]
            if values and column and all(disagree(values[0].typed, period, name) for period in column):
                labels = ", ".join(str(period["label"]) for period in column[:3])
                self._add(remarks, sheet, name, values[0], "column", labels)

    def _add(self, remarks: Remarks, sheet: str, name: str, one: Value, other_place: str, expected: str) -> None:
        remarks.add(
            "period.disagrees",
            sheet=sheet,
            cell=one.cell,
            field=name,
            raw=one.text,
            expected=expected,
            place=_WORDS.get(one.place, one.place),
            other_place=_WORDS.get(other_place, other_place),
        )
