"""The ledger of deliveries: what was taken, how far it came, what was found and what was decided.

Uniqueness: `(sender, feed, sha256)` among admitted deliveries that are no duplicates, so the same bytes of one
sender load once, whatever they are called and whoever takes them; `claim_id`, so that a receipt that was killed
is entered once. Every function works inside the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl
import psycopg
from psycopg.rows import class_row

from kho.finding import SCHEMA, Verdict, ordered
from kho.landing import as_csv

#: The states of a delivery, in order; a step does nothing to a delivery that is past it.
STATES = ("received", "read", "gated", "settled", "acknowledged")

_COLUMNS = """delivery_id, claim_id, sender, feed, file_name, sha256, bytes, received_at, is_admitted, duplicate_of,
    state, verdict, is_sample, layout, rows_read, rows_ignored, rows_in_error, settled_at, settled_by, reason"""


class UnknownDelivery(Exception):
    """The ledger has no delivery of that number."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of `control.delivery`."""

    delivery_id: int
    claim_id: UUID
    sender: str
    feed: str
    file_name: str
    sha256: str
    bytes: int
    received_at: datetime
    is_admitted: bool
    duplicate_of: int | None
    state: str
    verdict: Verdict | None
    is_sample: bool
    layout: dict[str, dict[str, str]]
    rows_read: int | None
    rows_ignored: int | None
    rows_in_error: int | None
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None

    def is_past(self, state: str) -> bool:
        """Whether the delivery has already left `state`."""
        return STATES.index(self.state) > STATES.index(state)

    def __str__(self) -> str:
        return f"delivery {self.delivery_id} ({self.sender}, {self.feed}, {self.file_name})"


def try_claim(conn: psycopg.Connection, claim_id: UUID, *, wait: bool) -> bool:
    """Hold the claim until the transaction ends; False when another worker holds it and `wait` is off."""
    key = f"kho claim {claim_id}"
    if wait:
        conn.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return True
    row = conn.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key]).fetchone()
    return bool(row and row[0])


def of_claim(conn: psycopg.Connection, claim_id: UUID) -> Delivery | None:
    """The delivery that a claim was entered as, if it was."""
    with conn.cursor(row_factory=class_row(Delivery)) as cursor:
        return cursor.execute(f"select {_COLUMNS} from control.delivery where claim_id = %s", [claim_id]).fetchone()


def enter(
    conn: psycopg.Connection,
    claim_id: UUID,
    sender: str,
    feed: str,
    file_name: str,
    sha256: str,
    size: int,
    *,
    admitted: bool,
) -> int:
    """Enter a file, as a delivery or as the duplicate of one.

    Two workers with the same bytes meet at the unique index: the second waits for the first and becomes its duplicate.
    """
    values = [claim_id, sender, feed, file_name, sha256, size, admitted]
    insert = (
        "insert into control.delivery (claim_id, sender, feed, file_name, sha256, bytes, is_admitted{}) values ({}) "
    )
    plain = insert.format("", "%s, %s, %s, %s, %s, %s, %s")
    on_conflict = "on conflict (sender, feed, sha256) where duplicate_of is null and is_admitted do nothing "
    row = conn.execute(plain + on_conflict + "returning delivery_id", values).fetchone()
    if row is None:
        first = original(conn, sender, feed, sha256)
        marked = insert.format(
            ", duplicate_of, state, verdict, settled_at, settled_by",
            "%s, %s, %s, %s, %s, %s, %s, %s, 'settled', 'duplicate', clock_timestamp(), 'ledger'",
        )
        row = conn.execute(marked + "returning delivery_id", [*values, first]).fetchone()
    assert row is not None  # an insert with returning gives a row
    return int(row[0])


def original(conn: psycopg.Connection, sender: str, feed: str, sha256: str) -> int | None:
    """The delivery that first brought these bytes from this sender, if one did."""
    query = """select delivery_id from control.delivery
        where sender = %s and feed = %s and sha256 = %s and duplicate_of is null and is_admitted"""
    row = conn.execute(query, [sender, feed, sha256]).fetchone()
    return int(row[0]) if row else None


def get(conn: psycopg.Connection, delivery_id: int, *, lock: bool = False) -> Delivery:
    """One delivery; with `lock` no other worker can move it until the transaction ends.

    Raises:
        UnknownDelivery: There is none of that number.
    """
    query = f"select {_COLUMNS} from control.delivery where delivery_id = %s" + (" for update" if lock else "")
    with conn.cursor(row_factory=class_row(Delivery)) as cursor:
        found = cursor.execute(query, [delivery_id]).fetchone()
    if found is None:
        raise UnknownDelivery(f"There is no delivery {delivery_id}: `kho status` lists the latest ones.")
    return found


