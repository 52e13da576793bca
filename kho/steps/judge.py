"""Judge a file without delivering it: the same reading, the same gate, nothing kept."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kho import archive, ledger, receipt
from kho.catalog import ContractBroken, catalog
from kho.contract import Contract
from kho.database import connect
from kho.finding import Findings, ordered, verdict
from kho.formulas import harmless_column
from kho.landing import ensure_scratch
from kho.reading import Source
from kho.settings import Settings
from kho.steps.acknowledge import addressed, as_first
from kho.steps.errors import step
from kho.steps.gate import judge_rows
from kho.steps.read import land
from kho.steps.receive import admission
from kho.vietnam import ZONE

#: The rows of a check belong to no delivery.
NO_DELIVERY = 0


@step
def judge(path: Path, feed: str, sender: str, rows_to: Path | None = None) -> receipt.Judgement:
    """The full verdict on a file.

    Args:
        path: The file.
        feed: The feed it would be delivered to.
        sender: Who would deliver it.
        rows_to: Write the typed rows as read there, as csv with sheet and row number.
    """
    settings = Settings.from_environment()
    known = catalog(settings)
    if obstacle := known.obstacle(sender, feed):
        raise ContractBroken(obstacle)
    identity = archive.digest(path)
    now = datetime.now(ZONE)
    findings = Findings()
    for refusal in admission(sender, feed, known):
        findings.add(refusal)
    counts: dict[str, Any] = {"rows_read": 0, "rows_ignored": 0, "rows_in_error": 0, "is_sample": False}
    with connect() as conn:
        first = ledger.original(conn, sender, feed, identity.sha256)
        original = ledger.get(conn, first) if first else None
    if not len(findings):
        findings, counts = in_scratch(Source(path, path.name, sender, now.date()), feed, rows_to)
    frame = ordered(findings.frame())
    given = "duplicate" if original else verdict(set(frame["standing"].unique()))
    return receipt.Judgement(
        delivery_id=None,
        feed=feed,
        sender=sender,
        file_name=path.name,
        sha256=identity.sha256,
        verdict=given,
        received_at=now,
        duplicate_of=as_first(original) if original else None,
        findings=frame,
        **addressed(feed, sender, known),
        **counts,
    )


def in_scratch(source: Source, feed: str, rows_to: Path | None = None) -> tuple[Findings, dict[str, Any]]:
    """Read and gate in a table of its own, which is dropped whatever happens.

    Returns:
        The findings, and the counts of a `Judgement` by name.
    """
    known = catalog(Settings.from_environment())
    contract = known.usable(source.sender, feed)
    name = f"check_{uuid.uuid4().hex}"
    table = ("scratch", name)
    with connect(autocommit=True) as conn:
        ensure_scratch(conn, contract, name)
        try:
            reading = land(conn, source, contract, known, NO_DELIVERY, table)
            in_error = reading.rows_in_error
            if reading.rows_read:
                already = reading.findings.frame()
                judged = judge_rows(contract, NO_DELIVERY, table, reading.layout, already, source.path, source.sender)
                in_error = judged.rows_in_error
                for frame in judged.failures:
                    reading.findings.extend(frame)
            if rows_to:
                _export(conn, contract, table, rows_to)
        finally:
            conn.execute(sql.SQL("drop table if exists {}").format(sql.Identifier(*table)))
    reasons: Counter[str] = Counter()
    for one in reading.ignored:
        reasons[one.reason] += one.row_count
    counts = {
        "rows_read": reading.rows_read,
        "rows_ignored": sum(one.row_count for one in reading.ignored),
        "rows_in_error": in_error,
        "is_sample": reading.is_sample,
        "ignored": tuple(reasons.items()),
    }
    return reading.findings, counts


def _export(conn: psycopg.Connection, contract: Contract, table: tuple[str, str], target: Path) -> None:
    """Write the typed rows as csv: sheet, row, then the columns of the contract, numbers without idle zeros.

    A text that a spreadsheet program would run as a formula gets an apostrophe in front.
    """
    columns: list[sql.Composable] = [harmless_column("sheet_name"), sql.Identifier("row_number")]
    for column in contract.columns:
        shown = sql.SQL("trim_scale({0}) as {0}" if column.sql_type == "numeric" else "{0}")
        name = sql.Identifier(column.name)
        columns.append(harmless_column(column.name) if column.sql_type == "text" else shown.format(name))
    form = "copy (select {} from {} order by sheet_name, row_number) to stdout (format csv, header)"
    statement = sql.SQL(form).format(sql.SQL(", ").join(columns), sql.Identifier(*table))
    with target.open("wb") as file, conn.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in copy:
            file.write(chunk)
