"""The ledger of releases: what state each is in, and which one readers see.

A release is the state of the warehouse after a set of changes: deliveries that were accepted, deliveries that were
withdrawn (`kho.release_changes`). It starts from the published one. What a rollback took out is therefore not in the
release that is built next; it comes back when that release is published again, or when its deliveries are settled
again.

Every function works inside the caller's transaction, with the rights of `kho_loader` where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from kho.release_changes import OPEN, forget


class ReleaseError(Exception):
    """A release cannot be what was asked of it; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Release:
    """One row of `control.release`."""

    release_id: int
    status: str
    created_at: datetime
    built_at: datetime | None
    gate_passed: bool | None
    published_at: datetime | None
    accepted_count: int
    withdrawn_count: int
    definition: str
    reason: str | None
    is_shown: bool


_SELECT = """select release_id, status, created_at, built_at, gate_passed, published_at, accepted_count,
    withdrawn_count, definition, reason,
    release_id is not distinct from (select release_id from control.published) as is_shown
    from control.release """


def releases(conn: psycopg.Connection) -> list[Release]:
    """Every release, the newest first."""
    with conn.cursor(row_factory=class_row(Release)) as cursor:
        return cursor.execute(_SELECT + "order by release_id desc").fetchall()


def get(conn: psycopg.Connection, release_id: int) -> Release:
    """One release.

    Raises:
        ReleaseError: There is none of that number.
    """
    with conn.cursor(row_factory=class_row(Release)) as cursor:
        found = cursor.execute(_SELECT + "where release_id = %s", [release_id]).fetchone()
    if found is None:
        raise ReleaseError(f"There is no release {release_id}: `kho release list` shows those there are.")
    return found


def newest(conn: psycopg.Connection) -> Release | None:
    """The newest release that was ever published, whichever is shown now."""
    with conn.cursor(row_factory=class_row(Release)) as cursor:
        query = _SELECT + "where status = 'published' order by release_id desc limit 1"
        return cursor.execute(query).fetchone()


def refused(conn: psycopg.Connection, definition: str) -> Release | None:
    """The newest release that failed with these models and code lists, unless one was published with them since."""
    with conn.cursor(row_factory=class_row(Release)) as cursor:
        # not those that were given up for another reason: what they were to take in was taken back, or a rollback came
        query = """where definition = %s and (status = 'published'
            or status = 'failed' and (built_at is null or not gate_passed)) order by release_id desc limit 1"""
        found = cursor.execute(_SELECT + query, [definition]).fetchone()
    return found if found and found.status == "failed" else None


def candidate(conn: psycopg.Connection) -> Release | None:
    """The release that is being made, if one is."""
    with conn.cursor(row_factory=class_row(Release)) as cursor:
        return cursor.execute(_SELECT + "where status = 'candidate'").fetchone()


def open_candidate(conn: psycopg.Connection, definition: str) -> int:
    """Begin a release; numbers follow each other, and those of failed ones are not used again."""
    insert = """insert into control.release (release_id, definition)
        select coalesce(max(release_id), 0) + 1, %s from control.release returning release_id"""
    row = conn.execute(insert, [definition]).fetchone()
    assert row is not None  # an insert with returning gives a row
    return int(row[0])


def built(conn: psycopg.Connection, release_id: int, row_counts: str) -> None:
    """Note that every model of a candidate has been built; `row_counts` is JSON by table."""
    update = "update control.release set built_at = clock_timestamp(), row_counts = %s where release_id = %s"
    conn.execute(update, [row_counts, release_id])


