"""What every DAG of the house has in common: owner, retries by kind of error, time limits, alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from kho.contract import Text
from kho.vietnam import ZONE
from notifier import AlertNotifier

#: Departments report in the time of Hà Nội.
TIME_ZONE = str(ZONE)

#: A failure that passes is tried again; one that lasts would only fail again, and somebody is told at once.
BY_KIND_OF_ERROR = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="kho.steps.errors.Permanent",
            action=RetryAction.FAIL,
            reason="It would fail again until what the message names is mended",
        ),
        RetryRule(
            exception=["kho.steps.errors.Transient", "psycopg.OperationalError", "sqlalchemy.exc.OperationalError"],
            action=RetryAction.RETRY,
            reason="It may work in a moment",
        ),
    ],
)

#: For `default_args`: six tries within about a minute outlast a restart of the database.
TASKS: dict[str, Any] = {
    "owner": "kho",
    "retries": 5,
    "retry_delay": timedelta(seconds=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "retry_policy": BY_KIND_OF_ERROR,
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": AlertNotifier(),
    # what is nearly done goes first: the first verdict does not wait for the last file
    "weight_rule": "upstream",
}


def titles(title: Text, text: str) -> str:
    """A DAG's page: what it is about in three languages, and what it does."""
    return f"**{title.vi}**\n\n*{title.en}*\n\n*{title.fr}*\n\n{text}"
