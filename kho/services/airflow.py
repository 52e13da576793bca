"""Airflow's own commands, run on an installation."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from kho.services.airflow_config import airflow_command, airflow_environment, airflow_home
from kho.settings import Settings


def run(settings: Settings, arguments: Sequence[str], log: Path) -> bool:
    """Run a command with its output appended to a log.

    Returns:
        Whether it ended well.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        command = airflow_command(*arguments)
        environment = airflow_environment(settings)
        return subprocess.run(command, env=environment, stdout=output, stderr=subprocess.STDOUT).returncode == 0


def become(settings: Settings, arguments: Sequence[str]) -> NoReturn:
    """Replace this process by a command of Airflow: signals and exit codes are its own."""
    airflow_home(settings).mkdir(parents=True, exist_ok=True, mode=0o700)
    command = airflow_command(*arguments)
    os.execve(command[0], command, airflow_environment(settings))
