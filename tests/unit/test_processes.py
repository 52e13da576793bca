"""Programs in sessions of their own: found and ended with everything that they started."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from kho.services import processes
from kho.services.processes import Known

#: A program with a child in a process group of its own, as Airflow's tasks have.
PARENT = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN if "deaf" in sys.argv else signal.SIG_DFL)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0)
print(child.pid, flush=True)
time.sleep(60)
"""


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()


def begin(log: Path, *arguments: str) -> tuple[Known, int]:
    """Start the program; its process, and its child's number."""
    process = processes.start([sys.executable, "-c", PARENT, *arguments], os.environ, log)
    assert until(lambda: log.read_text().endswith("\n"))
    return Known.of(process.pid), int(log.read_text())


def runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("manner", ["willing", "deaf"])
def test_stopping_ends_the_program_and_its_children(tmp_path: Path, manner: str) -> None:
    program, child = begin(tmp_path / "log", manner)

    processes.stop([program], seconds=1)

    assert not program.lives()
    assert until(lambda: not runs(child))


def test_what_a_killed_program_left_is_found_and_ended(tmp_path: Path) -> None:
    program, child = begin(tmp_path / "log")
    psutil.Process(program.pid).kill()
    assert until(lambda: not program.lives())
    assert [process.pid for process in program.session()] == [child]

    processes.stop([program], seconds=0)

    assert until(lambda: not runs(child))


def test_a_number_that_another_process_got_is_left_alone(tmp_path: Path) -> None:
    program, child = begin(tmp_path / "log")
    other = Known(program.pid, program.started - 100)
    try:
        assert not other.lives()
        processes.stop([other], seconds=0)
        assert program.lives()
        assert runs(child)
    finally:
        processes.stop([program], seconds=0)


def test_a_large_log_is_kept_once_and_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "component.log"
    log.write_text("long" * 10)
    monkeypatch.setattr(processes, "LOG_BYTES", 20)

    processes.bound(log)

    assert log.read_text() == ""
    assert (tmp_path / "component.log.1").read_text() == "long" * 10
