"""A component that ends is started again, later if it ends again and again."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable

import pytest

from kho.services import airflow_config, health, processes, state, supervisor
from kho.services.processes import Known
from kho.services.supervisor import Component, Supervisor
from kho.settings import Settings


@pytest.fixture
def settings(home: object) -> Settings:
    return Settings.from_environment()


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Component]:
    """Make a component of a line of Python."""

    def made(line: str) -> Component:
        monkeypatch.setattr(supervisor, "airflow_command", lambda *_: [sys.executable, "-c", line])
        return Component("scheduler", ())

    return made


def look_until_ended(component: Component, settings: Settings) -> None:
    """Look after a component that was started until its end is noticed."""
    restarts = component.restarts
    deadline = time.monotonic() + 10
    while component.restarts == restarts and time.monotonic() < deadline:
        component.look(settings, dict(os.environ))
        time.sleep(0.02)
    assert component.restarts == restarts + 1


def test_a_component_that_ends_waits_and_is_started_again(
    program: Callable[[str], Component], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES", (0.0, 0.0, 60.0))
    component = program("print('ran', flush=True); raise SystemExit(3)")

    look_until_ended(component, settings)
    assert component.look(settings, dict(os.environ)), "the first restart is at once"
    look_until_ended(component, settings)

    assert not component.look(settings, dict(os.environ)), "the second one waits"
    assert component.as_facts() == {"pid": None, "restarts": 2}
    assert state.log_file(settings, "scheduler").read_text() == "ran\nran\n"


def test_a_component_that_hangs_is_ended_and_started_again(
    program: Callable[[str], Component], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "HUNG_SECONDS", 0.2)
    component = program("import time; time.sleep(60)")
    component.look(settings, dict(os.environ))
    known = component.known
    assert known is not None
    time.sleep(0.3)
    component.heed(True)
    component.heed(False)
    assert known.lives()

    time.sleep(0.3)
    component.heed(False)

    assert not known.lives()
    look_until_ended(component, settings)


def test_a_component_that_runs_is_left_alone(program: Callable[[str], Component], settings: Settings) -> None:
    component = program("import time; time.sleep(60)")
    assert component.look(settings, dict(os.environ))
    known = component.known
    assert known is not None
    try:
        assert not component.look(settings, dict(os.environ))
        assert component.known == known
        assert known.lives()
    finally:
        processes.stop([known], seconds=0)


def test_pages_whose_port_a_stranger_has_taken_move_and_every_component_is_told(
    home: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHO_DATABASE_URL", "postgresql://owner@db.example/kho")
    settings = Settings.from_environment()
    watch = Supervisor(settings)
    pages = watch._components[0]
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        taken = stranger.getsockname()[1]
        monkeypatch.setattr(airflow_config, "PREFERRED_PORT", taken)
        assert airflow_config.port(settings) == taken
        assert not watch._move(), "they have not been started yet"
        pages.restarts = 1
        assert watch._move()
    chosen = airflow_config.port(settings)
    assert chosen != taken
    assert not watch._move(), "the new port is free"
    assert airflow_config.airflow_environment(settings)["AIRFLOW__API__PORT"] == str(chosen)


def test_pages_of_another_installation_say_nothing_of_this_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_request", lambda *_, **__: b'{"metadatabase": {"status": "healthy"}}')
    chosen = airflow_config.choose_port(settings)
    listening = f"import socket, time; kept = socket.create_server(('127.0.0.1', {chosen})); time.sleep(60)"
    log = state.log_file(settings, "api-server")
    for line, is_well in (("import time; time.sleep(60)", False), (listening, True)):
        known = Known.of(processes.start([sys.executable, "-c", line], os.environ, log).pid)
        state.note(settings, {"components": {"api-server": known.as_facts()}})
        deadline = time.monotonic() + (10 if is_well else 0.5)
        while not (well := health.health(settings)["api-server"]) and time.monotonic() < deadline:
            time.sleep(0.05)
        processes.stop([known], seconds=0)
        assert well is is_well
