"""A failure of dbt is one sentence, and tells a database that went away from a model that is wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from kho.steps import dbt


def node(name: str, status: str, message: str | None) -> SimpleNamespace:
    return SimpleNamespace(node=SimpleNamespace(resource_type="model", name=name), status=status, message=message)


def result(*nodes: Any, exception: Exception | None = None) -> SimpleNamespace:
    return SimpleNamespace(exception=exception, success=False, result=SimpleNamespace(results=nodes))


def test_the_first_failure_is_named_with_its_reason_and_the_others_counted() -> None:
    message = "Database Error in model fct_a (models/fct_a.sql)\n  division by zero\n  compiled code at target/a.sql"
    failed = result(node("fct_ok", "success", "INSERT"), node("fct_a", "error", message), node("fct_b", "fail", "x"))
    with pytest.raises(dbt.DbtFailed) as failure:
        dbt._checked(failed)
    expected = "model fct_a, and 1 more failed: Database Error in model fct_a (models/fct_a.sql) division by zero"
    assert str(failure.value) == expected
    assert type(failure.value) is dbt.DbtFailed


@pytest.mark.parametrize(
    "reason",
    [
        "Database Error\n  server closed the connection unexpectedly",
        "Database Error\n  terminating connection due to administrator command",
        'connection to server at "127.0.0.1", port 1 failed: Connection refused',
        "FATAL:  the database system is in recovery mode",
    ],
)
def test_a_database_that_went_away_is_an_interruption(reason: str) -> None:
    with pytest.raises(dbt.DbtInterrupted):
        dbt._checked(result(node("fct_a", "error", reason)))
    with pytest.raises(dbt.DbtInterrupted, match=r"^dbt stopped: "):
        dbt._checked(result(exception=RuntimeError(reason)))


def test_a_reason_that_is_missing_is_said_to_be() -> None:
    with pytest.raises(dbt.DbtFailed, match=r"failed: no reason was given$"):
        dbt._checked(result(node("fct_a", "error", None)))


def test_the_values_of_a_row_that_a_table_refuses_are_not_told() -> None:
    message = (
        'Database Error in model fct_a (models/fct_a.sql)\n  null value in column "x" violates not-null constraint\n'
        "  DETAIL:  Failing row contains (null, Nguyễn Văn A, 0912\n345678).\n  compiled code at target/a.sql"
    )
    with pytest.raises(dbt.DbtFailed, match=r'fct_a\.sql\) null value in column "x" violates not-null constraint$'):
        dbt._checked(result(node("fct_a", "error", message)))
