"""Connections to the warehouse: one address, one role a purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from kho import postgres
from kho.settings import Settings

Role = Literal["kho_loader", "kho_transformer", "kho_analyst"]


#: The oldest server that has what the warehouse is built with.
OLDEST = 15
CONNECT_SECONDS = 10


class DatabaseUnavailable(Exception):
    """There is no database to talk to."""


def url(settings: Settings | None = None) -> str:
    """The libpq address of the warehouse: `KHO_DATABASE_URL`, or the embedded server of `KHO_HOME`.

    Raises:
        DatabaseUnavailable: No external address is given and the embedded server does not answer.
    """
    settings = settings or Settings.from_environment()
    if settings.database_url:
        return settings.database_url
    if found := postgres.running_url(settings):
        return found
    raise DatabaseUnavailable(f"The database of {settings.home} is not running: start it with `kho up`.")


def connect(
    role: Role | None = "kho_loader", *, autocommit: bool = False, settings: Settings | None = None, **guc: str
) -> psycopg.Connection:
    """A connection that has no more rights than `role`; None keeps those of the address.

    Args:
        role: The role whose rights hold from the first statement on.
        autocommit: Whether each statement is its own transaction.
        settings: The installation; that of the environment by default.
        **guc: Settings of the session, `as_of="3"` for `kho.as_of`.
    """
    return psycopg.connect(url(settings), autocommit=autocommit, options=_options(role, guc), application_name="kho")


def _options(role: Role | None, guc: dict[str, str]) -> str:
    """The `options` of libpq: blanks and backslashes in a value are escaped as libpq wants them."""
    pairs = ({"role": role} if role else {}) | {f"kho.{name}": value for name, value in guc.items()}
    return " ".join(f"-c {name}=" + value.replace("\\", "\\\\").replace(" ", "\\ ") for name, value in pairs.items())


def sqlalchemy_url(
    driver: str = "postgresql+psycopg2", role: Role | None = None, settings: Settings | None = None, **guc: str
) -> str:
    """The same address as SQLAlchemy spells it, for Great Expectations and Alembic."""
    parts = conninfo_to_dict(url(settings))
    query: dict[str, str] = {key: str(parts[key]) for key in ("sslmode", "sslrootcert") if key in parts}
    if options := _options(role, guc):
        query["options"] = options
    address = URL.create(
        driver,
        username=_text(parts.get("user")),
        password=_text(parts.get("password")),
        host=_text(parts.get("host")),
        port=int(str(parts["port"])) if parts.get("port") else None,
        database=_text(parts.get("dbname")),
        query=query,
    )
    return address.render_as_string(hide_password=False)


def migrate(settings: Settings | None = None) -> list[str]:
    """Bring the warehouse's schema to the newest version.

    Returns:
        The revisions that were applied, oldest first; empty when there was nothing to do.

    Raises:
        DatabaseUnavailable: The server does not let kho in, or is too old.
    """
    _look_at_server(url(settings))
    from alembic import command  # costs a quarter of a second that only migrations need to pay
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    engine = create_engine(sqlalchemy_url("postgresql+psycopg", settings=settings), poolclass=NullPool)
    with engine.connect() as connection:
        # two starts at once must not migrate together
        connection.execute(text("select pg_advisory_lock(hashtext('kho migrate'))"))
        connection.execute(text("create schema if not exists control"))
        connection.commit()
        context = MigrationContext.configure(connection, opts={"version_table_schema": "control"})
        before = context.get_current_revision()
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        head = script.get_current_head()
    engine.dispose()
    if before == head:
        return []
    return [revision.revision for revision in script.iterate_revisions(head, before)][::-1]


def _look_at_server(address: str) -> None:
    try:
        with psycopg.connect(address, connect_timeout=CONNECT_SECONDS) as conn:
            version = conn.info.server_version // 10_000
    except psycopg.ProgrammingError as error:
        raise DatabaseUnavailable(
            f"KHO_DATABASE_URL is no address of a database ({_line(error)}): write postgresql://user:password@host/name."
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(
            f"The database does not let kho in ({_line(error)}): see that it runs, and check KHO_DATABASE_URL."
        ) from error
    if version < OLDEST:
        raise DatabaseUnavailable(f"The database is PostgreSQL {version}: kho needs {OLDEST} or newer.")


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
