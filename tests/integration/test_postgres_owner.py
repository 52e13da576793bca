"""An external database whose owner is no superuser, as a department's database administrators hand it over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from kho import analyst
from kho import database as warehouse
from kho.services.airflow_config import ensure_metadata_database, metadata_url
from kho.settings import Settings


@pytest.fixture
def settings(postgres_server: str, home: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An empty database that belongs to an owner who may make roles and databases, and nothing more."""
    name = f"kho_owned_{uuid.uuid4().hex[:8]}"
    parts = urlsplit(postgres_server)
    url = urlunsplit(parts._replace(netloc=f"{name}:word@{parts.netloc.rpartition('@')[2]}", path=f"/{name}"))
    monkeypatch.setenv("KHO_DATABASE_URL", url)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"create role {name} login createdb createrole password 'word'")
        connection.execute(f"create database {name} owner {name}")
        # on PostgreSQL 15 a role may only be given by its administrators; other tests may have made kho's roles
        for role in ("kho_loader", "kho_transformer", "kho_analyst"):
            if connection.execute("select from pg_roles where rolname = %s", [role]).rowcount:
                connection.execute(f"grant {role} to {name} with admin option")
        yield Settings.from_environment()
        for database in (f"{name}_airflow", name):
            connection.execute(f"drop database if exists {database} with (force)")
        connection.execute(f"drop role if exists analyst_of_{name}")
        connection.execute(f"drop owned by {name}")
        connection.execute(f"drop role {name}")


def test_the_owner_migrates_and_makes_the_analysts_log_in_again_and_again(settings: Settings) -> None:
    assert warehouse.migrate(settings)
    analyst.ensure_login(settings)

    address = analyst.ensure_login(settings)

    with psycopg.connect(address) as connection:
        assert connection.execute("show transaction_read_only").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from control.delivery")


def test_airflows_database_is_made_beside_the_warehouse(settings: Settings) -> None:
    ensure_metadata_database(settings)
    ensure_metadata_database(settings)

    with psycopg.connect(metadata_url(settings)) as connection:
        name = connection.execute("select current_database()").fetchone()
    assert name == (f"{urlsplit(str(settings.database_url)).path[1:]}_airflow",)
