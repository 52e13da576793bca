"""Read: the archived bytes of a delivery become typed rows in `raw.<feed>` and findings."""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg

from kho import archive, landing, ledger
from kho.catalog import Catalog, catalog
from kho.contract import Contract
from kho.database import connect
from kho.reading import Reading, Source
from kho.reading import read as read_source
from kho.settings import Settings
from kho.steps.errors import step
from kho.vietnam import ZONE

log = logging.getLogger(__name__)


@step
def read(delivery_id: int) -> None:
    """Read a delivery; rows, findings and the new state are there together or not at all."""
    settings = Settings.from_environment()
    known = catalog(settings)
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id, lock=True)
        if delivery.is_past("received"):
            log.info("%s was read before", delivery)
            return
        if not delivery.is_admitted:
            ledger.advance(conn, delivery_id, "read", rows_read=0, rows_ignored=0, rows_in_error=0)
            return
        contract = known.usable(delivery.sender, delivery.feed)
        landing.ensure_table(conn, contract)
        received_on = delivery.received_at.astimezone(ZONE).date()
        source = Source(archived(delivery, settings), delivery.file_name, delivery.sender, received_on)
        reading = land(conn, source, contract, known, delivery_id)
        record(conn, delivery_id, contract, reading)
        log.info("%s: %s rows read, %s findings", delivery, reading.rows_read, len(reading.findings))


def land(
    conn: psycopg.Connection,
    source: Source,
    contract: Contract,
    known: Catalog,
    delivery_id: int,
    table: tuple[str, str] | None = None,
) -> Reading:
    """Read a source and COPY its rows; the reading's counts and findings are complete afterwards."""
    reading = read_source(source, contract, known)
    landing.land(conn, contract, delivery_id, reading.batches(), table)
    return reading


def record(conn: psycopg.Connection, delivery_id: int, contract: Contract, reading: Reading) -> None:
    """Write what the reading has learnt into the ledger."""
    ledger.record_findings(conn, delivery_id, "read", [reading.findings.frame()])
    rows = [
        {"sheet": one.sheet, "row": one.row, "reason": one.reason, "row_count": one.row_count}
        for one in reading.ignored
    ]
    ledger.record_ignored(conn, delivery_id, rows)
    ledger.advance(
        conn,
        delivery_id,
        "read",
        rows_read=reading.rows_read,
        rows_ignored=sum(one.row_count for one in reading.ignored),
        rows_in_error=reading.rows_in_error,
        is_sample=reading.is_sample,
        layout=reading.layout,
        contract_version=contract.version,
    )


def archived(delivery: ledger.Delivery, settings: Settings) -> Path:
    """The bytes of a delivery as they came in."""
    return archive.locate(delivery.sha256, settings.archive)
