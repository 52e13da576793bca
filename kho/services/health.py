"""Whether Airflow is healthy, and whether its DAGs are there."""

from __future__ import annotations

from typing import Any

import psycopg
import requests

from kho.catalog import catalog
from kho.services.airflow_config import address, metadata_url
from kho.settings import Settings

#: Airflow's name of a component, as its health page has it.
PARTS = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}


def health(settings: Settings) -> dict[str, bool]:
    """Which of Airflow's components say that they are well; empty while the pages do not answer."""
    with requests.Session() as session:
        # a proxy of the environment does not lead to this machine
        session.trust_env = False
        try:
            answer = session.get(f"{address(settings)}/api/v2/monitor/health", timeout=5)
            found: dict[str, Any] = answer.json() if answer.ok else {}
        except (requests.RequestException, ValueError):
            return {}
    parts = {name: (found.get(part) or {}).get("status") == "healthy" for name, part in PARTS.items()}
    return {"api-server": (found.get("metadatabase") or {}).get("status") == "healthy"} | parts


def missing_dags(settings: Settings) -> set[str]:
    """DAGs that the contracts call for and Airflow has not parsed yet."""
    wanted = {f"ingest__{feed}" for feed in catalog(settings).contracts} | {"build_warehouse"}
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


def _metadata(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(metadata_url(settings), connect_timeout=5) as connection:
        return connection.execute(query.encode()).fetchall()
