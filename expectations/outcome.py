"""What a validation came to: passed, failed, or not evaluated at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class GateError(Exception):
    """An expectation could not be evaluated; nothing is known about the rows."""


def outcomes(result: Any) -> Iterator[tuple[Any, bool]]:
    """The expectations of a validation result, each with its success.

    Args:
        result: GX's result of validating a suite.

    Raises:
        GateError: One of them raised an exception, which GX keeps in the result instead of passing it on.
    """
    for outcome in result.results:
        expectation = outcome.expectation_config.to_domain_obj()
        if reason := _exception(outcome.exception_info):
            rule = expectation.meta["rule"]
            raise GateError(f"{result.suite_name}, rule {rule}: the expectation could not be evaluated ({reason}).")
        yield expectation, bool(outcome.success)


def _exception(info: dict[str, Any]) -> str | None:
    """The first exception's message; GX gives one record, or one for each metric that failed."""
    records = [info] if "raised_exception" in info else [entry for entry in info.values() if isinstance(entry, dict)]
    for record in records:
        if record.get("raised_exception"):
            return " ".join(str(record.get("exception_message")).split())[:500]
    return None
