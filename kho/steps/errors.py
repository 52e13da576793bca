"""Two kinds of failure of a step: one that passes, one that does not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import psycopg

from expectations.outcome import GateError
from kho.catalog import CatalogError, ContractBroken
from kho.conditions import ConditionError
from kho.database import DatabaseUnavailable
from kho.landing import RawTypeChanged
from kho.machine import is_ours

P = ParamSpec("P")
T = TypeVar("T")


class StepError(Exception):
    """A step could not be done."""


class Transient(StepError):
    """It may work in a moment: the database restarts, a lock is held, a portal is busy."""


class Permanent(StepError):
    """It will fail again until somebody mends what the sentence names."""


def step(function: Callable[P, T]) -> Callable[P, T]:
    """Tell passing failures from lasting ones, so that Airflow retries only what can help."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except (psycopg.OperationalError, psycopg.errors.SerializationFailure, DatabaseUnavailable) as error:
            raise Transient(f"{function.__name__}: the database did not answer ({_line(error)}).") from error
        except ContractBroken as error:  # it may only be half saved
            raise Transient(str(error)) from error
        except (CatalogError, ConditionError, GateError, RawTypeChanged) as error:
            raise Permanent(str(error)) from error

        except OSError as error:
            if isinstance(error, PermissionError):
                raise Permanent(
                    f"{function.__name__}: {error.filename} is not kho's to read or write: give its account the right."
                ) from error
            if not is_ours(error):
                raise
            raise Transient(f"{function.__name__}: this machine is at its end ({_line(error)}): make room.") from error

    return run


def _line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
