"""A database that cannot be used is one sentence, whatever is wrong with it and whatever was asked."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from kho import database
from kho.cli import main


def refused() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"postgresql://kho:geheim@127.0.0.1:{probe.getsockname()[1]}/kho"


@pytest.mark.parametrize("command", [["ingest"], ["up"], ["release", "list"], ["query", "select 1"]])
def test_a_database_that_is_away_is_a_sentence(home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.setenv("KHO_DATABASE_URL", refused())
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    (line,) = done.output.splitlines()
    assert line.startswith("The database does not let kho in (connection failed: ")
    assert line.endswith("): see that it runs, and check KHO_DATABASE_URL.")
    assert "geheim" not in line


def test_status_says_so_and_shows_the_rest(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_DATABASE_URL", refused())
    done = CliRunner().invoke(main, ["status"])
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "Warehouse: the database that KHO_DATABASE_URL names does not answer."


def test_an_address_that_is_none_says_what_one_looks_like(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_DATABASE_URL", "mysql://kho@server/kho")
    done = CliRunner().invoke(main, ["ingest"])
    assert done.exit_code == 2
    assert done.output.rstrip().endswith("write postgresql://user:password@host/name.")


def test_a_server_that_is_too_old_says_which_is_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        info = SimpleNamespace(server_version=140_012)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

    monkeypatch.setenv("KHO_DATABASE_URL", "postgresql://kho@server/kho")
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: Old())
    with pytest.raises(database.DatabaseUnavailable, match=r"^The database is PostgreSQL 14: kho needs 15 or newer\.$"):
        database.migrate()