def record_gate(
    conn: psycopg.Connection, release_id: int, results: Iterable[tuple[object, ...]], *, passed: bool
) -> None:
    """Write what the gate of a candidate found, in place of what it found before.

    Args:
        conn: The caller's transaction.
        release_id: The candidate.
        results: Rule, standing, passed, failing count, sample as JSON, message.
        passed: Whether the release may be published.
    """
    conn.execute("delete from control.gate_result where release_id = %s", [release_id])
    insert = """insert into control.gate_result (release_id, rule, standing, passed, failing_count, sample, message)
        values (%s, %s, %s, %s, %s, %s, %s)"""
    with conn.cursor() as cursor:
        cursor.executemany(insert, [(release_id, *result) for result in results])
    update = """update control.release set gated_at = clock_timestamp(), gate_passed = %s
        where release_id = %s and status = 'candidate'"""
    conn.execute(update, [passed, release_id])


def remarks(conn: psycopg.Connection) -> list[tuple[str, str, list[dict[str, object]]]]:
    """What the gate found in the release that readers see and let pass: rule, message, and rows that show it."""
    query = """select rule, message, sample from control.gate_result join control.published using (release_id)
        where not passed and standing in ('warn', 'hold') order by rule"""
    return conn.execute(query).fetchall()


def undo_rows(conn: psycopg.Connection, release_id: int) -> None:
    """Take a candidate's rows out of every table of the warehouse; needs the rights of `kho_transformer`."""
    for name in _versioned_tables(conn):
        table = sql.Identifier("warehouse", name)
        conn.execute(sql.SQL("delete from {} where from_release = %s").format(table), [release_id])
        reopen = sql.SQL("update {} set to_release = %s where to_release = %s")
        conn.execute(reopen.format(table), [OPEN, release_id])


def row_counts(conn: psycopg.Connection, release_id: int) -> dict[str, int]:
    """How many rows a release has written, by table of the warehouse."""
    counts = {}
    for name in _versioned_tables(conn):
        query = sql.SQL("select count(*) from {} where from_release = %s").format(sql.Identifier("warehouse", name))
        row = conn.execute(query, [release_id]).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def _versioned_tables(conn: psycopg.Connection) -> list[str]:
    rows = conn.execute(
        """select table_name from information_schema.columns
            where table_schema = 'warehouse' and column_name in ('from_release', 'to_release')
            group by table_name having count(*) = 2 order by table_name"""
    )
    return [str(name) for (name,) in rows]


def fail(conn: psycopg.Connection, release_id: int, reason: str) -> None:
    """Give a candidate up; what it took in and out is pending again. Its rows must be undone before."""
    forget(conn, release_id)
    update = "update control.release set status = 'failed', reason = %s where release_id = %s and status = 'candidate'"
    conn.execute(update, [reason, release_id])


def is_overtaken(conn: psycopg.Connection, release_id: int) -> bool:
    """Whether readers were led back since a candidate was begun, which would bring what they were led away from."""
    query = """select exists (select from control.publication p join control.release r on r.status = 'candidate'
        where r.release_id = %s and p.published_at > r.created_at and p.release_id < p.replaced)"""
    row = conn.execute(query, [release_id]).fetchone()
    return bool(row and row[0])


def show(conn: psycopg.Connection, release_id: int, by: str) -> bool:
    """Make a release the one that readers see: one row changes, in one transaction, and its trigger keeps the log.

    Returns:
        False when it was the one already.

    Raises:
        ReleaseError: It has not passed its gate, failed, or does not exist.
    """
    update = """update control.published set release_id = %s, published_by = %s
        where release_id is distinct from %s returning release_id"""
    try:
        return conn.execute(update, [release_id, by, release_id]).fetchone() is not None
    except psycopg.DatabaseError as error:
        if error.sqlstate == "KH001":
            raise ReleaseError(error.diag.message_primary or str(error)) from error
        raise


def before(conn: psycopg.Connection) -> int:
    """The release that was published before the shown one.

    Raises:
        ReleaseError: There is none.
    """
    row = conn.execute(
        """select max(release_id) from control.release where status = 'published'
            and release_id < (select release_id from control.published)"""
    ).fetchone()
    if row is None or row[0] is None:
        raise ReleaseError("There is no earlier release to go back to: `kho release list` shows those there are.")
    return int(row[0])
