"""What a sender reported last, in the words that a clerk would write: the beginning of the next report."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from psycopg import sql

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec
from kho.database import connect
from kho.landing import ensure_table
from kho.reading.fold import split_unit
from kho.reading.values.units import Units

#: More rows than a person goes through one by one; a register of that size is exported, not typed.
MOST_ROWS = 1_500

#: A line of the workbook: field → what its cell shows.
Row = dict[str, Any]


def last_rows(contract: Contract, sender: str, known: Catalog, on: date) -> list[Row]:
    """The rows that a template begins with: the pre-filled fields of the sender's last accepted delivery.

    Args:
        contract: The feed; its `template.prefill` names the fields.
        sender: Whose report it was.
        known: Senders and code lists.
        on: The day that decides which names of places are in use.

    Returns:
        Each line once, in the order of the delivery; none where nothing was accepted yet.
    """
    names = contract.template.prefill
    if not names:
        return []
    table = sql.Identifier("raw", contract.feed)
    columns = [name if contract.fields[name].type != "period" else f"{name}_label" for name in names]
    query = sql.SQL("select {} from {} where delivery_id = %s order by sheet_name, row_number").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), table
    )
    with connect() as conn:
        newest = conn.execute(
            """select max(delivery_id) from control.delivery where sender = %s and feed = %s
                and verdict in ('accepted', 'accepted_with_warnings')""",
            [sender, contract.feed],
        ).fetchone()
        if newest is None or newest[0] is None:
            return []
        ensure_table(conn, contract)  # a field may be newer than the last delivery
        stored = list(dict.fromkeys(conn.execute(query, [newest[0]]).fetchall()))[:MOST_ROWS]
    return shown(contract, [dict(zip(names, row, strict=True)) for row in stored], known, on)


def shown(contract: Contract, rows: Sequence[Row], known: Catalog, on: date) -> list[Row]:
    """Stored values as cells that are read back as the same: labels for codes, names for places, agreed units."""
    words = {name: _writer(contract.fields[name], known, on) for name in contract.template.prefill}
    return [{name: None if row[name] is None else words[name](row[name]) for name in words} for row in rows]


def _writer(spec: FieldSpec, known: Catalog, on: date) -> Callable[[Any], Any]:
    """What turns a stored value of a field into its cell."""
    match spec.type:
        case "enum":
            labels = {code: said[0] for code, said in (spec.codes or {}).items() if said}
            return lambda code: labels.get(code, code)
        case "territory":
            names = _names(known, "provinces", on)
            return lambda code: names.get(code, code)
        case "commune":
            names = _names(known, "communes", on)
            return lambda code: names.get(code, code)
        case "boolean":
            return lambda value: "Có" if value else "Không"
        case "count" | "integer" | "money":
            factor = agreed_factor(spec, known)
            return lambda value: _number(Decimal(value) / factor)
        case _:
            return lambda value: _number(value) if isinstance(value, Decimal) else value


def agreed_factor(spec: FieldSpec, known: Catalog) -> Decimal:
    """How many stored units one of the agreed unit is (triệu đồng: 1,000,000)."""
    agreed = spec.unit or split_unit(spec.header)[1]
    return Units.load(known.folder / "codes").parse(agreed).factor if agreed else Decimal(1)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _names(known: Catalog, listing: str, on: date) -> dict[str, str]:
    """Code → full name of the places of a day; without names that two of them share."""
    with (known.folder / "codes" / f"{listing}.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["valid_from"] or "") <= on.isoformat() <= (row["valid_to"] or "9999")
        ]
    shared = Counter((row.get("province_code"), row["name"].casefold()) for row in rows)
    return {
        row["code"]: row["full_name"] for row in rows if shared[row.get("province_code"), row["name"].casefold()] == 1
    }
