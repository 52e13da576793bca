"""What the ledger knows of reporting: which reports are owed, and which periods a delivery is about.

The marts make the calendar of it: `control.reporting_duty` holds who owes which feed how often, and the periods are
counted off in SQL up to the moment that is asked about, so that no table of days has to be kept ahead of time.

Every function works inside the caller's transaction, with the rights of `kho_loader`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from kho.catalog import Catalog
from kho.conditions import parse
from kho.contract import Contract

_COLUMNS = (
    "sender", "feed", "sender_name_vi", "sender_name_en", "sender_name_fr", "feed_title_vi", "feed_title_en",
    "feed_title_fr", "frequency", "period_basis", "due_day", "due_months_after", "due_time", "owed_since", "owed_until",
    "names_period",
)  # fmt: skip


def write_duties(conn: psycopg.Connection, known: Catalog) -> None:
    """Make `control.reporting_duty` what contracts and senders say now; one row a sender and feed that it owes.

    What a contract or an entry that cannot be used said before stays until it is mended.
    """
    duties = list(duties_of(known))
    columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    values = sql.SQL(", ").join(sql.Placeholder() * len(_COLUMNS))
    conn.execute("select pg_advisory_xact_lock(hashtext('kho reporting duties'))")
    kept = """delete from control.reporting_duty
        where not (feed = any(%s) or sender = any(%s) or (%s and sender <> all(%s)))"""
    damaged = "" in known.broken_senders
    conn.execute(kept, [list(known.broken), list(known.broken_senders), damaged, list(known.senders)])
    insert = sql.SQL("insert into control.reporting_duty ({}) values ({})").format(columns, values)
    conn.cursor().executemany(insert, duties)


def duties_of(known: Catalog) -> Iterator[tuple[Any, ...]]:
    """Rows of `control.reporting_duty`: a sender and a feed that it owes, unless that comes irregularly."""
    for name, sender in known.senders.items():
        for feed in filter(known.contracts.__contains__, sender.feeds):
            title, terms = known.contracts[feed].title, known.contracts[feed].delivery
            if terms.frequency == "irregular":
                continue
            due = (terms.due.day, terms.due.months_after, terms.due.time) if terms.due else (None, None, None)
            since = max(filter(None, (terms.since, sender.since)))
            names = (sender.title.vi, sender.title.en, sender.title.fr, title.vi, title.en, title.fr)
            named = period_columns(known.contracts[feed]) is not None
            yield (name, feed, *names, terms.frequency, terms.period_basis, *due, since, terms.until, named)


def note_periods(conn: psycopg.Connection, contract: Contract, delivery_id: int) -> None:
    """Write down the periods that the rows of a delivery are about, as far as they say so; twice is as good as once."""
    days = period_columns(contract)
    if days is None:
        return
    start, end = map(sql.Identifier, days)
    statement = sql.SQL(
        """insert into control.delivery_period (delivery_id, period_start, period_end)
        select distinct delivery_id, coalesce({start}, {end}), {end} from {table}
        where delivery_id = {delivery} and {end} is not null and ({condition})
        on conflict do nothing"""
    )
    table, asked = sql.Identifier("raw", contract.feed), contract.delivery.report_when
    names = [column.name for column in contract.columns]
    condition = sql.SQL(parse(asked, names).sql if asked else "true")
    delivery = sql.Literal(delivery_id)
    conn.execute(statement.format(start=start, end=end, table=table, condition=condition, delivery=delivery))


def period_columns(contract: Contract) -> tuple[str, str] | None:
    """The first and last day of what a row is about: its period, or the day that its key or scope names."""
    named = dict.fromkeys((*contract.replaces, *contract.key, *contract.fields))
    fields = {name: contract.fields[name].type for name in named if name in contract.fields}
    for name, kind in fields.items():
        if kind == "period":
            return f"{name}_start", f"{name}_end"
    for name in (*contract.replaces, *contract.key):
        if fields.get(name) == "date":
            return name, name
    return None
