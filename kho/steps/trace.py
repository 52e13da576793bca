"""Trace: a number of a mart, back to file, sheet, cell, text, rules and releases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from kho import ledger
from kho.catalog import catalog
from kho.database import connect
from kho.reading import raw_cells
from kho.settings import Settings
from kho.steps.errors import Permanent, step
from kho.steps.read import archived

#: More rows than this are a search, not a trace.
MOST = 50

#: A mart names the place of a number by these columns, each with the same prefix (`target_`, `actual_`, none).
PLACE = ("delivery_id", "sheet_name", "row_number", "field")


@step
def trace(mart: str, keys: dict[str, str]) -> list[dict[str, Any]]:
    """Lead the rows of a mart back to where they came from.

    Args:
        mart: A view of `marts`.
        keys: Column → value as text; a row must match all of them.

    Returns:
        One object a row: its `number` (the row itself) and its `origins`, one a delivery it came from.

    Raises:
        Permanent: There is no such mart or column, or the mart's numbers have no single origin.
    """
    settings = Settings.from_environment()
    with connect() as conn:
        columns = _columns(conn, mart)
        if unknown := set(keys) - set(columns):
            raise Permanent(f"marts.{mart} has no column {sorted(unknown)[0]!r}; it has: {', '.join(columns)}.")
        prefixes = [name.removesuffix("delivery_id") for name in columns if name.endswith("delivery_id")]
        if not prefixes:
            raise Permanent(f"A number of marts.{mart} is made of many: trace the observations it is made of instead.")
        rows = _rows(conn, mart, keys)
        return [{"number": row, "origins": list(_origins(conn, row, prefixes, settings))} for row in rows]


def _columns(conn: psycopg.Connection, mart: str) -> list[str]:
    query = """select column_name from information_schema.columns
        where table_schema = 'marts' and table_name = %s order by ordinal_position"""
    columns = [str(name) for (name,) in conn.execute(query, [mart])]
    if not columns:
        marts = conn.execute("select table_name from information_schema.tables where table_schema = 'marts' order by 1")
        raise Permanent(f"There is no mart {mart!r}; there are: {', '.join(name for (name,) in marts)}.")
    return columns


def _rows(conn: psycopg.Connection, mart: str, keys: dict[str, str]) -> list[dict[str, Any]]:
    conditions = [sql.SQL("{}::text = %s").format(sql.Identifier(column)) for column in keys]
    query = sql.SQL("select * from {} where {} limit {}").format(
        sql.Identifier("marts", mart), sql.SQL(" and ").join(conditions), sql.Literal(MOST)
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, list(keys.values())).fetchall()


def _origins(
    conn: psycopg.Connection, row: dict[str, Any], prefixes: list[str], settings: Settings
) -> Iterator[dict[str, Any]]:
    """Where a row comes from: its own cells, or those of the observations that it is made of."""
    placed = [prefix for prefix in prefixes if row[prefix + "delivery_id"]]
    for prefix in placed:
        yield _origin(conn, row, prefix, settings)
    if not placed and row.get("observation_ids"):
        query = "select * from marts.mart_observation where observation_id = any(%s) order by territory_code"
        with conn.cursor(row_factory=dict_row) as cursor:
            for part in cursor.execute(query, [row["observation_ids"]]).fetchall():
                yield _origin(conn, part, "", settings)


def _origin(conn: psycopg.Connection, row: dict[str, Any], prefix: str, settings: Settings) -> dict[str, Any]:
    sheet, line, field = (row.get(prefix + name) for name in PLACE[1:])
    delivery = ledger.get(conn, row[prefix + "delivery_id"])
    # a row that was one cell of a matrix says itself in which column it stood
    letter = row.get(f"{prefix}column_letter") or delivery.layout.get(sheet or "", {}).get(field or "")
    cell = f"{letter}{line}" if letter and letter.isupper() and len(letter) <= 3 else None
    path = archived(delivery, settings)
    written = raw_cells(path, [(sheet, cell)]) if sheet is not None and cell else {}
    return {
        "of": prefix.rstrip("_") or "value",
        "delivery_id": delivery.delivery_id,
        "sender": delivery.sender,
        "feed": delivery.feed,
        "file_name": delivery.file_name,
        "archived_as": str(path),
        "sha256": delivery.sha256,
        "received_at": delivery.received_at,
        "verdict": delivery.verdict,
        "is_sample": delivery.is_sample,
        "sheet": sheet,
        "row": line,
        "field": field,
        "cell": cell,
        "written": written.get((sheet, cell)) if sheet is not None and cell else None,
        "rules": _rules(conn, delivery, sheet, line, field),
        "releases": _releases(conn, delivery.delivery_id),
    }


def _rules(
    conn: psycopg.Connection, delivery: ledger.Delivery, sheet: str | None, line: int | None, field: str | None
) -> dict[str, Any]:
    """The contract's rules that the number passed through, and what was found at its place."""
    contract = catalog().contracts.get(delivery.feed)
    found = conn.execute(
        """select rule, standing, field from control.finding where delivery_id = %s
            and (sheet is not distinct from %s or sheet is null) and ("row" = %s or "row" is null)""",
        [delivery.delivery_id, sheet, line],
    ).fetchall()
    return {
        "checked": [rule.id for rule in contract.rules] if contract else [],
        "found": [{"rule": rule, "standing": standing} for rule, standing, at in found if at in (None, field)],
    }


def _releases(conn: psycopg.Connection, delivery_id: int) -> list[dict[str, Any]]:
    query = """select release_id, change, status, published_at from control.release_change
        join control.release using (release_id) where delivery_id = %s order by release_id"""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, [delivery_id]).fetchall()


def as_text(traces: list[dict[str, Any]]) -> str:
    """Traces as a person reads them."""
    if not traces:
        return "No row of the mart matches."
    return "\n\n".join("\n".join(_lines(one)) for one in traces)


def _lines(one: dict[str, Any]) -> list[str]:
    lines = [", ".join(f"{name}={value}" for name, value in one["number"].items() if value is not None)]
    for origin in one["origins"]:
        place = ", ".join(
            f"{label} {origin[name]}"
            for label, name in (("sheet", "sheet"), ("cell", "cell"), ("row", "row"), ("field", "field"))
            if origin[name] is not None
        )
        releases = ", ".join(f"{one['release_id']} ({one['change']}, {one['status']})" for one in origin["releases"])
        found = ", ".join(f"{one['rule']} ({one['standing']})" for one in origin["rules"]["found"]) or "nothing"
        lines += [
            f"  {origin['of']}: delivery {origin['delivery_id']} of {origin['sender']}, {origin['file_name']}",
            f"    at       {place}",
            f"    written  {origin['written']}",
            f"    rules    {', '.join(origin['rules']['checked'])}; found here: {found}",
            f"    releases {releases}",
            f"    bytes    {origin['archived_as']}",
        ]
    return lines