def unfinished(conn: psycopg.Connection, feed: str | None = None) -> list[tuple[int, str]]:
    """Number and feed of the deliveries that have not been acknowledged, oldest first."""
    query = """select delivery_id, feed from control.delivery
        where state <> 'acknowledged' and (%s::text is null or feed = %s) order by delivery_id"""
    return [(int(number), str(name)) for number, name in conn.execute(query, [feed, feed])]


def is_any_under_way(conn: psycopg.Connection, seconds: float) -> bool:
    """Whether a delivery that was received in the last seconds has no verdict yet."""
    query = """select exists (select from control.delivery
        where verdict is null and received_at > clock_timestamp() - make_interval(secs => %s))"""
    row = conn.execute(query, [seconds]).fetchone()
    return bool(row and row[0])


def advance(conn: psycopg.Connection, delivery_id: int, state: str, **values: Any) -> None:
    """Move a delivery to its next state and set what the step has learnt.

    Args:
        conn: The caller's transaction.
        delivery_id: The delivery.
        state: One of `STATES`.
        **values: Columns of `control.delivery`.
    """
    adapted = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in values.items()}
    assignments = "".join(f", {name} = %({name})s" for name in adapted)
    query = f"update control.delivery set state = %(state)s{assignments} where delivery_id = %(delivery_id)s"
    conn.execute(query.encode(), {"state": state, "delivery_id": delivery_id} | adapted)


def record_findings(conn: psycopg.Connection, delivery_id: int, step: str, findings: Iterable[pl.DataFrame]) -> int:
    """Write what one step found, in place of what it found before.

    Args:
        conn: The caller's transaction.
        delivery_id: The delivery.
        step: `receive`, `read` or `gate`.
        findings: Frames with the columns of `finding.SCHEMA`, written one after another.

    Returns:
        How many were found.
    """
    conn.execute("delete from control.finding where delivery_id = %s and step = %s", [delivery_id, step])
    columns = ", ".join(f'"{name}"' for name in ("delivery_id", "step", *SCHEMA))
    count = 0
    with (
        conn.cursor() as cursor,
        cursor.copy(f"copy control.finding ({columns}) from stdin (format csv)".encode()) as copy,
    ):
        for frame in findings:
            count += frame.height
            copy.write(
                as_csv(frame.select(pl.lit(delivery_id).alias("delivery_id"), pl.lit(step).alias("step"), *SCHEMA))
            )
    return count


def record_ignored(conn: psycopg.Connection, delivery_id: int, ignored: Iterable[Mapping[str, Any]]) -> None:
    """Write which rows of the file were no data, and why."""
    conn.execute("delete from control.ignored_row where delivery_id = %s", [delivery_id])
    insert = """insert into control.ignored_row (delivery_id, sheet, "row", reason, row_count)
        values (%(delivery_id)s, %(sheet)s, %(row)s, %(reason)s, %(row_count)s)"""
    with conn.cursor() as cursor:
        cursor.executemany(insert, [{"delivery_id": delivery_id, **row} for row in ignored])


def findings(conn: psycopg.Connection, delivery_id: int, step: str | None = None) -> pl.DataFrame:
    """Everything found in a delivery, with the columns of `finding.SCHEMA`, the most severe first."""
    columns = ", ".join(f'"{name}"::text' if name == "params" else f'"{name}"' for name in SCHEMA)
    query = f"select {columns} from control.finding where delivery_id = %s and (%s::text is null or step = %s)"
    rows = conn.execute(query.encode(), [delivery_id, step, step]).fetchall()
    return ordered(pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def ignored_reasons(conn: psycopg.Connection, delivery_id: int) -> tuple[tuple[str, int], ...]:
    """Why rows of a delivery were no data, each reason with its number of rows."""
    query = """select reason, sum(row_count)::bigint from control.ignored_row where delivery_id = %s
        group by reason order by min("row") nulls last, reason"""
    return tuple((str(reason), int(count)) for reason, count in conn.execute(query, [delivery_id]))


def standings(conn: psycopg.Connection, delivery_id: int) -> set[str]:
    """The standings that occur among the findings of a delivery."""
    query = "select distinct standing from control.finding where delivery_id = %s"
    return {str(standing) for (standing,) in conn.execute(query, [delivery_id])}


def settle(conn: psycopg.Connection, delivery_id: int, verdict: Verdict, by: str, reason: str | None = None) -> None:
    """Give a delivery its verdict; the earlier ones stay in `control.settlement`."""
    insert = "insert into control.settlement (delivery_id, verdict, settled_by, reason) values (%s, %s, %s, %s)"
    conn.execute(insert, [delivery_id, verdict, by, reason])
    update = """update control.delivery set state = 'settled', verdict = %s, settled_by = %s, reason = %s,
        settled_at = clock_timestamp() where delivery_id = %s"""
    conn.execute(update, [verdict, by, reason, delivery_id])
