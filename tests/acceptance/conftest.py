"""An installation of the tests' own: the embedded PostgreSQL and Airflow, started once and stopped at the end."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import requests

from kho import inbox, ledger, services
from kho.database import connect
from kho.services import airflow_config
from kho.settings import Settings

T = TypeVar("T")

#: A machine that is busy with other things needs several times what an idle one does.
PATIENCE = 180.0


@dataclass
class Installation:
    """A running kho, seen from outside: a department's folder, the ledger, the marts, Airflow's own records."""

    settings: Settings
    endpoints: services.Endpoints

    def drop(self, file: Path, sender: str, feed: str) -> Path:
        """Put a file into a department's folder."""
        return inbox.deliver(file, sender, feed, self.settings)

    def deliveries(self, file_name: str) -> list[ledger.Delivery]:
        """What the ledger knows under a file's name, oldest first."""
        with connect(settings=self.settings) as conn:
            query = "select delivery_id from control.delivery where file_name = %s order by delivery_id"
            return [ledger.get(conn, number) for (number,) in conn.execute(query, [file_name]).fetchall()]

    def acknowledged(self, file_name: str) -> ledger.Delivery:
        """Wait until the only delivery of a file's name has its receipt."""

        def found() -> ledger.Delivery | None:
            done = [one for one in self.deliveries(file_name) if one.state == "acknowledged"]
            return done[0] if done else None

        return self.wait(found, f"{file_name} is acknowledged")

    def receipts(self, delivery: ledger.Delivery) -> list[Path]:
        """The receipt's files of a delivery."""
        return sorted((self.settings.outbox / delivery.sender / delivery.feed).glob(f"*_{delivery.delivery_id}__*"))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of the warehouse gives, with the loader's rights."""
        with connect(settings=self.settings) as conn:
            return conn.execute(query.encode(), values).fetchall()

    def airflow(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query of Airflow's metadata gives."""
        with psycopg.connect(airflow_config.metadata_url(self.settings)) as conn:
            return conn.execute(query.encode(), values).fetchall()

    def published(self, delivery: ledger.Delivery) -> int:
        """Wait until readers see the rows of a delivery of payment accounts, and count them."""
        query = "select count(*) from marts.mart_payment_accounts where delivery_id = %s"
        return self.wait(lambda: self.rows(query, delivery.delivery_id)[0][0], f"{delivery} is published")

    @staticmethod
    def wait(condition: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
        """Wait until a condition gives something true, and give it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(psycopg.errors.UndefinedTable):  # the first release makes the marts
                if found := condition():
                    return found
            time.sleep(0.1)
        pytest.fail(f"{what}: not within {seconds:.0f} s")

    def ask(self, method: str, path: str, **body: object) -> Any:
        """Call Airflow's REST interface as the administrator."""
        login = {"username": self.endpoints.user, "password": self.endpoints.password}
        token = requests.post(f"{self.endpoints.airflow}/auth/token", json=login, timeout=30).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(
            method, f"{self.endpoints.airflow}/api/v2/{path}", json=body, headers=headers, timeout=30
        )
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Everything that `kho up` starts, in a home of its own; on the machine's PostgreSQL where the tests run on it."""
    home = Path(tempfile.mkdtemp(prefix="kho-acceptance-"))
    home.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHO_HOME", str(home))
        patch.delenv("KHO_DATABASE_URL", raising=False)
        patch.setattr(airflow_config, "PREFERRED_PORT", _any_port())
        server, name = os.environ.get("KHO_TEST_DATABASE_URL"), f"kho_acceptance_{uuid.uuid4().hex[:8]}"
        if server:
            _administer(server, f"create database {name}")
            patch.setenv("KHO_DATABASE_URL", urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
        settings = Settings.from_environment()
        try:
            yield Installation(settings, services.up(settings))
        finally:
            services.down(settings)
            if server:
                _administer(
                    server, *(f"drop database if exists {one} with (force)" for one in (name, f"{name}_airflow"))
                )
            shutil.rmtree(home, ignore_errors=True)


def _any_port() -> int:
    """A free port: the preferred one belongs to an installation that may be starting."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _administer(server: str, *statements: str) -> None:
    with psycopg.connect(server, autocommit=True) as conn:
        for statement in statements:
            conn.execute(statement.encode())
