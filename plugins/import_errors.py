"""Tells the operator when a DAG file, or a contract, can no longer be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin

from notifier import tell


class ImportErrors:
    """Told by Airflow's processor of DAG files; the alert goes where those of tasks go."""

    @hookimpl
    def on_new_dag_import_error(self, filename: str, stacktrace: str) -> None:
        """An error that was not there when the file was read before."""
        self._alert(filename, stacktrace)

    @hookimpl
    def on_existing_dag_import_error(self, filename: str, stacktrace: str) -> None:
        """The same file still cannot be read, maybe for another reason by now; the same is told once a day."""
        self._alert(filename, stacktrace)

    def _alert(self, filename: str, stacktrace: str) -> None:
        # the sentences of a catalog follow its name, one a line; of any other error the last line says most
        _, named, sentences = stacktrace.rpartition("CatalogError: ")
        error = sentences.strip() if named else stacktrace.strip().splitlines()[-1]
        tell({"dag": Path(filename).name, "task": "", "run": "", "delivery": "", "error": error})


class ImportErrorsPlugin(AirflowPlugin):
    """Registers the listener."""

    name = "kho_import_errors"
    listeners: ClassVar[list[Any]] = [ImportErrors()]
