"""Tells the operator that a task has failed for good."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from airflow.sdk import BaseNotifier

from kho.settings import Settings

log = logging.getLogger(__name__)

WEBHOOK_VARIABLE = "KHO_ALERT_WEBHOOK"
WEBHOOK_SECONDS = 10


class AlertNotifier(BaseNotifier):
    """An `on_failure_callback`: a line in the log, one in `KHO_HOME/alerts/`, a post to the webhook if there is one.

    The address of the webhook is taken from `KHO_ALERT_WEBHOOK`; it gets the alert as JSON. What fails again and again
    for the same reason is told once a day.
    """

    def notify(self, context: Any) -> None:
        """Write the alert; a webhook that does not answer is logged and changes nothing."""
        alert = _alert(context)
        log.error("%(dag)s: %(task)s failed for good: %(error)s", alert)
        tell(alert)


def tell(alert: dict[str, str]) -> None:
    """Write an alert down and post it, unless the same was told today.

    Args:
        alert: `dag`, `task`, `run`, `delivery` and `error`, empty where there is none.
    """
    now = datetime.now(UTC)
    file = Settings.from_environment().home / "alerts" / f"{now:%Y-%m-%d}.jsonl"
    if _is_told(alert, file):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"at": now.isoformat(timespec="seconds"), **alert}, ensure_ascii=False) + "\n")
    if webhook := os.environ.get(WEBHOOK_VARIABLE):
        _post(webhook, alert)


def _alert(context: Any) -> dict[str, str]:
    """What failed, as flat text; the context of a killed task has less in it."""
    instance = context.get("ti") or context.get("task_instance")
    return {
        "dag": str(getattr(instance, "dag_id", "")),
        "task": str(getattr(instance, "task_id", "")),
        "run": str(getattr(instance, "run_id", "")),
        "delivery": str(context.get("delivery") or ""),
        "error": str(context.get("exception") or context.get("reason") or "the task was killed"),
    }


def _is_told(alert: dict[str, str], file: Path) -> bool:
    """Whether the same failure, of whichever run, stands in the file."""
    if not file.exists():
        return False
    told = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return any(all(one[key] == value for key, value in alert.items() if key != "run") for one in told)


def _post(webhook: str, alert: dict[str, str]) -> None:
    try:
        requests.post(webhook, json=alert, timeout=WEBHOOK_SECONDS).raise_for_status()
    except requests.RequestException as error:
        # only the kind of error: its text holds the address, which may hold a token
        log.warning("The alert could not be posted to %s: %s", WEBHOOK_VARIABLE, type(error).__name__)
