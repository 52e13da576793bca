"""What runs, as one object."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from kho import analyst, database, postgres
from kho.services import airflow_config, health, state
from kho.services.airflow_config import COMPONENTS
from kho.settings import Settings


def status(settings: Settings) -> dict[str, Any]:
    """The services of an installation: JSON can hold it, and no password of a database is in it.

    Returns:
        `running` (all of it and healthy), `supervisor`, `components` (name → state, pid, healthy, restarts),
        `postgresql`, `airflow` (url, user, password), `database` and `analyst` (addresses).
    """
    supervisor = state.supervisor(settings)
    well = health.health(settings) if supervisor else {}
    components = {name: _component(settings, name, well.get(name, False)) for name in COMPONENTS}
    server = _postgresql(settings)
    found: dict[str, Any] = {
        "running": bool(supervisor) and server["healthy"] and all(one["healthy"] for one in components.values()),
        "supervisor": {"state": "running" if supervisor else "stopped", "pid": supervisor.pid if supervisor else None},
        "postgresql": server,
        "components": components,
        "airflow": None,
        "database": None,
        "analyst": None,
    }
    if supervisor:
        user, password = airflow_config.login(settings)
        found["airflow"] = {"url": airflow_config.address(settings), "user": user, "password": password}
    if server["healthy"]:
        found["database"] = without_password(database.url(settings))
        found["analyst"] = without_password(database.url(settings), user=analyst.login_name(settings))
    return found


def as_text(found: dict[str, Any]) -> str:
    """The services as a person reads them."""
    parts = {"postgresql": found["postgresql"]} | found["components"]
    lines = [f"  {name:<14} {_in_words(one)}" for name, one in parts.items()]
    if found["airflow"]:
        airflow = found["airflow"]
        lines.append(f"Airflow:  {airflow['url']}   user {airflow['user']}   password {airflow['password']}")
    if found["analyst"]:
        lines.append(f"Analysts: {found['analyst']}   (password: secrets/analyst_password)")
    return "\n".join([f"Services: {'running' if found['running'] else 'not all running'}", *lines])


def without_password(url: str, user: str | None = None) -> str:
    """A libpq address as people may see it."""
    parts = conninfo_to_dict(url)
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{user or parts.get('user', '')}@{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


def _component(settings: Settings, name: str, is_well: bool) -> dict[str, Any]:
    facts = state.noted(settings)["components"].get(name, {})
    known = state.components(settings).get(name)
    runs = known is not None and known.lives()
    return {
        "state": "running" if runs else "stopped",
        "pid": known.pid if known and runs else None,
        "healthy": runs and is_well,
        "restarts": facts.get("restarts", 0),
    }


def _postgresql(settings: Settings) -> dict[str, Any]:
    if settings.database_url:
        return {"state": "external", "healthy": postgres.answers(settings.database_url)}
    server = postgres.embedded(settings)
    alive = server.is_alive()
    return {"state": "running" if alive else "stopped", "healthy": alive and server.is_running()}


def _in_words(one: dict[str, Any]) -> str:
    words = [one["state"]]
    if one["state"] != "stopped":
        words.append("healthy" if one["healthy"] else "not healthy (yet)")
    if one.get("pid"):
        words.append(f"process {one['pid']}")
    if one.get("restarts"):
        words.append(f"restarted {one['restarts']} times")
    return ", ".join(words)
