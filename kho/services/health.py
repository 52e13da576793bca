"""Whether Airflow is healthy, and whether its DAGs are there."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import psycopg

from kho.catalog import catalog
from kho.services import state
from kho.services.airflow_config import address, metadata_url, port
from kho.settings import Settings

#: Airflow's name of a component, as its health page has it.
PARTS = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}


def health(settings: Settings) -> dict[str, bool]:
    """Which of Airflow's components are well; all of them are not while the pages do not answer.

    A component is believed well for half a minute after its last sign of life: one that was started since must have
    given its own. Pages at the same port that are another installation's say nothing of this one.
    """
    running = {name: known for name, known in state.components(settings).items() if known.lives()}
    found: dict[str, Any] = {}
    if "api-server" in running and running["api-server"].listens_on(port(settings)):
        with suppress(OSError, HTTPException, ValueError):
            found = json.loads(_request("GET", f"{address(settings)}/api/v2/monitor/health", timeout=5))
    well = {"api-server": (found.get("metadatabase") or {}).get("status") == "healthy"}
    for name, part in PARTS.items():
        facts = found.get(part) or {}
        beat = facts.get(f"latest_{part}_heartbeat")
        is_fresh = name in running and beat and datetime.fromisoformat(beat).timestamp() > running[name].started
        well[name] = facts.get("status") == "healthy" and bool(is_fresh)
    return well


def warm_up(settings: Settings) -> None:
    """Let Airflow make its interface for tasks now: it does so at the first request, and the first task would wait.

    The request is refused for want of a token, after the work is done.
    """
    nobody = "00000000-0000-0000-0000-000000000000"
    try:
        _request("PATCH", f"{address(settings)}/execution/task-instances/{nobody}/run", timeout=60)
    except (OSError, HTTPException):
        return


def missing_dags(settings: Settings) -> set[str]:
    """DAGs that the contracts call for and Airflow has not parsed yet."""
    wanted = {f"ingest__{feed}" for feed in catalog(settings).feeds} | {"build_warehouse"}
    rows = _metadata(settings, "select dag_id from dag where not is_stale")
    return wanted - {row[0] for row in rows}


def import_errors(settings: Settings) -> list[str]:
    """The DAG files that Airflow cannot read, each with the last line of the reason."""
    rows = _metadata(settings, "select filename, stacktrace from import_error order by filename")
    return [f"{name}: {trace.strip().splitlines()[-1]}" for name, trace in rows]


def migrated_to(settings: Settings) -> str | None:
    """The version of the metadata's schema; None when there is none yet."""
    try:
        rows = _metadata(settings, "select version_num from alembic_version")
    except psycopg.errors.UndefinedTable:
        return None
    return rows[0][0] if rows else None


def _request(method: str, url: str, timeout: float) -> bytes:
    """What this machine answers, where a proxy of the environment does not lead; raises on any refusal."""
    opener = build_opener(ProxyHandler({}))
    with opener.open(Request(url, method=method), timeout=timeout) as answer:  # noqa: S310 - an address of our own
        body: bytes = answer.read()
    return body


def _metadata(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(metadata_url(settings), connect_timeout=5) as connection:
        return connection.execute(query.encode()).fetchall()
