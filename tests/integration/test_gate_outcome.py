"""What GX keeps of an exception decides whether a gate is tried again."""

from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from expectations.outcome import GateError, WarehouseUnavailable, outcomes


def result(exception_info: dict[str, Any]) -> SimpleNamespace:
    expectation = SimpleNamespace(meta={"rule": "STR-01"})
    config = SimpleNamespace(to_domain_obj=lambda: expectation)
    outcome = SimpleNamespace(expectation_config=config, exception_info=exception_info, success=False)
    return SimpleNamespace(suite_name="streets", results=[outcome])


def raised(message: str) -> dict[str, Any]:
    return {"raised_exception": True, "exception_message": message, "exception_traceback": "…"}


def test_an_outcome_without_an_exception_is_given_with_its_expectation() -> None:
    [(expectation, outcome)] = outcomes(result({"raised_exception": False}))
    assert (expectation.meta, outcome.success) == ({"rule": "STR-01"}, False)


@pytest.mark.parametrize("info", [raised("no such\n  column"), {"('metric', 'id')": raised("no such column")}])
def test_an_exception_is_raised_as_one_sentence_with_suite_and_rule(info: dict[str, Any]) -> None:
    with pytest.raises(GateError) as stopped:
        list(outcomes(result(info)))
    assert str(stopped.value) == ("streets, rule STR-01: the expectation could not be evaluated (no such column).")


def test_a_lost_connection_may_work_in_a_moment() -> None:
    lost = 'OperationalError: "(psycopg2.OperationalError) server closed the connection unexpectedly"'
    with pytest.raises(WarehouseUnavailable) as stopped:
        list(outcomes(result(raised(lost))))
    assert isinstance(stopped.value, psycopg.OperationalError)
