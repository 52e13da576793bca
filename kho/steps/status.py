"""Status: the services, the latest deliveries and the published release, as one object."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import psycopg
from psycopg.rows import dict_row

from kho import releases, services
from kho.catalog import catalog
from kho.database import DatabaseUnavailable, connect
from kho.settings import Settings
from kho.steps.receive import hindered
from kho.steps.unbuilt import unbuilt

LATEST = 20


def status(settings: Settings) -> dict[str, Any]:
    """The state of an installation; `warehouse` is None while its database does not answer.

    `problems` are sentences on contracts and senders that cannot be used, on files that cannot be taken, and on models
    and deliveries that cannot be built.
    """
    state: dict[str, Any] = {
        "home": str(settings.home),
        "services": services.status(settings),
        "problems": list(dict.fromkeys([*catalog(settings).problems, *hindered(settings)])),
        "warehouse": None,
    }
    with suppress(DatabaseUnavailable, psycopg.OperationalError), connect() as conn:
        state["warehouse"] = _warehouse(conn)
        state["problems"] += unbuilt(conn)
    return state


def _warehouse(conn: psycopg.Connection) -> dict[str, Any]:
    with conn.cursor(row_factory=dict_row) as cursor:
        verdicts = cursor.execute(
            "select coalesce(verdict, state) as verdict, count(*) as count from control.delivery group by 1 order by 1"
        ).fetchall()
        latest = cursor.execute(
            """select delivery_id, sender, feed, file_name, received_at, duplicate_of,
                coalesce(verdict, state) as verdict
            from control.delivery order by delivery_id desc limit %s""",
            [LATEST],
        ).fetchall()
        shown = next((one for one in releases.releases(conn) if one.is_shown), None)
    return {
        "deliveries": {row["verdict"]: row["count"] for row in verdicts},
        "latest": latest,
        "release": shown.release_id if shown else None,
        "published_at": shown.published_at if shown else None,
    }


def as_text(state: dict[str, Any]) -> str:
    """The state as a person reads it."""
    lines = [f"Home: {state['home']}", services.as_text(state["services"])]
    lines += [f"To be mended: {problem}" for problem in state["problems"]]
    warehouse = state["warehouse"]
    if warehouse is None:
        is_external = state["services"]["postgresql"]["state"] == "external"
        what = (
            "that KHO_DATABASE_URL names does not answer" if is_external else "is not running; start it with `kho up`"
        )
        return "\n".join([*lines, f"Warehouse: the database {what}."])
    counts = ", ".join(f"{count} {verdict}" for verdict, count in warehouse["deliveries"].items()) or "none yet"
    release = (
        f"{warehouse['release']}, published {warehouse['published_at']:%Y-%m-%d %H:%M}"
        if warehouse["release"]
        else "none yet"
    )
    lines += [f"Release: {release}", f"Deliveries: {counts}"]
    for one in warehouse["latest"]:
        lines.append(
            f"  {one['delivery_id']:>5}  {one['received_at']:%Y-%m-%d %H:%M}  {one['verdict']:<22}  "
            f"{one['sender']}/{one['feed']}  {one['file_name']}"
        )
    return "\n".join(lines)


def releases_as_text() -> str:
    """Every release as a person reads it, the newest first; an arrow marks the one that readers see.

    Below stands what its gate let pass and a steward has to look after, with a row of each.
    """
    with connect() as conn:
        found, remarks = releases.releases(conn), releases.remarks(conn)
    if not found:
        return "There is no release yet: accept a delivery and run `kho build`."
    lines = [_release_line(one) for one in found]
    for rule, message, sample in remarks:
        lines.append(f"{rule}  {message}")
        lines += ["        " + ", ".join(f"{name} {value}" for name, value in row.items()) for row in sample[:1]]
    return "\n".join(lines)


def _release_line(one: releases.Release) -> str:
    when = one.published_at or one.created_at
    changes = f"{one.accepted_count} in, {one.withdrawn_count} out"
    line = f"{'→' if one.is_shown else ' '} {one.release_id:>4}  {one.status:<9}  {when:%Y-%m-%d %H:%M}  {changes}"
    return f"{line}  {one.reason}" if one.reason else line
