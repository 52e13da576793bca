"""Stopping an installation, and cleaning up after one whose supervisor was killed."""

from __future__ import annotations

from collections.abc import Callable

from kho import postgres
from kho.services import processes, state
from kho.services.processes import STOP_SECONDS
from kho.settings import Settings

#: The components' time, and some for the database.
SUPERVISOR_SECONDS = STOP_SECONDS + 30


def down(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Stop everything that `up` started, and whatever a killed supervisor left.

    Args:
        settings: The installation.
        progress: Told what happens, a line each time.
    """
    with state.alone(settings, "up"):
        ran = stop_services(settings)
        if not settings.database_url:
            server = postgres.embedded(settings)
            ran = server.is_alive() or ran
            server.stop()
    progress("Stopped." if ran else "Nothing was running.")


def stop_services(settings: Settings) -> bool:
    """Stop the supervisor with all it looks after, or what is left of them.

    Returns:
        Whether anything was running.
    """
    supervisor = state.supervisor(settings)
    components = state.components(settings)
    if supervisor:
        processes.stop([supervisor], SUPERVISOR_SECONDS)
    left = [known for known in components.values() if known.session()]
    if left:
        processes.stop(left, STOP_SECONDS)
    state.forget(settings)
    return bool(supervisor or left)
