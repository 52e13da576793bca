"""An installation whose components something else runs: containers, or a department's own service manager.

`kho migrate` prepares it, `kho airflow <component>` is each service's command, and this module's `main` is its health
check: `python -m kho.services.served scheduler` ends with 0 if the scheduler of this machine is well.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from urllib.request import urlopen

import psycopg

from kho.services import airflow, start, state
from kho.services.airflow_config import metadata_url
from kho.services.errors import ServicesError
from kho.settings import Settings

#: Airflow's name of a component's job in its metadata.
JOBS = {"scheduler": "SchedulerJob", "dag-processor": "DagProcessorJob", "triggerer": "TriggererJob"}

#: A component that gave no sign of life for so long is not well; it gives one every five seconds.
SILENT_SECONDS = 45

HEARTBEAT = """
    select count(*) from job
    where job_type = %s and hostname = %s and state = 'running'
        and latest_heartbeat > now() - make_interval(secs => %s)
"""


def prepare(settings: Settings, progress: Callable[[str], None] = print) -> None:
    """Migrate both databases, and make Airflow's administrator when the environment names one.

    `KHO_AIRFLOW_ADMIN` and `KHO_AIRFLOW_ADMIN_PASSWORD` are the first administrator of an Airflow with users of its own
    (the FAB auth manager); one who exists keeps the password.

    Raises:
        ServicesError: A step failed; the message names its log.
    """
    start.migrate(settings, progress)
    name, password = os.environ.get("KHO_AIRFLOW_ADMIN"), os.environ.get("KHO_AIRFLOW_ADMIN_PASSWORD")
    if not name or not password:
        return
    log = state.log_file(settings, "airflow-users")
    person = ["--username", name, "--password", password, "--firstname", "kho", "--lastname", "administrator"]
    command = ["users", "create", "--role", "Admin", "--email", f"{name}@localhost", *person]
    if not airflow.run(settings, command, log):
        raise ServicesError(f"Airflow's administrator could not be made: see {log}.")
    progress(f"Airflow's administrator is {name}")


def is_well(settings: Settings, component: str) -> bool:
    """Whether the component of this machine answers, or gave a sign of life lately."""
    if component == "api-server":
        port = os.environ.get("AIRFLOW__API__PORT", "8080")
        with urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=10) as answer:
            return bool(answer.status == 200)
    with psycopg.connect(metadata_url(settings), connect_timeout=10) as connection:
        row = connection.execute(HEARTBEAT, [JOBS[component], socket.gethostname(), SILENT_SECONDS]).fetchone()
    return bool(row and row[0])


def main() -> int:
    """The health check of one component, named by the only argument."""
    try:
        return 0 if is_well(Settings.from_environment(), sys.argv[1]) else 1
    except (OSError, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
