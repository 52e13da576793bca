"""The sample portal, which stands in for the operator's while the demonstration's services are up."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

from kho.services import processes, state
from kho.settings import PROJECT, Settings

VARIABLE = "KHO_DTMARKET_URL"
#: What else the sample portal serves: environment variable → path.
OTHERS = {"KHO_HANOTEX_URL": "/api/listings"}

START_SECONDS = 10.0


def name_it(settings: Settings) -> bool:
    """Tell the services that are about to start where the sample portal will be, unless there is a real one.

    Returns:
        Whether the services know it: those that run already do if the demonstration has started them.
    """
    was_noted = _note(settings).exists()
    if VARIABLE not in os.environ:
        os.environ[VARIABLE] = f"http://127.0.0.1:{_port(settings)}/api/records"
        for variable, path in OTHERS.items():
            os.environ.setdefault(variable, f"http://127.0.0.1:{_port(settings)}{path}")
    return was_noted or state.supervisor(settings) is None


def serve(settings: Settings) -> None:
    """Start the sample portal unless it answers; it ends with the supervisor of the services."""
    port = _port(settings)
    supervisor = state.supervisor(settings)
    if os.environ[VARIABLE] != f"http://127.0.0.1:{port}/api/records" or supervisor is None or not _is_free(port):
        return
    program = str(PROJECT / "samples" / "portal.py")
    command = [sys.executable, program, "--port", str(port), "--while", str(supervisor.pid)]
    processes.start(command, dict(os.environ), state.log_file(settings, "sample-portal"))
    begun = time.monotonic()
    while _is_free(port) and time.monotonic() - begun < START_SECONDS:
        time.sleep(0.05)


def _note(settings: Settings) -> Path:
    return settings.home / "sample_portal_port"


def _port(settings: Settings) -> int:
    note = _note(settings)
    if note.exists():
        return int(note.read_text())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(str(port))
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
