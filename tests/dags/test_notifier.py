"""Alerts: one line a failure, once a day, and to the webhook where there is one."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests


def context(error: str = "Release 4 fails its gate", run: str = "r1", **more: object) -> dict[str, Any]:
    """What Airflow tells a callback of a failed task."""
    instance = SimpleNamespace(dag_id="build_warehouse", task_id="gate", run_id=run)
    return {"ti": instance, "exception": RuntimeError(error), **more}


def written(home: Path) -> list[dict[str, str]]:
    """The alerts that lie in the installation's folder."""
    return [json.loads(line) for file in (home / "alerts").glob("*.jsonl") for line in file.read_text().splitlines()]


def test_a_failure_is_written_down(home: Path) -> None:
    from notifier import AlertNotifier

    AlertNotifier().notify(context(delivery="12 · báo cáo.xlsx · hanoi/so_khcn"))
    (alert,) = written(home)
    assert alert.pop("at").endswith("+00:00")
    assert alert == {
        "dag": "build_warehouse",
        "task": "gate",
        "run": "r1",
        "delivery": "12 · báo cáo.xlsx · hanoi/so_khcn",
        "error": "Release 4 fails its gate",
    }


def test_the_same_failure_of_the_next_run_is_not_told_again(home: Path) -> None:
    from notifier import AlertNotifier

    for run in ("r1", "r2"):
        AlertNotifier().notify(context(run=run))
    AlertNotifier().notify(context("Release 5 fails its gate", run="r3"))
    assert [alert["run"] for alert in written(home)] == ["r1", "r3"]


def test_a_killed_task_is_told_too(home: Path) -> None:
    from notifier import AlertNotifier

    AlertNotifier().notify({})
    assert written(home)[0]["error"] == "the task was killed"


def test_the_webhook_gets_the_alert(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from notifier import AlertNotifier

    posts: list[tuple[str, Any, float]] = []

    def post(address: str, json: Any, timeout: float) -> Any:
        posts.append((address, json, timeout))
        return SimpleNamespace(raise_for_status=lambda: None)

    monkeypatch.setenv("KHO_ALERT_WEBHOOK", "https://alerts.example/hook?token=secret")
    monkeypatch.setattr(requests, "post", post)
    AlertNotifier().notify(context())
    ((address, alert, timeout),) = posts
    assert (address, alert["error"], timeout) == (
        "https://alerts.example/hook?token=secret",
        "Release 4 fails its gate",
        10,
    )


def test_a_webhook_that_does_not_answer_changes_nothing_and_its_token_is_not_logged(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from notifier import AlertNotifier

    def post(address: str, **_: object) -> Any:
        raise requests.ConnectionError(f"cannot reach {address}")

    monkeypatch.setenv("KHO_ALERT_WEBHOOK", "https://alerts.example/hook?token=secret")
    monkeypatch.setattr(requests, "post", post)
    AlertNotifier().notify(context())
    assert len(written(home)) == 1
    assert "The alert could not be posted to KHO_ALERT_WEBHOOK: ConnectionError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("trace", "error"),
    [
        ("Traceback …\nkho.catalog.CatalogError: a.yml: x.\nb.yml: y.", "a.yml: x.\nb.yml: y."),
        ("Traceback …\n  File …\nNameError: name 'tsk' is not defined\n", "NameError: name 'tsk' is not defined"),
    ],
)  # fmt: skip
def test_a_file_that_can_no_longer_be_read_is_told_once_a_day(home: Path, trace: str, error: str) -> None:
    from import_errors import ImportErrors

    ImportErrors().on_new_dag_import_error(filename="/x/dags/contracts.py", stacktrace=trace)
    ImportErrors().on_existing_dag_import_error(filename="/x/dags/contracts.py", stacktrace=trace)
    (alert,) = written(home)
    assert (alert["dag"], alert["error"]) == ("contracts.py", error)
