"""What tests share: one throwaway PostgreSQL for the run, a fresh migrated database for each test that asks.

`KHO_TEST_DATABASE_URL` (an administrator's URL) runs the same tests on a server of the machine instead.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from kho import database as warehouse
from kho.postgres import EmbeddedPostgres

#: A throwaway server forgets: no test outlives a crash of the machine.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


def named(url: str, database: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def execute(url: str, *statements: str) -> None:
    """Run administrators' statements, each in its own transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of DAGs last: they give Airflow a home in this process's environment, for the rest of the run."""
    items.sort(key=lambda item: "dags" in item.path.parts)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server where the tests may make databases, as an administrator."""
    external = os.environ.get("KHO_TEST_DATABASE_URL")
    if external:
        yield external
        return
    folder = Path(tempfile.mkdtemp(prefix="kho-tests-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres", port=_any_port(), settings=FORGETFUL)
    try:
        yield server.start()
    finally:
        server.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def _any_port() -> int:
    """A free port: the preferred one belongs to an installation that may be starting."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    """Name of a database with all migrations run once, to copy from."""
    name = f"kho_template_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name}")
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        patch.setenv("KHO_HOME", home)
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        warehouse.migrate()
    yield name
    execute(postgres_server, f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def installation(
    postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A migrated database and an empty KHO_HOME, which it gives, for all tests of a file, set in the environment."""
    name = f"kho_file_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KHO_HOME", str(home))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        yield home
    execute(postgres_server, f"drop database {name} with (force)")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty KHO_HOME for this test, set in the environment."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("KHO_HOME", str(folder))
    return folder


@pytest.fixture
def empty_database(postgres_server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of a database of this test's own without any table, set as KHO_DATABASE_URL."""
    yield from _made(postgres_server, "template1", monkeypatch)


@pytest.fixture
def database(
    postgres_server: str, migrated_template: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """URL of a migrated database of this test's own, set as KHO_DATABASE_URL beside a fresh KHO_HOME."""
    yield from _made(postgres_server, migrated_template, monkeypatch)


def _made(server: str, template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = f"kho_test_{uuid.uuid4().hex[:12]}"
    ended = f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{template}'"
    execute(server, ended, f"create database {name} template {template}")
    url = named(server, name)
    monkeypatch.setenv("KHO_DATABASE_URL", url)
    yield url
    execute(server, f"drop database {name} with (force)")
