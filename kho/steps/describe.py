"""Describe: a delivery in a few words, for labels and alerts."""

from __future__ import annotations

from kho import ledger
from kho.database import connect
from kho.steps.errors import step


@step
def describe(delivery_id: int) -> str:
    """Number, file and sender of a delivery, as Airflow's grid shows them: `12 · report.xlsx · hanoi/so_khcn`."""
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id)
    return f"{delivery_id} · {delivery.file_name} · {delivery.sender}"
