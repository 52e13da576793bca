"""A component that ends is started again, later if it ends again and again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import pytest

from kho.services import processes, state, supervisor
from kho.services.supervisor import Component
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
