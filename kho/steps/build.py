"""Build: dbt writes the next release of the warehouse beside the published one."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import psycopg
from psycopg import sql

from kho import dbt_sources, release_changes, releases, reporting
from kho.catalog import Catalog, catalog
from kho.database import connect
from kho.landing import ensure_table
from kho.steps import dbt
from kho.steps.company import wait_for_company
from kho.steps.errors import Permanent, Transient, step
from kho.steps.locks import building

log = logging.getLogger(__name__)

Progress = Callable[[str], None]

#: From so many new rows on the planner is told of them at once, and not when autovacuum comes by.
ROWS_WORTH_ANALYZING = 10_000


class BuildFailed(Permanent):
    """dbt could not build the release; readers keep the published one."""


@step
def build(progress: Progress | None = None, *, patience: float = 0) -> int | None:
    """Build the next release from the deliveries that were accepted or withdrawn since the last one.

    May be killed at any moment and run again: the candidate is found, undone table by table and built anew.

    Args:
        progress: Told one line a stage.
        patience: Seconds to wait at most for deliveries that are under way, to take them along.

    Returns:
        The candidate, to be gated and published; None when nothing has changed.

    Raises:
        BuildFailed: A model or test failed; the candidate is given up and its changes wait for the next build.
        Transient: The database went away; the candidate stays, and the next attempt builds it anew.
    """
    say = progress or (lambda _: None)
    wait_for_company(patience)
    with building():
        found = catalog()
        _prepare_raw(found)
        definition = dbt.definition(found.folder)
        candidate = _candidate(found, definition)
        if candidate is None or candidate.built_at is not None:
            return None if candidate is None else candidate.release_id
        say(
            f"release {candidate.release_id}: {candidate.accepted_count} deliveries in, {candidate.withdrawn_count} out"
        )
        _run_dbt(candidate.release_id, definition)
        _finish(candidate.release_id)
    log.info("release %s is built", candidate.release_id)
    return candidate.release_id


def give_up(release_id: int, reason: str) -> None:
    """Undo a candidate: its rows leave the warehouse, its changes are pending again.

    The rows go first: a kill in between leaves a candidate, which the next build takes up.
    """
    with connect("kho_transformer") as conn:
        releases.undo_rows(conn, release_id)
    with connect() as conn:
        releases.fail(conn, release_id, reason)


def _prepare_raw(found: Catalog) -> None:
    with connect() as conn:
        for contract in found.contracts.values():
            ensure_table(conn, contract)
        reporting.write_duties(conn, found)
    dbt_sources.write(found)


def _candidate(found: Catalog, definition: str) -> releases.Release | None:
    """The release to build, with its changes written down; None when there is none to build."""
    with connect() as conn:
        candidate = releases.candidate(conn)
        changes = release_changes.pending(conn, without=found.broken)
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


def _run_dbt(release_id: int, definition: str) -> None:
    """Build every model when the definition is new, else the tables that the changed feeds flow into."""
    with connect() as conn:
        newest = releases.newest(conn)
        feeds = release_changes.feeds(conn, release_id)
    selection: list[str] = []
    if newest is not None and newest.definition == definition:
        selection = ["--select", "dim_delivery", *(f"stg_{feed}+,config.materialized:incremental" for feed in feeds)]
    try:
        # tests of the models themselves: the gate judges the rows, and only those that are new
        untested = [option for kind in ("unit_test", "test") for option in ("--exclude-resource-type", kind)]
        dbt.run(definition, "build", *untested, *selection)
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
