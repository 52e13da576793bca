"""The two chains of the DAGs, in this process and without Airflow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kho import ledger
from kho.catalog import catalog
from kho.database import connect
from kho.finding import Verdict
from kho.steps.acknowledge import acknowledge
from kho.steps.build import build
from kho.steps.gate import gate
from kho.steps.publish import gate_release, publish
from kho.steps.read import read
from kho.steps.receive import receive, receive_strays
from kho.steps.settle import settle

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery."""

    delivery: ledger.Delivery
    verdict: Verdict
    receipt: list[str]


def ingest(progress: Progress = lambda _: None) -> list[Outcome]:
    """Take everything that waits in the inbox as far as its receipt.

    Args:
        progress: Told one line a step.
    """
    outcomes = []
    for feed in sorted(catalog().contracts):
        for number in receive(feed):
            outcomes.append(carry(number, progress))
    outcomes += [carry(number, progress) for number in receive_strays()]
    return outcomes


def carry(delivery_id: int, progress: Progress = lambda _: None) -> Outcome:
    """Take one delivery from wherever it stands to its receipt."""
    for function in (read, gate):
        progress(f"delivery {delivery_id}: {function.__name__}")
        function(delivery_id)
    given = settle(delivery_id)
    written = acknowledge(delivery_id)
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id)
    progress(f"{delivery}: {given}")
    return Outcome(delivery, given, written)


def release(progress: Progress = lambda _: None) -> int | None:
    """Build, gate and publish the next release.

    Returns:
        The published release; None when nothing has changed, or the gate refused it.
    """
    progress("building the next release")
    number = build()
    if number is None:
        progress("nothing has changed since the published release")
        return None
    progress(f"release {number}: gate")
    if not gate_release(number):
        progress(f"release {number} fails its gate and is not published")
        return None
    publish(number)
    progress(f"release {number} is published")
    return number
