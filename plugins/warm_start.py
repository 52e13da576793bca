"""Loads the heavy libraries into the scheduler before it forks its workers, so that no task pays for them.

A gate's task would spend three of its four seconds on importing Great Expectations. Loading is all that is done
here: polars must not compute anything before a fork, its threads would be missing in the child.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, ClassVar

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

from kho.catalog import catalog

#: What the steps import at once, and what the others load only when asked to.
MODULES = ("kho.steps.chain", "kho.steps.dbt", "expectations")


class WarmStart:
    """Told by Airflow when a component starts; the scheduler is the one that forks tasks."""

    def __init__(self) -> None:
        self._is_done = False

    @hookimpl
    def on_starting(self, component: Any) -> None:
        """Load what the tasks will need; a task, which is told too, was forked from the scheduler and has it all."""
        is_task = type(component).__name__ == "TaskRunnerMarker"
        if self._is_done or is_task or "scheduler" not in sys.argv[1:2]:
            return
        self._is_done = True
        for name in MODULES:
            module = importlib.import_module(name)
            getattr(module, "preload", lambda: None)()
        catalog()


class WarmStartPlugin(AirflowPlugin):
    """Registers the listener."""

    name = "kho_warm_start"
    listeners: ClassVar[list[Any]] = [WarmStart()]
