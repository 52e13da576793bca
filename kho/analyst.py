"""The analysts' own log-in: it reads the marts, and nothing can give it more."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kho.database import connect, url
from kho.formulas import harmless
from kho.private_file import write_private
from kho.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returned: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def as_csv(self) -> str:
        """The answer as csv with a header; no text of it is run as a formula by who opens it."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerows([harmless(value) for value in row] for row in (self.columns, *self.rows))
        return buffer.getvalue()

    def as_json(self) -> str:
        """The answer as a list of objects; numbers that JSON cannot hold exactly are texts."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return json.dumps(rows, ensure_ascii=False, indent=2, default=str)

    def as_text(self) -> str:
        """The answer as an aligned table; nothing stands for null."""
        cells = [[("" if value is None else str(value)) for value in row] for row in (self.columns, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]
        return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def login_name(settings: Settings) -> str:
    """The log-in's name: roles belong to a whole server, so it carries the database's."""
    return f"analyst_of_{conninfo_to_dict(url(settings))['dbname']}"


def password(settings: Settings) -> str:
    """`KHO_ANALYST_PASSWORD`, or one that was generated once and lies in the secrets of this installation."""
    if given := os.environ.get("KHO_ANALYST_PASSWORD"):
        return given
    path = settings.secrets / "analyst_password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text().strip()


def ensure_login(settings: Settings | None = None) -> str:
    """Create the analysts' log-in, or give it the password that holds now.

    Returns:
        The libpq address to log in with.
    """
    settings = settings or Settings.from_environment()
    name = login_name(settings)
    with connect(None, settings=settings) as conn:
        conn.execute("select pg_advisory_xact_lock(hashtext('kho roles'))")
        secret = password(settings)  # behind the lock: of two first commands one makes it up
        known = conn.execute("select from pg_roles where rolname = %s", [name]).fetchone()
        # an owner who is no superuser may make the log-in and change its password, and name no other attribute of it
        verb = "create role {} login password {}" if known is None else "alter role {} password {}"
        conn.execute(sql.SQL(verb).format(sql.Identifier(name), sql.Literal(secret)))
        conn.execute(sql.SQL("grant kho_analyst to {}").format(sql.Identifier(name)))
        conn.execute(
            sql.SQL("grant connect on database {} to {}").format(sql.Identifier(conn.info.dbname), sql.Identifier(name))
        )
        conn.execute(sql.SQL("alter role {} set default_transaction_read_only = on").format(sql.Identifier(name)))
    return make_conninfo(url(settings), user=name, password=secret)


def query(statement: str, as_of: str | None = None, settings: Settings | None = None) -> Answer:
    """Answer a query with the analysts' rights, in one snapshot.

    Args:
        statement: One SQL statement.
        as_of: A release or a date to look from; the published release by default.
        settings: The installation; that of the environment by default.

    Raises:
        psycopg.Error: The statement is wrong, or asks for what analysts may not see.
    """
    address = ensure_login(settings)
    with psycopg.connect(address, application_name="kho query") as conn:
        conn.execute("set transaction isolation level repeatable read read only")
        if as_of:
            conn.execute("select set_config('kho.as_of', %s, true)", [as_of])
        cursor = conn.execute(statement.encode())
        rows: Iterable[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        return Answer([column.name for column in cursor.description or []], list(rows))
