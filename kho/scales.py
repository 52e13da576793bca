"""Columns in which the unit was probably mistaken: a thousand times what the same sender reported last.

No cell says so: every value may be right by itself. What tells is the sender's last accepted report, row by row. The
values stay as they were sent; whoever sent them, or a steward, says what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec
from kho.finding import Finding
from kho.prefill import agreed_factor
from kho.rules import finding

#: How many times too large or too small a value is in the wrong unit: a share for a percentage, nghìn, triệu, tỷ.
_FACTORS: dict[str, tuple[int, ...]] = {
    "percent": (100,),
    "decimal": (100, 1_000, 1_000_000),
    "count": (1_000, 1_000_000),
    "integer": (1_000, 1_000_000),
    "money": (1_000, 1_000_000, 1_000_000_000),
}
#: Once the factor is taken out, a value is that of the last report within so many times; with few rows, nearer.
_ALIKE, _ALIKE_OF_FEW = 3, 2
#: So many of the rows must tell the same factor.
_MOST_ROWS = 0.8
_FEW = 3
#: The rows that are compared, and those that the suggestion names.
_COMPARED, _SUGGESTED = 2_000, 20


@dataclass(frozen=True, slots=True)
class _Pair:
    """A value of the delivery and the one of the last report, both as they are stored."""

    sheet: str
    row: int
    now: Decimal
    before: Decimal


def mistaken(
    conn: psycopg.Connection,
    contract: Contract,
    delivery: tuple[int, str],
    table: tuple[str, str],
    layout: Mapping[str, Mapping[str, str]],
    known: Catalog,
) -> Iterator[Finding]:
    """One finding for each column that is a whole factor away from the sender's last accepted report.

    Args:
        conn: A connection that sees the rows.
        contract: The feed.
        delivery: Number and sender of the delivery; 0 for the rows of a check.
        table: Schema and table that its rows lie in.
        layout: Sheet → field → letter of its column.
        known: Senders and code lists.
    """
    keys = [name for name in contract.key if name != "sender" and _tells_rows_apart(contract.fields[name])]
    written = {field for columns in layout.values() for field in columns}
    names = [name for name, spec in contract.fields.items() if spec.type in _FACTORS and name in written]
    last = _last_accepted(conn, contract.feed, *delivery)
    if last is None or not keys or not names:
        return
    rows = _pairs(conn, contract, (delivery[0], last), table, keys, names)
    for at, name in enumerate(names):
        pairs = [
            _Pair(sheet, row, Decimal(values[at]), Decimal(values[at + len(names)]))
            for sheet, row, *values in rows
            if values[at] and values[at + len(names)]
        ]
        times = _factor(pairs, _FACTORS[contract.fields[name].type])
        if times is not None:
            yield _told(contract, name, pairs, times, layout, known)


def _tells_rows_apart(spec: FieldSpec) -> bool:
    """Whether a part of the key is the same in the reports of two periods."""
    return spec.type not in ("period", "date", "timestamp")


def _last_accepted(conn: psycopg.Connection, feed: str, number: int, sender: str) -> int | None:
    found = conn.execute(
        """select max(delivery_id) from control.delivery where feed = %s and sender = %s
            and verdict in ('accepted', 'accepted_with_warnings') and (%s = 0 or delivery_id < %s)""",
        [feed, sender, number, number],
    ).fetchone()
    return found[0] if found else None


def _pairs(
    conn: psycopg.Connection,
    contract: Contract,
    deliveries: tuple[int, int],
    table: tuple[str, str],
    keys: Sequence[str],
    names: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Sheet, row, the values of the delivery and those of the report before, for rows of the same key."""
    parts = [column.name for key in keys for column in contract.fields[key].columns(key)]

    def listed(form: str, columns: Sequence[str]) -> sql.Composed:
        return sql.SQL(", ").join(sql.SQL(form).format(sql.Identifier(column)) for column in columns)

    same = sql.SQL(" and ").join(
        sql.SQL("coalesce(now.{0}::text, '') = coalesce(before.{0}::text, '')").format(sql.Identifier(part))
        for part in parts
    )
    query = sql.SQL(
        """select now.sheet_name, now.row_number, {now}, {before}
            from (select * from {table} where delivery_id = %s order by sheet_name, row_number limit %s) as now
            join (select distinct on ({keys}) * from {stored} where delivery_id = %s order by {keys}, row_number desc)
                as before on {same}
            order by 1, 2"""
    ).format(
        now=listed("now.{}", names),
        before=listed("before.{}", names),
        table=sql.Identifier(*table),
        stored=sql.Identifier("raw", contract.feed),
        keys=listed("{}", parts),
        same=same,
    )
    return conn.execute(query, [deliveries[0], _COMPARED, deliveries[1]]).fetchall()


def _factor(pairs: Sequence[_Pair], factors: Sequence[int]) -> Decimal | None:
    """How many times the last values nearly all of the values are; None where no factor explains them."""
    alike = _ALIKE if len(pairs) >= _FEW else _ALIKE_OF_FEW
    for times in (Decimal(one) for factor in factors for one in (factor, 1 / Decimal(factor))):
        fitting = sum(1 <= alike * pair.now / (pair.before * times) <= alike**2 for pair in pairs)
        if pairs and fitting >= _MOST_ROWS * len(pairs):
            return times
    return None


def _told(
    contract: Contract,
    name: str,
    pairs: Sequence[_Pair],
    times: Decimal,
    layout: Mapping[str, Mapping[str, str]],
    known: Catalog,
) -> Finding:
    spec = contract.fields[name]
    unit = agreed_factor(spec, known) if spec.type in ("count", "integer", "money") else Decimal(1)

    def shown(value: Decimal) -> str:
        return f"{round(value / unit, 6).normalize():f}".replace(".", ",")

    def place(pair: _Pair) -> str:
        letter = layout.get(pair.sheet, {}).get(name, "")
        return f"{letter}{pair.row}" if letter.isupper() else str(pair.row)

    suggested = [f"{place(pair)}: {shown(pair.now / times)}" for pair in pairs[:_SUGGESTED]]
    sheets = {pair.sheet for pair in pairs}
    return finding(
        "column.scale",
        contract.standings,
        sheet=sheets.pop() if len(sheets) == 1 else None,
        field=name,
        raw=shown(pairs[0].now),
        expected="; ".join(suggested) + ("; …" if len(pairs) > _SUGGESTED else ""),
        times=int(times) if times > 1 else f"1/{int(1 / times)}",
        before=shown(pairs[0].before),
        compared=len(pairs),
    )
