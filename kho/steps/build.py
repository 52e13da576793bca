"""Build: dbt writes the next release of the warehouse beside the published one.

What cannot be built holds up nothing else. Changed models that fail leave the release to those of the last one; a feed
whose deliveries fail waits, and the other feeds are released without it. `kho.steps.unbuilt` tells of both.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection

import psycopg
from psycopg import sql

from kho import dbt_sources, next_views, release_changes, releases, reporting
from kho.catalog import Catalog, catalog
from kho.database import connect
from kho.landing import ensure_table
from kho.settings import Settings
from kho.steps import dbt, models
from kho.steps.company import wait_for_company
from kho.steps.errors import Permanent, Transient, step
from kho.steps.locks import building
from kho.steps.models import Models

log = logging.getLogger(__name__)

Progress = Callable[[str], None]

#: From so many new rows on the planner is told of them at once, and not when autovacuum comes by.
ROWS_WORTH_ANALYZING = 10_000


class BuildFailed(Permanent):
    """dbt could not build the release; readers keep the published one."""


@step
def build(progress: Progress | None = None, *, patience: float = 0, again: bool = False) -> int | None:
    """Build the next release from the deliveries that were accepted or withdrawn since the last one.

    May be killed at any moment and run again: the candidate is found, undone table by table and built anew.

    Args:
        progress: Told one line a stage.
        patience: Seconds to wait at most for deliveries that are under way, to take them along.
        again: Whether models that could not be built before, and are the same, are tried once more.

    Returns:
        The candidate, to be gated and published; None when nothing has changed.

    Raises:
        BuildFailed: A model failed; the candidate is given up and its changes wait for the next build.
        Transient: The database went away; the candidate stays, and the next attempt builds it anew.
    """
    say = progress or (lambda _: None)
    wait_for_company(patience)
    with building():
        found = catalog()
        _prepare_raw(found)
        candidate = _build_what_can_be(found, again, say)
    if candidate is not None:
        log.info("release %s is built", candidate)
    return candidate


def give_up(release_id: int, reason: str) -> None:
    """Undo a candidate: its rows and views leave the warehouse, its changes are pending again.

    The rows go first: a kill in between leaves a candidate, which the next build takes up.
    """
    with connect("kho_transformer") as conn:
        releases.undo_rows(conn, release_id)
        next_views.clear(conn)
    with connect() as conn:
        releases.fail(conn, release_id, reason)


def _prepare_raw(found: Catalog) -> None:
    with connect() as conn:
        for contract in found.contracts.values():
            ensure_table(conn, contract)
        reporting.write_duties(conn, found)
    dbt_sources.write(found)


def _build_what_can_be(found: Catalog, again: bool, say: Progress) -> int | None:
    """The models of the checkout, else those of the last release; all feeds, else those that can be built."""
    settings = Settings.from_environment()
    wanted = models.of_checkout(settings)
    with connect() as conn:
        newest = releases.newest(conn)
        is_refused = not again and releases.refused(conn, wanted.definition) is not None
    last = models.kept(settings, newest.definition) if newest and newest.definition != wanted.definition else None
    if not (is_refused and last):
        try:
            return _attempt(found, wanted, say)
        except BuildFailed as error:
            if newest and newest.definition == wanted.definition:
                return _build_feed_by_feed(found, wanted, say, error)
            if last is None:
                raise
            log.warning("%s The models of release %s are used instead.", error, newest and newest.release_id)
    assert last is not None  # there is no other way here
    say("the models as they stand cannot be built: those of the last release are used")
    try:
        return _attempt(found, last, say)
    except BuildFailed as error:
        return _build_feed_by_feed(found, last, say, error)


def _build_feed_by_feed(found: Catalog, using: Models, say: Progress, failure: BuildFailed) -> int | None:
    """Leave out the feeds whose deliveries cannot be built; the failure, if that leaves none."""
    with connect() as conn:
        feeds = release_changes.pending_feeds(conn, without=found.broken)
    if len(feeds) < 2:
        raise failure
    left_out: list[str] = []
    candidate = None
    for count, feed in enumerate(feeds, start=1):
        without = {*found.broken, *left_out, *feeds[count:]}
        try:
            candidate = _attempt(found, using, say, without)
        except BuildFailed as error:
            log.warning("%s: left out. %s", feed, error)
            left_out.append(feed)
            candidate = None
    if len(left_out) == len(feeds):
        raise failure
    return candidate or _attempt(found, using, say, {*found.broken, *left_out})


def _attempt(found: Catalog, using: Models, say: Progress, without: Collection[str] | None = None) -> int | None:
    """Build one candidate with these models, of what has changed in all feeds but some."""
    candidate = _candidate(found, using.definition, without)
    if candidate is None or candidate.built_at is not None:
        return None if candidate is None else candidate.release_id
    say(f"release {candidate.release_id}: {candidate.accepted_count} deliveries in, {candidate.withdrawn_count} out")
    _run_dbt(candidate.release_id, using)
    _finish(candidate.release_id)
    models.keep(Settings.from_environment(), using)
    return candidate.release_id


def _candidate(found: Catalog, definition: str, without: Collection[str] | None = None) -> releases.Release | None:
    """The release to build, with its changes written down; None when there is none to build."""
    with connect() as conn:
        candidate = releases.candidate(conn)
        changes = release_changes.pending(conn, without=found.broken if without is None else without)
        if changes or _is_redefined(conn, definition):
            if candidate is None:
                release_id = releases.open_candidate(conn, definition)
            elif candidate.definition == definition and release_changes.recorded(conn, candidate.release_id) == changes:
                return candidate
            else:
                release_id = candidate.release_id
                # it may have written to tables that its new changes do not touch
                with connect("kho_transformer") as builder:
                    releases.undo_rows(builder, release_id)
            release_changes.fill(conn, release_id, definition, changes, found.contracts.values())
            return releases.get(conn, release_id)
    if candidate is not None:
        give_up(candidate.release_id, "What it was to take in was taken back before it was published.")
    return None


def _is_redefined(conn: psycopg.Connection, definition: str) -> bool:
    """Whether the newest release was built with other models or code lists."""
    newest = releases.newest(conn)
    return newest is not None and newest.definition != definition


def _run_dbt(release_id: int, using: Models) -> None:
    """Build every model when the definition is new, else the tables that the changed feeds flow into."""
    with connect() as conn:
        newest = releases.newest(conn)
        feeds = release_changes.feeds(conn, release_id)
    with connect("kho_transformer") as conn:
        next_views.clear(conn)
    selection: list[str] = []
    is_new = newest is None or newest.definition != using.definition
    if not is_new:
        selection = ["--select", "dim_delivery", *(f"stg_{feed}+,config.materialized:incremental" for feed in feeds)]
    try:
        # tests of the models themselves: the gate judges the rows, and only those that are new
        untested = [option for kind in ("unit_test", "test") for option in ("--exclude-resource-type", kind)]
        dbt.run_with(using, "build", *untested, *selection, beside=is_new)
    except dbt.DbtInterrupted as error:
        raise Transient(f"Release {release_id} is not built yet: {error}") from error
    except dbt.DbtFailed as error:
        reason = f"Release {release_id} was not built: {error}"
        give_up(release_id, reason)
        raise BuildFailed(reason) from error


def _finish(release_id: int) -> None:
    """Count what the release has written, and tell the planner of large changes."""
    with connect("kho_transformer", autocommit=True) as conn:
        counts = releases.row_counts(conn, release_id)
        for table, count in counts.items():
            if count >= ROWS_WORTH_ANALYZING:
                conn.execute(sql.SQL("analyze {}").format(sql.Identifier("warehouse", table)))
    with connect() as conn:
        releases.built(conn, release_id, json.dumps(counts))
