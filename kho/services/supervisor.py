"""The process that keeps PostgreSQL and Airflow's components running until it is told to stop.

Started by `kho up` as `python -m kho.services.supervisor`. A component that ends is started again, soon at first and
later if it ends again and again; so is one that runs and gives no sign of life. A PostgreSQL that is gone is started on
its data, and the components that have lost their connections with it are started again.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from typing import Any

from kho import ports, postgres
from kho.database import DatabaseUnavailable
from kho.services import airflow_config, health, processes, state
from kho.services.airflow_config import COMPONENTS, airflow_command, airflow_environment
from kho.services.processes import STOP_SECONDS, Known
from kho.settings import Settings

log = logging.getLogger("kho.services")

LOOK_SECONDS = 0.5

#: How often Airflow is asked how its components are.
ASK_SECONDS = 10.0

#: A component that runs and was not well for so long hangs.
HUNG_SECONDS = 120.0

#: Pause before a start, by how often the component ended in a row.
PAUSES = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)

#: After so long a component has proved that it runs.
PROVED_SECONDS = 60.0


class Component:
    """One program that shall run."""

    def __init__(self, name: str, arguments: tuple[str, ...]) -> None:
        self.name = name
        self._command = airflow_command(*arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self.known: Known | None = None
        self.restarts = 0
        self._in_a_row = 0
        self._started = 0.0
        self._due = 0.0
        self._well = 0.0

    def look(self, settings: Settings, environment: dict[str, str]) -> bool:
        """Start the program if it does not run and its pause is over.

        Returns:
            Whether something changed.
        """
        now = time.monotonic()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return False
            self._ended(code, now)
            return True
        if now < self._due:
            return False
        self._process = processes.start(self._command, environment, state.log_file(settings, self.name))
        self.known = Known.of(self._process.pid)
        self._started = self._well = now
        log.info("%s started as process %d", self.name, self._process.pid)
        return True

    def heed(self, is_well: bool) -> None:
        """End the program if it has not been well for long; it is then started again as if it had ended itself."""
        now = time.monotonic()
        if is_well:
            self._well = now
        elif self.known and now - self._well > HUNG_SECONDS:
            log.warning("%s runs and gives no sign of life", self.name)
            self.end()

    def end(self) -> None:
        """End the program, which is then started again."""
        if self.known:
            processes.stop([self.known], STOP_SECONDS)

    def _ended(self, code: int, now: float) -> None:
        """Plan the next start, and end what the program left behind."""
        if self.known:
            processes.stop([self.known], 0)
        self._process = self.known = None
        self._in_a_row = 0 if now - self._started > PROVED_SECONDS else self._in_a_row + 1
        pause = PAUSES[min(self._in_a_row, len(PAUSES) - 1)]
        self._due = now + pause
        self.restarts += 1
        log.warning("%s ended with code %d; started again in %.0f s", self.name, code, pause)

    def as_facts(self) -> dict[str, Any]:
        """What is noted down of it."""
        return (self.known.as_facts() if self.known else {"pid": None}) | {"restarts": self.restarts}


class Supervisor:
    """Keeps an installation's services running."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = None if settings.database_url else postgres.embedded(settings)
        self._components = [Component(name, arguments) for name, arguments in COMPONENTS.items()]
        self._told = threading.Event()
        self._environment: dict[str, str] = {}
        self._asked = 0.0

    def tell(self, *_: object) -> None:
        """Ask it to stop; a signal handler."""
        self._told.set()

    def run(self) -> None:
        """Look after the services until told to stop, then stop them, the database last."""
        self._note()
        while not self._told.is_set():
            try:
                self._look()
            except (OSError, DatabaseUnavailable) as error:
                # a full disk or a database that recovers: whoever looks after the services does not end with them
                log.error("%s", error)
            self._told.wait(LOOK_SECONDS)
        self._stop_components()
        if self._server is not None:
            self._server.stop()
        state.forget(self._settings)
        log.info("stopped")

    def _look(self) -> None:
        """Start what is not there, and what hangs."""
        if self._revive() or self._move() or not self._environment:
            self._environment = {}
            self._environment = airflow_environment(self._settings)
        changes = [component.look(self._settings, self._environment) for component in self._components]
        if any(changes):
            self._note()
        self._ask()
        for name in ("supervisor", *COMPONENTS):
            processes.bound(state.log_file(self._settings, name))

    def _revive(self) -> bool:
        """Start PostgreSQL again if it is gone; True when the components' addresses may have changed."""
        if self._server is None or self._server.is_alive():
            return False
        log.warning("PostgreSQL is gone; starting it again")
        try:
            self._server.start()
        except postgres.PostgresError as error:
            log.error("%s", error)
            return False
        # each would notice for itself after a while, and not every one would then end
        self._stop_components()
        return True

    def _move(self) -> bool:
        """Choose another port when a stranger has taken that of Airflow's pages; every component is told of it."""
        pages = next(one for one in self._components if one.name == "api-server")
        has_ended = pages.known is None and pages.restarts > 0
        if not has_ended or not ports.is_taken(airflow_config.port(self._settings)):
            return False
        chosen = airflow_config.choose_port(self._settings)
        log.warning("another program has taken the port of Airflow's pages; they move to %d", chosen)
        self._stop_components()
        return True

    def _stop_components(self) -> None:
        processes.stop([component.known for component in self._components if component.known], STOP_SECONDS)

    def _ask(self) -> None:
        """Ask Airflow how its components are; while its pages do not answer, only they can be judged."""
        now = time.monotonic()
        if now - self._asked < ASK_SECONDS:
            return
        self._asked = now
        well = health.health(self._settings)
        for component in self._components:
            component.heed(well[component.name] or (component.name != "api-server" and not well["api-server"]))

    def _note(self) -> None:
        facts = {component.name: component.as_facts() for component in self._components}
        state.note(self._settings, {"supervisor": Known.of(os.getpid()).as_facts(), "components": facts})


def main() -> None:
    """Run until SIGTERM or SIGINT; one supervisor an installation."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = Settings.from_environment()
    supervisor = Supervisor(settings)
    signal.signal(signal.SIGTERM, supervisor.tell)
    signal.signal(signal.SIGINT, supervisor.tell)
    with state.alone(settings, "supervisor"):
        supervisor.run()


if __name__ == "__main__":
    main()
