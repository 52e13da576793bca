"""What is told of the header of a table: columns that nobody knows, that stand twice, that are hidden or missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kho.contract import Contract
from kho.reading.grid import MOST_COLUMNS, Sheet, letter
from kho.reading.remarks import Remarks
from kho.reading.stamp import Stamp
from kho.reading.tables.matching import Layout, Title
from kho.reading.titles import exact


def report_layout(
    sheet: Sheet, layout: Layout, left: Iterable[Title], contract: Contract, stamp: Stamp | None, remarks: Remarks
) -> None:
    """Tell what is odd about a header.

    Args:
        sheet: Where it stands.
        layout: What is known about it.
        left: Titles beside the table that belong to none.
        contract: The feed's contract.
        stamp: What the template says of itself.
        remarks: Takes the findings.
    """

    def at(found: Any) -> dict[str, Any]:
        return {"sheet": sheet.name, "cell": None if sheet.records else found.cell, "raw": found.text}

    if sheet.width > MOST_COLUMNS:
        remarks.add("table.wide", sheet=sheet.name, raw=str(sheet.width), expected=str(MOST_COLUMNS))
    gone = stamp.gone(contract) if stamp else frozenset()
    for unknown in (*layout.unknown, *left):
        rule = "template.column" if exact(unknown.text) in gone else "column.unknown"
        remarks.add(rule, **at(unknown), version=stamp.version if stamp else None)
    for name, similar in layout.similar.items():
        remarks.add("column.similar", **at(similar), field=name, expected=contract.fields[name].header)
    for name, double in layout.double:
        remarks.add("column.double", **at(double), field=name)
    for names, doubtful in layout.ambiguous:
        headers = ", ".join(f"“{contract.fields[name].header}”" for name in names)
        remarks.add("column.ambiguous", **at(doubtful), expected=headers)
    hidden = [f"{letter(index)}" for index in layout.columns.values() if index in sheet.hidden_columns]
    rows = [str(row) for row in sorted(sheet.hidden_rows) if row > layout.last]
    if hidden or rows:
        parts = ([f"column {', '.join(hidden)}"] if hidden else []) + ([f"row {', '.join(rows[:10])}"] if rows else [])
        remarks.add("table.hidden", sheet=sheet.name, raw="; ".join(parts))


def report_absent(
    name: str, sheet: Sheet, layout: Layout, contract: Contract, stamp: Stamp | None, remarks: Remarks
) -> None:
    """Tell that a required field stands nowhere."""
    spec = contract.fields[name]
    if any(name in names for names, _ in layout.ambiguous):
        # its column is there, and the finding at the title says what is to be done
        return
    if stamp and stamp.version != contract.version and not stamp.has(name, contract):
        versions = {"version": str(stamp.version), "now": str(contract.version)}
        remarks.add("template.lacks", sheet=sheet.name, field=name, expected=spec.header, **versions)
    elif spec.found_in == ("column",) or sheet.records:
        remarks.add("column.missing", sheet=sheet.name, field=name, expected=spec.header)
    else:
        where = ", ".join(spec.found_in)
        remarks.add("field.missing", sheet=sheet.name, field=name, expected=where, header=spec.header)
