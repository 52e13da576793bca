"""Deliveries entered by hand: the rows and the verdict that reading and judging would have left."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from psycopg import sql

from kho import ledger, releases
from kho.catalog import catalog
from kho.database import connect
from kho.finding import Verdict
from kho.landing import ensure_table
from kho.steps.build import build
from kho.steps.publish import publish

HANOI = "hanoi/so_khcn"


def deliver(feed: str, rows: list[dict[str, Any]], sender: str = HANOI, verdict: Verdict = "accepted") -> int:
    """Enter a delivery that was read and settled; its rows begin at row 7 of a sheet."""
    with connect() as conn:
        ensure_table(conn, catalog().contracts[feed])
        sha256 = hashlib.sha256(uuid.uuid4().bytes).hexdigest()
        number = ledger.enter(conn, uuid.uuid4(), sender, feed, "báo cáo.xlsx", sha256, 100, admitted=True)
        for row_number, row in enumerate(rows, start=7):
            values = {"delivery_id": number, "sheet_name": "Biểu 1", "row_number": row_number} | row
            insert = sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier("raw", feed),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(map(sql.Placeholder, values)),
            )
            conn.execute(insert, values)
        ledger.settle(conn, number, verdict, "test")
    return number


def settle(delivery_id: int, verdict: Verdict) -> None:
    """Give a delivery another verdict, as a steward does."""
    with connect() as conn:
        ledger.settle(conn, delivery_id, verdict, "steward", "test")


def publish_next() -> int:
    """Build the next release, let it pass its gate and publish it; gives its number."""
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)
    return release_id


def year(number: int) -> dict[str, Any]:
    """The columns of a reporting period that is a year."""
    return {
        "period_start": f"{number}-01-01",
        "period_end": f"{number}-12-31",
        "period_kind": "year",
        "period_label": str(number),
    }


def indicator(**values: Any) -> dict[str, Any]:
    """A row of digital_economy_indicators: the share of Hà Nội in 2023, unless said otherwise."""
    row = {
        "indicator_code": "DE_GRDP_SHARE",
        "indicator_name": "Tỷ trọng kinh tế số trong GRDP",
        "unit": "%",
        "territory_code": "01",
        "source_method": "Bộ KH&CN",
    }
    return row | year(2023) | values
