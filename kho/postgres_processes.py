"""The processes of an embedded server, told apart from others that got their numbers."""

from __future__ import annotations

from pathlib import Path

import psutil

from kho.postgres_programs import PostgresError


def postmaster(cluster: Path) -> psutil.Process | None:
    """The server's main process; None if it is gone, a zombie, or its number is another process's by now."""
    try:
        number = int((cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        process = psutil.Process(number)
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return process if _works_in(process, cluster) else None


def clear(cluster: Path) -> None:
    """After a kill: end the orphaned processes and drop the pid file, which would stop the next start.

    Two servers on the same files would ruin them, so nothing is dropped while a process still works there.

    Raises:
        PostgresError: A process does not end.
    """
    left = [process for process in psutil.process_iter() if _works_in(process, cluster)]
    _, alive = psutil.wait_procs(left, timeout=5)
    for process in alive:
        process.kill()
    _, alive = psutil.wait_procs(alive, timeout=5)
    if alive:
        raise PostgresError(f"Process {alive[0].pid} of a killed PostgreSQL does not end: end it and start again.")
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    """Whether it is a living server process of these files: all of them work in the folder."""
    try:
        is_server = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        return is_server and Path(process.cwd()) == cluster.resolve()
    except (psutil.Error, OSError):
        return False
