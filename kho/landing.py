"""Typed rows into PostgreSQL by COPY."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import polars as pl
import psycopg
from psycopg import sql

from kho.ahead import ahead
from kho.contract import Column, Contract

#: The columns that every raw table begins with: they lead a row back to its place in the file.
PLACE = (("delivery_id", "bigint"), ("sheet_name", "text"), ("row_number", "bigint"))
#: The columns in which reading says what it found in a row, so that the gate knows of every row, told or counted:
#: the fields with something that blocks (a cell beyond the table by its letter), and those with another remark.
REMARKS = (("blocked_fields", "text[]"), ("doubted_fields", "text[]"))


class RawTypeChanged(Exception):
    """A contract gives a column another type than the stored rows have."""


def ensure_table(conn: psycopg.Connection, contract: Contract) -> None:
    """Create `raw.<feed>`, or add the columns that the contract has gained; safe with data and with company.

    A column is never dropped and never changes its type: rows that were delivered stay as they were.

    Raises:
        RawTypeChanged: A column is stored with another type; the sentence says what to do.
    """
    lock = "select pg_advisory_xact_lock(hashtext('kho raw ' || %s))"
    known = "select column_name, sql_type from control.raw_column where feed = %s"
    stored: dict[str, str] = dict(conn.execute(known, [contract.feed]).fetchall())
    if all(stored.get(column.name) == column.sql_type for column in contract.columns):
        return
    with conn.transaction(), as_owner(conn):
        conn.execute(lock, [contract.feed])
        stored = dict(conn.execute(known, [contract.feed]).fetchall())
        table = sql.Identifier("raw", contract.feed)
        if not stored:
            _create(conn, table, contract)
        for column in contract.columns:
            if stored.get(column.name, column.sql_type) != column.sql_type:
                raise RawTypeChanged(
                    f"raw.{contract.feed}.{column.name} is stored as {stored[column.name]} and the contract now says "
                    f"{column.sql_type}: give the field another name, or migrate the column."
                )
            if column.name not in stored:
                _add(conn, table, contract, column)


@contextmanager
def as_owner(conn: psycopg.Connection) -> Iterator[None]:
    """The rights of the address for a moment of a transaction: raw tables are its own.

    `kho_loader` adds rows and reads them; to change a table, or to take rows out, is more than loading.
    """
    role = conn.execute("select current_setting('role')").fetchone()
    conn.execute("set local role none")
    yield
    conn.execute("select set_config('role', %s, true)", role)


def forget(conn: psycopg.Connection, feed: str, delivery_id: int) -> None:
    """Take out the rows of a delivery, which is read again in the same transaction or after it."""
    with as_owner(conn):
        delete = sql.SQL("delete from {} where delivery_id = %s").format(sql.Identifier("raw", feed))
        conn.execute(delete, [delivery_id])


def _create(conn: psycopg.Connection, table: sql.Identifier, contract: Contract) -> None:
    own = [*((name, f"{kind} not null") for name, kind in PLACE), *REMARKS]
    body = sql.SQL(", ").join(sql.SQL("{} " + kind).format(sql.Identifier(name)) for name, kind in own)
    conn.execute(sql.SQL("create table if not exists {} ({})").format(table, body))
    # deliveries are appended one after another, so a block range index finds one at almost no cost
    index = sql.Identifier(f"{contract.feed}_delivery"[:63])
    conn.execute(sql.SQL("create index if not exists {} on {} using brin (delivery_id)").format(index, table))
    conn.execute(sql.SQL("grant select, insert on {} to kho_loader").format(table))
    conn.execute(sql.SQL("grant select on {} to kho_transformer").format(table))
    comment = sql.Literal(f"{contract.title.en} / {contract.title.vi}: {contract.grain}")
    conn.execute(sql.SQL("comment on table {} is {}").format(table, comment))


def _add(conn: psycopg.Connection, table: sql.Identifier, contract: Contract, column: Column) -> None:
    name, comment = sql.Identifier(column.name), sql.Literal(contract.described(column))
    conn.execute(sql.SQL("alter table {} add column if not exists {} " + column.sql_type).format(table, name))
    conn.execute(sql.SQL("comment on column {}.{} is {}").format(table, name, comment))
    conn.execute(
        """insert into control.raw_column (feed, column_name, sql_type, field, contract_version)
        values (%s, %s, %s, %s, %s)""",
        [contract.feed, column.name, column.sql_type, column.field, contract.version],
    )


def ensure_scratch(conn: psycopg.Connection, contract: Contract, name: str) -> None:
    """A table like `raw.<feed>` in `scratch`, for a check that leaves nothing behind."""
    columns = [*PLACE, *REMARKS, *((column.name, column.sql_type) for column in contract.columns)]
    body = sql.SQL(", ").join(sql.SQL("{} " + kind).format(sql.Identifier(column)) for column, kind in columns)
    conn.execute(sql.SQL("create unlogged table {} ({})").format(sql.Identifier("scratch", name), body))


def land(
    conn: psycopg.Connection,
    contract: Contract,
    delivery_id: int,
    batches: Iterable[pl.DataFrame],
    table: tuple[str, str] | None = None,
) -> int:
    """COPY the typed rows of one delivery.

    Args:
        conn: A connection in a transaction: all rows are there after it, or none.
        contract: The feed.
        delivery_id: What the rows belong to.
        batches: Frames with `sheet_name`, `row_number`, the contract's columns and, where anything was remarked, those
            of `REMARKS`.
        table: Schema and table; `raw.<feed>` by default.

    Returns:
        The number of rows.
    """
    names = [name for name, _ in (*PLACE, *REMARKS)] + [column.name for column in contract.columns]
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(
        sql.Identifier(*(table or ("raw", contract.feed))), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    encoded = ((batch.height, as_csv(_of_delivery(batch, delivery_id).select(names))) for batch in batches)
    rows = 0
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        for height, data in ahead(encoded):
            rows += height
            copy.write(data)
    return rows


def _of_delivery(batch: pl.DataFrame, delivery_id: int) -> pl.DataFrame:
    none = (pl.lit(None, pl.String).alias(name) for name, _ in REMARKS if name not in batch.columns)
    return batch.with_columns(pl.lit(delivery_id).alias("delivery_id"), *none)


def as_csv(frame: pl.DataFrame) -> bytes:
    """A frame in the form that COPY reads: nothing for null, `""` for an empty text."""
    buffer = io.BytesIO()
    frame.write_csv(buffer, include_header=False, datetime_format="%Y-%m-%d %H:%M:%S%.6f+00")
    data = buffer.getvalue()
    # PostgreSQL's text has no place for NUL, and no report means one
    return data.replace(b"\0", b"") if b"\0" in data else data
