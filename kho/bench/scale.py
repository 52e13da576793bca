"""Measures what a correction costs and how fast marts answer, with few and with many observations stored."""

from __future__ import annotations

import json
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

from psycopg import sql

from expectations.release_rules import load
from kho import ledger, postgres, releases
from kho.bench import stored
from kho.bench.stored import FEED, SENDER
from kho.catalog import catalog
from kho.database import connect, migrate
from kho.landing import ensure_table
from kho.settings import Settings
from kho.steps import dbt, models
from kho.steps.build import build
from kho.steps.publish import gate_release, publish

CORRECTION = 1_000
#: The first turn warms the process up and is not counted.
TURNS = 6

#: What analysts ask the marts first; each is one question, as a page or a sheet would put it.
QUESTIONS = {
    "mart_target_progress": "select * from marts.mart_target_progress where territory_code = '01'",
    "mart_target_progress, first page": "select * from marts.mart_target_progress limit 100",
    "mart_source_conflicts": "select * from marts.mart_source_conflicts where territory_code = '01'",
    "mart_source_conflicts, first page": "select * from marts.mart_source_conflicts limit 100",
    "mart_observation": """select * from marts.mart_observation
        where territory_code = '31' and indicator_code = 'DIGITAL_ENT_COUNT' and sector_code is null""",
    "mart_observation_today": """select * from marts.mart_observation_today
        where territory_code = '31' and indicator_code = 'DIGITAL_ENT_COUNT' and sector_code is null""",
    "mart_territory_comparison": """select * from marts.mart_territory_comparison
        where indicator_code = 'DE_GRDP_SHARE' and period_end = '2026-05-31' and sector_code is null""",
    "mart_sector_digitalisation": """select * from marts.mart_sector_digitalisation
        where territory_code = '01' and indicator_code = 'DE_GRDP_SHARE' and period_end = '2026-05-31'""",
}


def measure(settings: Settings, observations: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Store observations in an empty installation, correct some of them, and ask.

    Args:
        settings: A throwaway installation; the environment must name the same one.
        observations: How many there are in all.
        progress: Told one line a stage.

    Returns:
        `seconds` of a correction (`build`, `gate`, `publish` and their sum) and `milliseconds` by question: medians.
    """
    server = postgres.embedded(settings)
    server.start()
    try:
        migrate(settings)
        return measure_here(observations, progress)
    finally:
        server.stop()


def measure_here(observations: int, progress: Callable[[str], None], turns: int = TURNS) -> dict[str, Any]:
    """The same in the migrated and empty database of the environment."""
    delivery_id = _deliver(0)
    first = build()
    assert first is not None  # a delivery is waiting
    progress(f"storing {observations:,} observations")
    stored.fill(observations - CORRECTION, first, delivery_id, progress)
    progress("computing what is computed from them")
    selection = ("--select", "fct_observation+,config.materialized:incremental", "--exclude", "fct_observation")
    dbt.run_with(models.of_checkout(Settings.from_environment()), "run", *selection, beside=True)
    _publish_as_judged(first)
    corrections = [_correct(turn, progress) for turn in range(1, turns + 1)][1:]
    seconds = {step: round(statistics.median(one[step] for one in corrections), 3) for step in corrections[0]}
    return {"seconds": seconds, "milliseconds": {name: _ask(query) for name, query in QUESTIONS.items()}}


def _deliver(turn: int) -> int:
    """Enter the report that is corrected again and again, as reading and judging leave it."""
    rows = stored.report(Settings.from_environment().contracts, CORRECTION, turn)
    with connect() as conn:
        ensure_table(conn, catalog().contracts[FEED])
        sha256 = uuid.uuid4().hex * 2
        number = ledger.enter(conn, uuid.uuid4(), SENDER, FEED, f"bench_{turn}.xlsx", sha256, 1, admitted=True)
        insert = sql.SQL("insert into {} (delivery_id, {}) values ({}, {})").format(
            sql.Identifier("raw", FEED),
            sql.SQL(", ").join(map(sql.Identifier, rows[0])),
            sql.Literal(number),
            sql.SQL(", ").join(map(sql.Placeholder, rows[0])),
        )
        with conn.cursor() as cursor:
            cursor.executemany(insert, rows)
        ledger.settle(conn, number, "accepted", "bench")
    return number


def _publish_as_judged(release_id: int) -> None:
    """Publish what was stored without a gate: it stands for releases that were judged one by one."""
    results = [(rule.id, rule.standing, True, 0, "[]", None) for rule in load()]
    with connect() as conn:
        releases.record_gate(conn, release_id, results, passed=True)
    publish(release_id)


def _correct(turn: int, progress: Callable[[str], None]) -> dict[str, float]:
    _deliver(turn)
    seconds = {}
    start = time.perf_counter()
    release_id = build()
    assert release_id is not None  # a delivery is waiting
    seconds["build"] = time.perf_counter() - start
    assert gate_release(release_id), "the correction fails its gate"
    seconds["gate"] = time.perf_counter() - start - seconds["build"]
    publish(release_id)
    seconds["correction"] = time.perf_counter() - start
    seconds["publish"] = seconds["correction"] - seconds["build"] - seconds["gate"]
    progress(f"correction {turn}: {json.dumps({name: round(value, 2) for name, value in seconds.items()})}")
    return seconds


def _ask(query: str) -> float:
    """Milliseconds until the last row of an answer is there, for an analyst; the median of five."""
    taken = []
    with connect("kho_analyst", autocommit=True) as conn:
        for _ in range(5):
            start = time.perf_counter()
            conn.execute(query.encode()).fetchall()
            taken.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(taken), 1)
