"""Who waits for whom: builds for each other, and a steward for a build that reads what would change under it.

Locks of the database, the one place that everybody who works on an installation shares; a killed holder lets go.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kho.database import connect


@contextmanager
def building() -> Iterator[None]:
    """Build alone: not beside another build, and not while a delivery that has a verdict is changed."""
    with _held("pg_advisory_lock(hashtext('kho build'))"):
        yield


@contextmanager
def changing_verdicts() -> Iterator[None]:
    """Change a delivery that may stand in a release: not while one is built, which would see it in some tables only."""
    with _held("pg_advisory_lock_shared(hashtext('kho build'))"):
        yield


@contextmanager
def between_builds() -> Iterator[None]:
    """Judge or show a candidate: not while another build makes it anew."""
    with _held("pg_advisory_lock_shared(hashtext('kho build'))"):
        yield


@contextmanager
def changing_contract(feed: str) -> Iterator[None]:
    """Change the file of a contract alone: of two at once, one would write over what the other has written."""
    with _held("pg_advisory_lock(hashtext('kho contract ' || %s))", feed):
        yield


@contextmanager
def _held(lock: str, *values: str) -> Iterator[None]:
    with connect(autocommit=True) as conn:
        conn.execute(f"select {lock}".encode(), values)
        yield
