"""Acknowledge: the sender gets a receipt in its outbox."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import psycopg

from kho import ledger, receipt
from kho.catalog import Catalog, catalog
from kho.contract import Contract, Text
from kho.database import connect
from kho.finding import verdict
from kho.settings import Settings
from kho.steps.errors import step
from kho.steps.read import archived

log = logging.getLogger(__name__)


@step
def acknowledge(delivery_id: int) -> list[str]:
    """Write the receipt of a settled delivery; done again, it writes the same files.

    Returns:
        The paths of the receipt's files.
    """
    settings = Settings.from_environment()
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id, lock=True)
        if not delivery.is_past("gated"):
            log.info("%s has no verdict yet", delivery)
            return []
        known = catalog(settings)
        folder = outbox(settings, delivery.sender, delivery.feed)
        judgement = judgement_of(conn, delivery, known)
        written = receipt.write(judgement, archived(delivery, settings), folder, known.find(delivery.feed))
        if delivery.state != "acknowledged":
            ledger.advance(conn, delivery_id, "acknowledged")
            conn.execute(
                "update control.delivery set acknowledged_at = clock_timestamp() where delivery_id = %s", [delivery_id]
            )
        log.info("%s: receipt in %s", delivery, folder)
    return [str(path) for path in written]


@step
def judgement(delivery_id: int) -> tuple[receipt.Judgement, Contract | None]:
    """What is known of a delivery, settled or not, with its contract if the feed has one."""
    known = catalog()
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id)
        return judgement_of(conn, delivery, known), known.find(delivery.feed)


def judgement_of(conn: psycopg.Connection, delivery: ledger.Delivery, known: Catalog) -> receipt.Judgement:
    """What the ledger says of a delivery, as its receipt tells it; one that is under way has the verdict to expect."""
    first = ledger.get(conn, delivery.duplicate_of) if delivery.duplicate_of else None
    return receipt.Judgement(
        delivery_id=delivery.delivery_id,
        feed=delivery.feed,
        sender=delivery.sender,
        file_name=delivery.file_name,
        sha256=delivery.sha256,
        verdict=delivery.verdict or verdict(ledger.standings(conn, delivery.delivery_id)),
        rows_read=delivery.rows_read or 0,
        rows_ignored=delivery.rows_ignored or 0,
        rows_in_error=delivery.rows_in_error or 0,
        is_sample=delivery.is_sample,
        received_at=delivery.received_at,
        duplicate_of=as_first(first) if first else None,
        findings=ledger.findings(conn, delivery.delivery_id),
        reason=delivery.reason,
        ignored=ledger.ignored_reasons(conn, delivery.delivery_id),
        **addressed(delivery.feed, delivery.sender, known),
    )


def as_first(first: ledger.Delivery) -> receipt.First:
    """The first delivery of the same bytes, as a duplicate's receipt names it."""
    return receipt.First(first.delivery_id, first.file_name, first.received_at, first.verdict)


def addressed(feed: str, sender: str, known: Catalog) -> dict[str, Any]:
    """Title of the report, title and language of the sender; a feed that nobody knows is its own title."""
    contract, who = known.find(feed), known.senders.get(sender)
    return {
        "title": contract.title if contract else Text(vi=feed, en=feed, fr=feed),
        "language": who.language if who else "vi",
        "sender_title": who.title if who else None,
    }


def outbox(settings: Settings, sender: str, feed: str) -> Path:
    """Where a sender finds the receipts of a feed."""
    return settings.outbox / sender / feed
