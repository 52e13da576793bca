"""What a validation came to: passed, failed, or not evaluated at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

#: How SQLAlchemy and psycopg2 call a connection that is lost, in the text that is all GX keeps of an exception.
_LOST = ("OperationalError", "InterfaceError", "AdminShutdown")


class GateError(Exception):
    """An expectation could not be evaluated; nothing is known about the rows."""


class WarehouseUnavailable(psycopg.OperationalError):
    """The database does not answer: the same validation may work in a moment."""


def outcomes(result: Any) -> Iterator[tuple[Any, Any]]:
    """The expectations of a validation result, each with its outcome as GX gives it (`success`, `result`).

    Args:
        result: GX's result of validating a suite.

    Raises:
        GateError: One of them raised an exception, which GX keeps in the result instead of passing it on.
        WarehouseUnavailable: That exception says that the connection is lost.
    """
    for outcome in result.results:
        expectation = outcome.expectation_config.to_domain_obj()
        if reason := _exception(outcome.exception_info):
            rule = expectation.meta["rule"]
            kind = WarehouseUnavailable if any(name in reason for name in _LOST) else GateError
            raise kind(f"{result.suite_name}, rule {rule}: the expectation could not be evaluated ({reason}).")
        yield expectation, outcome


def one_line(error: object) -> str:
    """The text of an error without line breaks, cut to what a log line bears."""
    return " ".join(str(error).split())[:500]


def _exception(info: dict[str, Any]) -> str | None:
    """The first exception's message; GX gives one record, or one for each metric that failed."""
    records = [info] if "raised_exception" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    for record in records:
        if record.get("raised_exception"):
            return one_line(record.get("exception_message"))
    return None
