"""Replay: judge archived deliveries again, after a contract or a reader has changed."""

from __future__ import annotations

from dataclasses import dataclass

from kho import landing, ledger
from kho.catalog import catalog
from kho.database import connect
from kho.finding import Verdict, verdict
from kho.reading import Source
from kho.settings import Settings
from kho.steps.chain import carry
from kho.steps.errors import step
from kho.steps.judge import in_scratch
from kho.steps.locks import changing_verdicts
from kho.steps.read import archived
from kho.vietnam import ZONE


@dataclass(frozen=True, slots=True)
class Replayed:
    """A delivery with its verdict before and after."""

    delivery: ledger.Delivery
    before: Verdict
    after: Verdict

    @property
    def flips(self) -> bool:
        """Whether the verdict is another one now."""
        return self.before != self.after

    def __str__(self) -> str:
        change = f" → {self.after}" if self.flips else ", as before"
        return f"{self.delivery}: {self.before}{change}"


@step
def replay(feed: str | None = None, delivery_id: int | None = None, *, dry_run: bool = False) -> list[Replayed]:
    """Judge deliveries again from the archive.

    Args:
        feed: All settled deliveries of a feed, or
        delivery_id: a single one.
        dry_run: Only say what would become of them.

    Raises:
        StepError: The feed has no contract, or a broken one.
    """
    if feed is not None:
        catalog().contract(feed)
    with connect() as conn:
        query = """select delivery_id, verdict from control.delivery
            where verdict is not null and duplicate_of is null and is_admitted
              and (%s::text is null or feed = %s) and (%s::bigint is null or delivery_id = %s) order by delivery_id"""
        found = conn.execute(query, [feed, feed, delivery_id, delivery_id]).fetchall()
    return [_judged(number, before) if dry_run else _again(number, before) for number, before in found]


def _judged(number: int, before: Verdict) -> Replayed:
    with connect() as conn:
        delivery = ledger.get(conn, number)
    received_on = delivery.received_at.astimezone(ZONE).date()
    source = Source(archived(delivery, Settings.from_environment()), delivery.file_name, delivery.sender, received_on)
    findings, _ = in_scratch(source, delivery.feed)
    return Replayed(delivery, before, verdict(set(findings.frame()["standing"].unique())))


def _again(number: int, before: Verdict) -> Replayed:
    """Put a delivery back to its beginning and carry it through; the earlier verdicts stay on record.

    One that another replay has put back is only carried on: it is judged by the same contract.
    """
    with changing_verdicts():
        with connect() as conn:
            delivery = ledger.get(conn, number, lock=True)
            if delivery.verdict is not None:
                landing.forget(conn, delivery.feed, number)
                ledger.advance(conn, number, "received", verdict=None, settled_at=None, settled_by=None, reason=None)
        return Replayed(delivery, before, carry(number).verdict)
