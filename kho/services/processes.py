"""Long-running programs, each in a session of its own, so that everything a program ever started can be found.

A process is known by its number and its start time: numbers are given again. What a program leaves behind when it is
killed is known by the session, whose number the kernel does not give again while a member lives.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

#: How long programs that are asked to end may take before they are ended by force.
STOP_SECONDS = 6.0

#: A log beyond this size is kept once as `.1` and begun anew.
LOG_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True)
class Known:
    """A process that was started: enough to find it, or what is left of it, in another process or after a kill."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Known:
        """The process that has this number now."""
        return cls(pid, psutil.Process(pid).create_time())

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> Known:
        """From what `as_facts` wrote."""
        return cls(int(facts["pid"]), float(facts["started"]))

    def as_facts(self) -> dict[str, Any]:
        """What JSON can hold."""
        return asdict(self)

    def lives(self) -> bool:
        """Whether this very process runs; a zombie does not."""
        try:
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def listens_on(self, port: int) -> bool:
        """Whether this process, or one that it has started, takes connections at a port of this machine.

        Of another user's processes that is not told: they are believed to.
        """
        try:
            found = [one for process in self.session() for one in process.net_connections("tcp")]
        except psutil.AccessDenied:
            return True
        except psutil.NoSuchProcess:
            return False
        return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in found)

    def session(self) -> list[psutil.Process]:
        """Everything alive in the session that this process leads, or led."""
        if psutil.pid_exists(self.pid) and not self.lives() and not _is_zombie(self.pid):
            return []
        return [process for process in psutil.process_iter() if _session(process) == self.pid]


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program in a new session, with its output appended to a log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd="/",
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(leaders: Iterable[Known], seconds: float) -> None:
    """Ask programs to end, wait, then end by force whatever is left of their sessions.

    Args:
        leaders: The programs, asked all at once.
        seconds: How long they may take.
    """
    leaders = list(leaders)
    for leader in leaders:
        if leader.lives():
            psutil.Process(leader.pid).terminate()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(leader.lives() for leader in leaders):
        time.sleep(0.05)
    left = [process for leader in leaders for process in leader.session()]
    for process in left:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(left, timeout=5)


def bound(log: Path) -> None:
    """Begin a log anew when it has grown large; its writers append, so they need not be told."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        shutil.copyfile(log, log.with_name(log.name + ".1"))
        os.truncate(log, 0)


def _session(process: psutil.Process) -> int | None:
    try:
        return None if process.status() == psutil.STATUS_ZOMBIE else os.getsid(process.pid)
    except (psutil.Error, OSError):
        return None


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
