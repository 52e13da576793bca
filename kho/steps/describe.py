"""Describe: a delivery in a few words, for labels and alerts."""

from __future__ import annotations

from kho import ledger
from kho.database import connect
from kho.steps.errors import step

#: A label of Airflow's grid may have 250 characters; a longer one fails the task.
LONGEST = 250


@step
def describe(delivery_id: int) -> str:
    """Number, file and sender of a delivery, as Airflow's grid shows them: `12 · report.xlsx · hanoi/so_khcn`."""
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id)
    left = LONGEST - len(f"{delivery_id} ·  · {delivery.sender}")
    name = delivery.file_name if len(delivery.file_name) <= left else f"{delivery.file_name[: left - 1]}…"
    return f"{delivery_id} · {name} · {delivery.sender}"
