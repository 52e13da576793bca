"""A migrated warehouse for the length of one command, whether the services are up or not."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from kho import postgres
from kho.database import migrate
from kho.settings import Settings


@contextmanager
def warehouse(settings: Settings | None = None) -> Iterator[None]:
    """Have the warehouse answer inside the block.

    An embedded server that nobody had started is stopped again when the last command that uses it ends. Commands
    hold a shared lock meanwhile; who can have the lock alone is the last one. A mark tells that a command, not
    `kho up`, has started the server.

    Raises:
        PostgresError: The embedded server cannot be started.
    """
    settings = settings or Settings.from_environment()
    if settings.database_url:
        migrate(settings)
        yield
        return
    settings.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
    server = postgres.embedded(settings)
    passing = settings.secrets / "postgres.passing"
    with (settings.secrets / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if not server.is_running():
            passing.touch()
            server.start()
        try:
            migrate(settings)
            yield
        finally:
            _leave(server, users.fileno(), settings)


def _leave(server: postgres.EmbeddedPostgres, users: int, settings: Settings) -> None:
    passing = settings.secrets / "postgres.passing"
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if passing.exists():
        server.stop()
        passing.unlink(missing_ok=True)


def keep(settings: Settings) -> None:
    """Say that the embedded server is to stay when commands end: `kho up` has taken it over."""
    (settings.secrets / "postgres.passing").unlink(missing_ok=True)
