"""Trace: a number of a mart, back to file, sheet, cell, text, rules and releases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
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
from kho.steps.made_of import FIRST, Place, ingredients, places
from kho.steps.read import archived

#: More rows than this are a search, not a trace.
MOST = 50

#: What names a column of a sheet; anything else is the key of a JSON record.
LETTERS = re.compile("[A-Z]{1,3}")


@step
def trace(mart: str, keys: dict[str, str]) -> list[dict[str, Any]]:
    """Lead the rows of a mart back to where they came from.

    Args:
        mart: A view of `marts`.
        keys: Column → value as text; a row must match all of them.

    Returns:
        One object a row: its `number` (the row itself), the `rows_count` of delivered rows that it is made of, and
        its `origins`, one a cell of the first of them.

    Raises:
        Permanent: There is no such mart or column, or the mart shows a code list and no numbers.
    """
    settings = Settings.from_environment()
    with connect() as conn:
        columns = _columns(conn, mart)
        if unknown := set(keys) - set(columns):
            raise Permanent(f"marts.{mart} has no column {sorted(unknown)[0]!r}; it has: {', '.join(columns)}.")
        if not ingredients(mart) and not any(name.endswith("delivery_id") for name in columns):
            raise Permanent(
                f"marts.{mart} shows a list of this installation, not what a department reported: "
                "nothing of it stands in a file that was delivered."
            )
        return [_traced(conn, mart, row, settings) for row in _rows(conn, mart, keys)]


def _traced(conn: psycopg.Connection, mart: str, row: dict[str, Any], settings: Settings) -> dict[str, Any]:
    found = places(conn, mart, row)
    rows_count = max([len(found), *(place.total for place in found)])
    return {"number": row, "rows_count": rows_count, "origins": list(_origins(conn, found, row, settings))}


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
        sql.Identifier("marts", mart), sql.SQL(" and ").join([sql.SQL("true"), *conditions]), sql.Literal(MOST)
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, list(keys.values())).fetchall()


def _origins(
    conn: psycopg.Connection, found: list[Place], row: dict[str, Any], settings: Settings
) -> Iterator[dict[str, Any]]:
    """Each cell of each place, with what is known of its delivery; every file is opened once."""
    for delivery_id, group in groupby(sorted(found, key=attrgetter("delivery_id")), attrgetter("delivery_id")):
        delivery = ledger.get(conn, delivery_id)
        path = archived(delivery, settings)
        cells = [
            (place, field, _cell(delivery, place, field)) for place in group for field in _fields(delivery, place, row)
        ]
        wanted = {(place.sheet, cell) for place, _, cell in cells if place.sheet is not None and cell}
        written = raw_cells(path, sorted(wanted)) if wanted else {}
        releases = _releases(conn, delivery_id)
        for place, field, cell in cells:
            yield {
                "of": place.of,
                "delivery_id": delivery.delivery_id,
                "sender": delivery.sender,
                "feed": delivery.feed,
                "file_name": delivery.file_name,
                "archived_as": str(path),
                "sha256": delivery.sha256,
                "received_at": delivery.received_at,
                "verdict": delivery.verdict,
                "is_sample": delivery.is_sample,
                "sheet": place.sheet,
                "row": place.row,
                "field": field,
                "cell": cell,
                "written": written[place.sheet, cell].text if place.sheet is not None and cell else None,
                "rules": _rules(conn, delivery, place.sheet, place.row, field),
                "releases": releases,
            }


def _fields(delivery: ledger.Delivery, place: Place, row: dict[str, Any]) -> tuple[str | None, ...]:
    """The fields that count: those named, or else all of the file that the row of the mart shows a value of."""
    layout = delivery.layout.get(place.sheet or "", {})
    shown = tuple(name for name in layout if row.get(name) is not None)
    return place.fields or (shown if place.row is not None else ()) or (None,)


def _cell(delivery: ledger.Delivery, place: Place, field: str | None) -> str | None:
    """The cell as Excel names it; for JSON the key and the record's ordinal."""
    column = place.column or delivery.layout.get(place.sheet or "", {}).get(field or "")
    if not column or place.row is None:
        return None
    return f"{column}{place.row}" if LETTERS.fullmatch(column) else f"{column}:{place.row}"


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
    if one["rows_count"] > 1:
        lines.append(
            f"  made of {one['rows_count']} rows" + (f"; the first {FIRST}:" if one["rows_count"] > FIRST else ":")
        )
    if not one["origins"]:
        lines.append(f"  kept back: {one['number'].get('missing_reason') or 'nothing was delivered'}")
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
