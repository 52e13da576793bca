"""Publish: the gate of a whole release, and the one row that readers follow."""

from __future__ import annotations

import getpass
import json
import logging
from contextlib import suppress

import psycopg

from kho import next_views
from kho import releases as ledger
from kho.database import connect, sqlalchemy_url
from kho.releases import Release
from kho.steps.build import give_up
from kho.steps.errors import Permanent, step
from kho.steps.locks import between_builds

log = logging.getLogger(__name__)


@step
def gate_release(release_id: int) -> bool:
    """Have Great Expectations judge a candidate; one that fails a blocking rule is given up.

    Returns:
        Whether it may be published. A release that was published before may be.

    Raises:
        Permanent: The release does not exist, has failed, or is not built.
    """
    with between_builds():
        return _judge(_get(release_id))


@step
def publish(release_id: int, by: str | None = None) -> None:
    """Show a release to readers: a candidate that has passed its gate, or one that was shown before.

    Raises:
        Permanent: It has not passed its gate, has failed, or does not exist; or a rollback came in between.
    """
    try:
        with between_builds(), connect(None) as conn:
            release = ledger.get(conn, release_id)
            is_overtaken = ledger.is_overtaken(conn, release_id)
            changed = not is_overtaken and ledger.show(conn, release_id, by or getpass.getuser())
            brings_models = changed and release.status == "candidate" and next_views.there(conn)
            if brings_models:
                next_views.show(conn)
    except ledger.ReleaseError as error:
        raise Permanent(str(error)) from error
    if is_overtaken:
        reason = f"Release {release_id} was begun before readers were led back to an earlier one, and would undo that."
        give_up(release_id, reason)
        raise Permanent(f"{reason} The next build begins from what is shown now.")
    log.info("release %s %s", release_id, "is published" if changed else "was published before")
    if brings_models:
        with suppress(psycopg.errors.LockNotAvailable), connect("kho_transformer") as conn:
            next_views.clear(conn)  # what a long query still reads goes with the next build


@step
def rollback(release_id: int | None = None, by: str | None = None) -> int:
    """Show an earlier release again; by default the one before the shown one.

    The next build starts from what is shown then: what the releases in between took in stays out until one of them is
    published again, or its deliveries are settled again.

    Returns:
        The release that readers see now.

    Raises:
        Permanent: There is no such release.
    """
    try:
        with connect() as conn:
            target = ledger.before(conn) if release_id is None else release_id
            if ledger.get(conn, target).status != "published":
                raise ledger.ReleaseError(
                    f"Release {target} was never published: `kho release list` shows those that were."
                )
            ledger.show(conn, target, by or getpass.getuser())
    except ledger.ReleaseError as error:
        raise Permanent(str(error)) from error
    log.info("readers are back on release %s", target)
    return target


@step
def releases() -> list[Release]:
    """Every release, the newest first."""
    with connect() as conn:
        return ledger.releases(conn)


def _judge(release: Release) -> bool:
    release_id = release.release_id
    if release.status == "published":
        return True
    if release.status == "failed" or release.built_at is None:
        raise Permanent(f"Release {release_id} is not built and cannot be gated: run `kho build`.")
    # Great Expectations takes seconds to import, and only a candidate needs it
    from expectations.release import validate_release

    with connect() as conn:
        suffix = next_views.SUFFIX if next_views.there(conn) else ""
    address = sqlalchemy_url(role="kho_transformer", as_of=str(release_id))
    results = validate_release(address, release_id, marts=f"marts{suffix}")
    rows = [
        (r.rule, r.standing, r.passed, r.failing_count, json.dumps(r.sample, default=str), r.message) for r in results
    ]
    blocking = [result for result in results if not result.passed and result.standing == "block"]
    with connect() as conn:
        ledger.record_gate(conn, release_id, rows, passed=not blocking)
    if blocking:
        give_up(release_id, f"Its gate failed: {'; '.join(result.message or result.rule for result in blocking)}")
        log.warning("release %s fails its gate: %s", release_id, ", ".join(result.rule for result in blocking))
    return not blocking


def _get(release_id: int) -> Release:
    try:
        with connect() as conn:
            return ledger.get(conn, release_id)
    except ledger.ReleaseError as error:
        raise Permanent(str(error)) from error
