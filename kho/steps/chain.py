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


@dataclass(frozen=True, slots=True)
class Released:
    """What became of a build: a release that was published or refused, or nothing to build."""

    release_id: int | None
    refused: bool = False


def release(progress: Progress = lambda _: None) -> Released:
    """Build, gate and publish the next release; models that could not be built before are tried again."""
    progress("building the next release")
    number = build(progress, again=True)
    if number is None:
        progress("nothing has changed since the published release")
        return Released(None)
    if not gate_release(number):
        progress(f"release {number} fails its gate and is not published: `kho release list` says why")
        return Released(number, refused=True)
    publish(number)
    progress(f"release {number} is published")
    return Released(number)
