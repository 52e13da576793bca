"""Airflow's configuration: complete, kept between starts, and open to whoever runs it."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from kho.services import airflow_config
from kho.services.airflow_config import airflow_environment, choose_port
from kho.settings import PROJECT, Settings


@pytest.fixture
def settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation on an external server that is never asked."""
    monkeypatch.setenv("KHO_DATABASE_URL", "postgresql://owner:p%40ss@db.example:5433/kho?sslmode=require")
    return Settings.from_environment()


def option(settings: Settings, section: str, name: str) -> str:
    return airflow_environment(settings)[f"AIRFLOW__{section}__{name}"]


def test_keys_are_made_once_and_kept_for_the_owner_only(settings: Settings) -> None:
    first = airflow_environment(settings)

    assert airflow_environment(settings) == first
    assert len(first["AIRFLOW__API_AUTH__JWT_SECRET"]) >= 64
    for path in settings.secrets.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_both_drivers_get_the_database_beside_the_warehouse_with_its_encryption(settings: Settings) -> None:
    place = "owner:p%40ss@db.example:5433/kho_airflow"

    assert option(settings, "DATABASE", "SQL_ALCHEMY_CONN") == f"postgresql+psycopg2://{place}?sslmode=require"
    assert option(settings, "DATABASE", "SQL_ALCHEMY_CONN_ASYNC") == f"postgresql+asyncpg://{place}?ssl=require"


def test_a_socket_of_the_machine_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_AIRFLOW_DATABASE_URL", "postgresql://owner@/meta?host=/run/postgresql")

    expected = "postgresql+psycopg2://owner@:5432/meta?host=%2Frun%2Fpostgresql"
    assert option(settings, "DATABASE", "SQL_ALCHEMY_CONN") == expected


def test_what_the_environment_sets_goes_first(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME", "3")

    assert option(settings, "SCHEDULER", "SCHEDULER_IDLE_SLEEP_TIME") == "3"


def test_processes_find_the_project_and_no_proxy_to_themselves(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example")
    environment = airflow_environment(settings)

    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == str(PROJECT / "dags")
    assert environment["NO_PROXY"] == environment["no_proxy"] == "intranet.example,127.0.0.1,localhost"
    assert environment["KHO_HOME"] == str(settings.home)


def test_a_taken_port_is_left_and_the_one_chosen_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(airflow_config, "PREFERRED_PORT", taken)

        chosen = choose_port(settings)

    assert chosen != taken
    assert choose_port(settings) == chosen
    assert option(settings, "API", "BASE_URL") == f"http://127.0.0.1:{chosen}"
    assert option(settings, "CORE", "EXECUTION_API_SERVER_URL") == f"http://127.0.0.1:{chosen}/execution/"


def test_the_log_in_is_the_one_that_airflow_reads(settings: Settings) -> None:
    user, password = airflow_config.login(settings)
    file = Path(option(settings, "CORE", "SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"))

    assert json.loads(file.read_text()) == {user: password}
    assert len(password) >= 12


def test_nothing_reports_to_its_makers(settings: Settings) -> None:
    environment = airflow_environment(settings)

    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["GX_ANALYTICS_ENABLED"] == environment["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
