"""Whether the places that tell a period tell the same one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from kho.contract import Contract
from kho.reading.fold import fold
from kho.reading.remarks import Remarks
from kho.reading.tables.matching import Layout
from kho.reading.tables.places import Value, disagree
from kho.reading.values import parse_period, period_in_text

#: Words that a line begins with which is the title of the table below it, and no part of the one above.
_TITLE = re.compile(r"(bao cao|bieu|bang|ket qua|tong hop|tinh hinh|danh sach|ky bao cao|ky|so lieu|phu luc)\b")
#: More distinct periods than this in one column are not compared with the title any more.
_MOST = 1_000


class Periods:
    """Collects the periods of a table's columns and compares them with those stated beside it."""

    def __init__(self, contract: Contract, layout: Layout) -> None:
        """Choose the fields that can disagree.

        Args:
            contract: The feed's contract.
            layout: Which field has a column, and the periods that titles print.
        """
        fields = [name for name, spec in contract.fields.items() if spec.type == "period"]
        self._fields = [name for name in fields if len(contract.fields[name].found_in) > 1]
        self._seen: dict[str, set[tuple[date | None, date | None, str | None]]] = {
            name: set() for name in fields if name in layout.columns
        }
        self._own, self._basis = fields[:1], contract.delivery.period_basis
        self._dated = {layout.titles[layout.columns[name]]: period for name, period in layout.dated.items()}

    def note(self, frame: pl.DataFrame) -> None:
        """Remember the periods of typed rows."""
        for name, seen in self._seen.items():
            if len(seen) < _MOST:
                parts = frame.select(f"{name}_start", f"{name}_end", f"{name}_label")
                seen.update(parts.unique().head(_MOST).rows())

    def report(
        self, sheet: str, stated: Mapping[str, Sequence[Value]], sections: Mapping[int, str], remarks: Remarks
    ) -> None:
        """Report each field whose places contradict each other.

        Args:
            sheet: The sheet.
            stated: Field → what stands beside the table.
            sections: Row → what stands over the rows below it; a period there is theirs, and not read as such.
            remarks: Where findings go.

        Two places agree where one period lies within the other; a column agrees where one of its periods does. A
        period that the title of a figure's column prints is compared with the one that the report is on.
        """
        for name in self._own:
            self._report_titles(sheet, name, stated.get(name, ()), remarks)
            self._report_sections(sheet, name, stated.get(name, ()), sections, remarks)
        for name in self._fields:
            values = list(stated.get(name, ()))
            for one, other in itertools.pairwise(values):
                if disagree(one.typed, other.typed, name):
                    self._add(remarks, sheet, name, one, other.place, other.text)
            column = self._column(name)
            if values and column and all(disagree(values[0].typed, period, name) for period in column):
                labels = ", ".join(str(period["label"]) for period in column[:3])
                self._add(remarks, sheet, name, values[0], "column", labels)

    def _column(self, name: str) -> list[dict[str, date | str | None]]:
        """The periods in the column of a field."""
        return [
            {f"{name}_start": start, f"{name}_end": end, "label": label}
            for start, end, label in sorted(self._seen.get(name, ()), key=str)
            if start is not None
        ]

    def _report_titles(self, sheet: str, name: str, stated: Sequence[Value], remarks: Remarks) -> None:
        own = self._column(name)
        place, texts = ("column", [str(period["label"]) for period in own[:3]]) if own else ("", [])
        if not own and stated:
            own, place, texts = [stated[0].typed], stated[0].place, [stated[0].text]
        for title, period in self._dated.items():
            printed = {f"{name}_start": period.start, f"{name}_end": period.end}
            if own and all(disagree(printed, one, name) for one in own):
                value = Value("heading", title.text, title.cell, printed, pl.DataFrame())
                self._add(remarks, sheet, name, value, place, ", ".join(texts))

    def _report_sections(
        self, sheet: str, name: str, stated: Sequence[Value], sections: Mapping[int, str], remarks: Remarks
    ) -> None:
        for row, label in sections.items() if stated and name not in self._seen else ():
            is_title = _TITLE.match(fold(label)) is not None
            period = period_in_text(label, self._basis) if is_title else parse_period(label, self._basis)
            typed = {f"{name}_start": period.start, f"{name}_end": period.end} if period else {}
            if typed and disagree(typed, stated[0].typed, name):
                value = Value("section", label, f"A{row}", typed, pl.DataFrame())
                self._add(remarks, sheet, name, value, stated[0].place, stated[0].text)

    def _add(self, remarks: Remarks, sheet: str, name: str, one: Value, other_place: str, expected: str) -> None:
        remarks.add(
            "period.disagrees",
            sheet=sheet,
            cell=one.cell,
            field=name,
            raw=one.text,
            expected=expected,
            place=one.place,
            other_place=other_place,
        )
