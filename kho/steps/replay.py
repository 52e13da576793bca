"""Replay: judge archived deliveries again, after a contract or a reader has changed."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from kho import ledger
from kho.catalog import catalog
from kho.database import connect
from kho.finding import Verdict, verdict
from kho.reading import Source
from kho.settings import Settings
from kho.steps.chain import carry
from kho.steps.errors import step
from kho.steps.judge import in_scratch
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
        query = """select delivery_id from control.delivery
            where verdict is not null and duplicate_of is null and is_admitted
              and (%s::text is null or feed = %s) and (%s::bigint is null or delivery_id = %s) order by delivery_id"""
        numbers = [int(number) for (number,) in conn.execute(query, [feed, feed, delivery_id, delivery_id])]
    return [_judged(number) if dry_run else _again(number) for number in numbers]


def _judged(number: int) -> Replayed:
    with connect() as conn:
        delivery = ledger.get(conn, number)
    assert delivery.verdict is not None  # the query asks for it
    received_on = delivery.received_at.astimezone(ZONE).date()
    source = Source(archived(delivery, Settings.from_environment()), delivery.file_name, delivery.sender, received_on)
    findings, _ = in_scratch(source, delivery.feed)
    return Replayed(delivery, delivery.verdict, verdict(set(findings.frame()["standing"].unique())))


def _again(number: int) -> Replayed:
    """Put a delivery back to its beginning and carry it through; the earlier verdicts stay on record."""
    with connect() as conn:
        delivery = ledger.get(conn, number, lock=True)
        assert delivery.verdict is not None
        table = sql.Identifier("raw", delivery.feed)
        conn.execute(sql.SQL("delete from {} where delivery_id = %s").format(table), [number])
        ledger.advance(conn, number, "received", verdict=None, settled_at=None, settled_by=None, reason=None)
    return Replayed(delivery, delivery.verdict, carry(number).verdict)
