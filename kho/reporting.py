"""What the ledger knows of reporting: which reports are owed, and which periods a delivery is about.

The marts make the calendar of it: `control.reporting_duty` holds who owes which feed how often, and the periods are
counted off in SQL up to the moment that is asked about, so that no table of days has to be kept ahead of time.

Every function works inside the caller's transaction, with the rights of `kho_loader`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from kho.catalog import Catalog
from kho.conditions import parse
from kho.contract import Contract
from kho.contract.schedule import Span
from kho.duties import Era, Terms, continued, ended
from kho.vietnam import ZONE

_COLUMNS = (
    "sender", "feed", "sender_name_vi", "sender_name_en", "sender_name_fr", "feed_title_vi", "feed_title_en",
    "feed_title_fr", "owed_since", "owed_until", "names_period", *Terms._fields, "held_from", "held_to",
)  # fmt: skip
#: So many of them, at the end, tell the eras of one duty apart.
_ERA = len(Terms._fields) + 2


def write_duties(conn: psycopg.Connection, known: Catalog, today: dt.date | None = None) -> None:
    """Bring `control.reporting_duty` to what contracts and senders say now: a row a sender, feed and era of its terms.

    What they say no longer has ended, and stays for the periods that began before. What a contract or an entry that
    cannot be used said before stays as it is until that is mended.

    Args:
        conn: The connection.
        known: Contracts and senders.
        today: The day from which a change holds that names none; today in Việt Nam by default.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, _COLUMNS))
    values = sql.SQL(", ").join(sql.Placeholder() * len(_COLUMNS))
    conn.execute("select pg_advisory_xact_lock(hashtext('kho reporting duties'))")
    rows = conn.execute(sql.SQL("delete from control.reporting_duty returning {}").format(columns)).fetchall()
    insert = sql.SQL("insert into control.reporting_duty ({}) values ({})").format(columns, values)
    conn.cursor().executemany(insert, list(_rows(known, rows, today or dt.datetime.now(ZONE).date())))


def _rows(known: Catalog, rows: list[tuple[Any, ...]], today: dt.date) -> Iterator[tuple[Any, ...]]:
    """The rows of the table, from those that it had."""
    heads, eras = {}, defaultdict[tuple[str, str], list[Era]](list)
    for row in sorted(rows, key=lambda row: row[-2]):
        heads[row[:2]] = row[:-_ERA]
        eras[row[:2]].append(Era(Terms(*row[-_ERA:-2]), *row[-2:]))
    senders, feeds = {sender for sender, _ in heads}, {feed for _, feed in heads}
    said = {head[:2]: head for head in duties_of(known)}
    for (sender, feed), head in (heads | said).items():
        before = eras[sender, feed]
        if (sender, feed) in said:
            # a feed given to a sender that was there is owed from now on, unless the list of senders says since when
            is_added = sender in senders and feed in feeds and feed not in known.senders[sender].spans
            after = continued(before, known.contracts[feed].delivery, today, is_added=is_added)
        else:
            after = before if known.obstacle(sender, feed) else ended(before, today)
        for era in after:
            yield (*head, *era.terms, era.held_from, era.held_to)


def duties_of(known: Catalog) -> Iterator[tuple[Any, ...]]:
    """What a sender and a feed that it may send are called, and between which days it is owed."""
    for name, sender in known.senders.items():
        for feed in filter(known.contracts.__contains__, sender.feeds):
            title, terms = known.contracts[feed].title, known.contracts[feed].delivery
            span = sender.spans.get(feed, Span())
            since = max(filter(None, (terms.since, sender.since, span.since)))
            until = min(filter(None, (terms.until, span.until)), default=None)
            names = (sender.title.vi, sender.title.en, sender.title.fr, title.vi, title.en, title.fr)
            yield (name, feed, *names, since, until, period_columns(known.contracts[feed]) is not None)


def note_periods(conn: psycopg.Connection, contract: Contract, delivery_id: int) -> None:
    """Write down the periods that the rows of a delivery are about, as far as they say so; twice is as good as once."""
    days = period_columns(contract)
    if days is None:
        return
    starts, ends = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in days)
    statement = sql.SQL(
        """insert into control.delivery_period (delivery_id, period_start, period_end)
        select distinct delivery_id, coalesce({starts}), coalesce({ends}) from {table}
        where delivery_id = {delivery} and coalesce({ends}) is not null and ({condition})
        on conflict do nothing"""
    )
    table, asked = sql.Identifier("raw", contract.feed), contract.delivery.report_when
    names = [column.name for column in contract.columns]
    condition = sql.SQL(parse(asked, names).sql if asked else "true")
    delivery = sql.Literal(delivery_id)
    conn.execute(statement.format(starts=starts, ends=ends, table=table, condition=condition, delivery=delivery))


def period_columns(contract: Contract) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The columns with the first and with the last day of what a row is about; of several, the first that is filled in.

    They are those of its period, and where the form may name none that of the day in its key or scope.
    """
    scope = (*contract.replaces, *contract.key)
    fields = {name: contract.fields[name].type for name in (*scope, *contract.fields) if name in contract.fields}
    period = next((name for name, kind in fields.items() if kind == "period"), None)
    day = next((name for name in scope if fields.get(name) == "date"), None)
    ends = ([f"{period}_end"] if period else []) + ([day] if day else [])
    starts = ([f"{period}_start"] if period else []) + ends
    return (tuple(starts), tuple(ends)) if ends else None
