"""Starting an installation: databases, migrations, the supervisor, and waiting until Airflow is healthy."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from kho import analyst, database, postgres, session
from kho.catalog import catalog
from kho.services import airflow, airflow_config, health, processes, state
from kho.services.errors import ServicesError
from kho.services.status import without_password
from kho.services.stop import stop_services
from kho.settings import Settings

#: A machine that is busy with something else may need much longer than the usual 20 seconds.
PATIENCE_SECONDS = 240.0


@dataclass(frozen=True)
class Endpoints:
    """Where the services answer.

    Attributes:
        airflow: Address of Airflow's pages.
        user: Who logs in there.
        password: With what.
        database: The warehouse's address without its password.
        analyst: The analysts' address without its password, which lies in `secrets/analyst_password`.
    """

    airflow: str
    user: str
    password: str
    database: str
    analyst: str

    def describe(self) -> str:
        """The same in two lines for people."""
        return (
            f"Airflow    {self.airflow}   user {self.user}   password {self.password}\n"
            f"Analysts   {self.analyst}   (`kho query`, or any client; password: secrets/analyst_password in KHO_HOME)"
        )


def up(settings: Settings, progress: Callable[[str], None] = print) -> Endpoints:
    """Start whatever does not run yet, and come back once all of it is healthy and the DAGs are there.

    Args:
        settings: The installation.
        progress: Told what happens, a line each time.

    Raises:
        ServicesError: A service does not become healthy, or a DAG file cannot be read.
        PostgresError: The embedded server does not start.
    """
    begun = time.monotonic()
    with state.alone(settings, "up"):
        if state.supervisor(settings) is None:
            stop_services(settings)
            _prepare(settings, progress)
            _supervise(settings)
            progress("Airflow starts")
            _wait_for_pages(settings)
            health.warm_up(settings)
    _wait(settings, progress)
    progress(f"All services are healthy ({time.monotonic() - begun:.0f} s)")
    return endpoints(settings)


def endpoints(settings: Settings) -> Endpoints:
    """Where a running installation answers."""
    user, password = airflow_config.login(settings)
    warehouse = database.url(settings)
    return Endpoints(
        airflow=airflow_config.address(settings),
        user=user,
        password=password,
        database=without_password(warehouse),
        analyst=without_password(warehouse, user=analyst.login_name(settings)),
    )


def _prepare(settings: Settings, progress: Callable[[str], None]) -> None:
    """Bring both databases to their newest version."""
    if not settings.database_url:
        session.keep(settings)
        server = postgres.embedded(settings)
        if not server.is_running():
            progress("PostgreSQL starts")
            server.start()
    airflow_config.choose_port(settings)
    migrate(settings, progress)


def migrate(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Bring the warehouse and Airflow's metadata to their newest versions, and see to the analysts' log-in.

    Args:
        settings: The installation; its database runs.
        progress: Told what happens, a line each time.

    Raises:
        ServicesError: Airflow's database cannot be made or migrated.
    """
    if applied := database.migrate(settings):
        progress(f"Warehouse migrated to {applied[-1]}")
    analyst.ensure_login(settings)
    airflow_config.ensure_metadata_database(settings)
    _migrate_airflow(settings, progress)


def _migrate_airflow(settings: Settings, progress: Callable[[str], None]) -> None:
    """Airflow's own migrations take seconds even when there is nothing to do: what was reached is noted."""
    home = airflow_config.airflow_home(settings)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    stamp = home / "migrated"
    reached = f"{airflow_config.airflow_version()} {health.migrated_to(settings)}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == reached:
        return
    progress("Airflow's metadata are migrated")
    log = state.log_file(settings, "airflow-migrate")
    if not airflow.run(settings, ["db", "migrate"], log):
        raise ServicesError(f"Airflow's metadata could not be migrated: see {log}.")
    stamp.write_text(f"{airflow_config.airflow_version()} {health.migrated_to(settings)}", encoding="utf-8")


def _supervise(settings: Settings) -> None:
    """Leave the supervisor behind, and wait until it has noted itself."""
    log = state.log_file(settings, "supervisor")
    command = [sys.executable, "-m", "kho.services.supervisor"]
    process = processes.start(command, airflow_config.surroundings(settings), log)
    deadline = time.monotonic() + 30
    while state.supervisor(settings) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServicesError(f"The supervisor does not start: see {log}.")
        time.sleep(0.05)


def _wait_for_pages(settings: Settings) -> None:
    """Wait until the api-server answers at all; `_wait` says what is wrong when it does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(health.health(settings).values()) and state.supervisor(settings) and time.monotonic() < deadline:
        time.sleep(0.2)


def _wait(settings: Settings, progress: Callable[[str], None]) -> None:
    """Wait until every component says that it is well and every feed has its DAG."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    told: set[str] = set()
    while True:
        well = {name for name, is_well in health.health(settings).items() if is_well}
        for name in sorted(well - told):
            progress(f"  {name} is healthy")
        told |= well
        if state.supervisor(settings) is None:
            raise ServicesError(f"The supervisor ended: see {state.log_file(settings, 'supervisor')}.")
        if len(well) > len(health.PARTS):
            missing = health.missing_dags(settings)
            if not missing:
                break
            if errors := health.import_errors(settings):
                raise ServicesError(f"A DAG file cannot be read: {errors[0]}.")
        if time.monotonic() > deadline:
            raise ServicesError(f"Airflow is not healthy after {PATIENCE_SECONDS:.0f} s: see {settings.home / 'logs'}.")
        time.sleep(0.3)
    for problem in catalog(settings).problems:
        progress(f"To be mended: {problem}")
