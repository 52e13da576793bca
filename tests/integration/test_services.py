"""A whole installation: started, killed in every part, and stopped without a trace."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from kho import postgres, services
from kho.services import airflow_config
from kho.settings import Settings

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(600)]

PATIENCE = 120.0


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """An installation that runs while the tests of this module do."""
    folder = Path(tempfile.mkdtemp(prefix="kho-services-"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KHO_DATABASE_URL", raising=False)
        patch.setenv("KHO_HOME", str(folder / "home"))
        installation = Settings.from_environment()
        try:
            services.up(installation, lambda _: None)
            yield installation
        finally:
            services.down(installation, lambda _: None)
            postgres.embedded(installation).destroy()
            shutil.rmtree(folder, ignore_errors=True)


def healthy(settings: Settings) -> bool:
    """Whether everything is healthy within some time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if services.status(settings)["running"]:
            return True
        time.sleep(0.5)
    return False


def pids(settings: Settings) -> dict[str, int | None]:
    return {name: one["pid"] for name, one in services.status(settings)["components"].items()}


def ours(settings: Settings) -> list[str]:
    """Command lines of the living processes of this installation, PostgreSQL's excepted."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("KHO_HOME") == str(settings.home) and "AIRFLOW_HOME" in process.environ():
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


def test_all_services_are_healthy_and_say_where_they_are(settings: Settings) -> None:
    status = services.status(settings)

    assert status["running"]
    assert set(status["components"]) == {"api-server", "scheduler", "dag-processor", "triggerer"}
    assert requests.get(status["airflow"]["url"], timeout=10).ok
    assert "Services: running" in services.as_text(status)


def test_the_status_can_be_written_as_json_and_holds_no_password_of_the_database(settings: Settings) -> None:
    password = json.loads((settings.secrets / "postgres.json").read_text())["password"]

    assert password not in json.dumps(services.status(settings))


def test_the_log_in_of_airflow_works(settings: Settings) -> None:
    airflow = services.status(settings)["airflow"]
    answer = requests.post(
        f"{airflow['url']}/auth/token",
        json={"username": airflow["user"], "password": airflow["password"]},
        timeout=10,
    )

    assert answer.status_code == 201
    assert answer.json()["access_token"]


def test_starting_again_changes_nothing(settings: Settings) -> None:
    before = pids(settings)

    endpoints = services.up(settings, lambda _: None)

    assert pids(settings) == before
    assert endpoints.airflow == airflow_config.address(settings)


@pytest.mark.parametrize("name", ["scheduler", "api-server"])
def test_a_killed_component_is_started_again(settings: Settings, name: str) -> None:
    before = pids(settings)
    psutil.Process(before[name] or 0).kill()
    time.sleep(1)

    assert healthy(settings)
    assert pids(settings)[name] not in (None, before[name])
    assert services.status(settings)["components"][name]["restarts"] >= 1


def test_everything_comes_back_after_postgresql_is_killed(settings: Settings) -> None:
    server = postgres.embedded(settings)
    postmaster = int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0])
    psutil.Process(postmaster).kill()
    time.sleep(1)

    assert healthy(settings)
    time.sleep(5)
    assert healthy(settings)


def test_a_killed_supervisor_is_replaced_with_all_it_left_behind(settings: Settings) -> None:
    before = services.status(settings)
    supervisor = psutil.Process(before["supervisor"]["pid"])
    supervisor.kill()
    supervisor.wait(10)
    old = {one["pid"] for one in before["components"].values()}

    services.up(settings, lambda _: None)

    assert healthy(settings)
    assert not old & set(pids(settings).values())
    assert not [pid for pid in old if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]


def test_stopping_takes_seconds_and_leaves_no_process(settings: Settings) -> None:
    begun = time.monotonic()
    services.down(settings, lambda _: None)

    assert time.monotonic() - begun < 30
    assert ours(settings) == []
    assert not postgres.embedded(settings).is_alive()
    assert services.status(settings)["running"] is False


def test_stopping_what_does_not_run_says_so(settings: Settings) -> None:
    said: list[str] = []
    services.down(settings, said.append)

    assert said == ["Nothing was running."]
