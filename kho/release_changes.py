"""What enters a release, and whose rows stand in it.

The contract's `replaces` cuts a feed into scopes (a sender's report on a period, say); in each scope the newest
accepted delivery stands, or the snapshot of the latest day where the contract says `latest_by`. So a correction takes
the place of the report before it, and gives the place back when it is withdrawn. `control.scope_version` says which
delivery stands in a scope from one release until another; the facts follow it.

Every function works inside the caller's transaction, with the rights of `kho_loader`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import psycopg
from psycopg import sql

from kho.contract import Contract

#: `to_release` of a row that no release has closed: part of the key, so that a key has one open row.
OPEN = 2147483647

# The state that the newest built release left (is_in), the state that readers see (was_shown), and the last word of
# the ledger on each delivery (settlement). A settlement counts as new until a release that did not fail has taken it.
_PENDING = """
with counted as (
    select c.delivery_id, c.release_id, c.settlement_id, c.change = 'accepted' as is_in
    from control.release_change c join control.release r using (release_id) where r.status = 'published'
), built as (
    select distinct on (delivery_id) delivery_id, is_in from counted order by delivery_id, release_id desc
), shown as (
    select distinct on (delivery_id) delivery_id, is_in from counted
    where release_id <= (select release_id from control.published) order by delivery_id, release_id desc
), last_word as (
    select distinct on (delivery_id) delivery_id, settlement_id, verdict like 'accepted%%' as is_accepted
    from control.settlement order by delivery_id, settlement_id desc
), wanted as (
    select l.delivery_id, l.settlement_id, coalesce(built.is_in, false) as is_in, new.is_new,
        l.is_accepted and (new.is_new or coalesce(shown.is_in, false)) as is_wanted
    from last_word l
    left join built using (delivery_id)
    left join shown using (delivery_id)
    cross join lateral (select not exists (
        select from counted c where c.delivery_id = l.delivery_id and c.settlement_id = l.settlement_id
    )) as new (is_new)
)
select delivery_id, settlement_id, case when is_wanted then 'accepted' else 'withdrawn' end as change
from wanted
where (is_wanted <> is_in or (is_wanted and is_new))
    and not exists (select from control.delivery d where d.delivery_id = wanted.delivery_id and d.feed = any(%s))
order by delivery_id
"""

_TOUCH = """
create temporary table touched on commit drop as
with changed as (
    select delivery_id, change from control.release_change where release_id = %(release)s
), scopes as (
    select scope_id from control.delivery_scope join changed using (delivery_id)
    union
    select scope_id from control.scope_version join changed using (delivery_id) where to_release = %(open)s
), contents as (
    select distinct on (c.delivery_id) c.delivery_id, c.change = 'accepted' as is_in
    from control.release_change c join control.release r using (release_id)
    where r.status = 'published' or r.release_id = %(release)s
    order by c.delivery_id, c.release_id desc
)
select scopes.scope_id, standing.delivery_id, changed.delivery_id is not null as is_read_again
from scopes
left join lateral (
    select d.delivery_id from control.delivery_scope d join contents using (delivery_id)
    where d.scope_id = scopes.scope_id and contents.is_in
    order by d.as_of desc nulls last, d.delivery_id desc
    limit 1
) as standing on true
left join changed on changed.delivery_id = standing.delivery_id
"""

_CLOSE = """
update control.scope_version v set to_release = %(release)s from touched t
where v.scope_id = t.scope_id and v.to_release = %(open)s
    and (v.delivery_id is distinct from t.delivery_id or t.is_read_again)
"""

_OPEN_NEW = """
insert into control.scope_version (scope_id, delivery_id, from_release)
select t.scope_id, t.delivery_id, %(release)s from touched t
where t.delivery_id is not null and not exists (
    select from control.scope_version v where v.scope_id = t.scope_id and v.to_release = %(open)s
)
"""


def pending(conn: psycopg.Connection, without: Collection[str] = ()) -> list[tuple[int, int, str]]:
    """What the next release will take in or out: delivery, settlement, `accepted` or `withdrawn`.

    Args:
        conn: The caller's transaction.
        without: Feeds whose changes are left for a later release.
    """
    return [(int(d), int(s), str(change)) for d, s, change in conn.execute(_PENDING, [list(without)])]


def pending_feeds(conn: psycopg.Connection, without: Collection[str] = ()) -> list[str]:
    """The feeds that the next release will change."""
    deliveries = [delivery for delivery, _, _ in pending(conn, without)]
    query = "select distinct feed from control.delivery where delivery_id = any(%s) order by feed"
    return [str(feed) for (feed,) in conn.execute(query, [deliveries])]


def recorded(conn: psycopg.Connection, release_id: int) -> list[tuple[int, int, str]]:
    """What a release took in or out, in the form of `pending`."""
    query = """select delivery_id, settlement_id, change from control.release_change
        where release_id = %s order by delivery_id"""
    return [(int(d), int(s), str(change)) for d, s, change in conn.execute(query, [release_id])]


def feeds(conn: psycopg.Connection, release_id: int) -> list[str]:
    """The feeds that a release changes."""
    query = """select distinct d.feed from control.release_change c join control.delivery d using (delivery_id)
        where c.release_id = %s order by d.feed"""
    return [str(feed) for (feed,) in conn.execute(query, [release_id])]


def fill(
    conn: psycopg.Connection,
    release_id: int,
    definition: str,
    changes: list[tuple[int, int, str]],
    contracts: Iterable[Contract],
) -> None:
    """Write what a candidate takes in and out, and whose rows stand where from it on, in place of what it said."""
    forget(conn, release_id)
    conn.execute("delete from control.release_change where release_id = %s", [release_id])
    with conn.cursor() as cursor:
        insert = """insert into control.release_change (release_id, delivery_id, settlement_id, change)
            values (%s, %s, %s, %s)"""
        cursor.executemany(insert, [(release_id, *change) for change in changes])
    for contract in contracts:
        _find_scopes(conn, release_id, contract)
    values = {"release": release_id, "open": OPEN}
    for statement in (_TOUCH, _CLOSE, _OPEN_NEW):
        conn.execute(statement, values)
    accepted = sum(change == "accepted" for _, _, change in changes)
    conn.execute(
        """update control.release set created_at = clock_timestamp(), built_at = null, gated_at = null,
            gate_passed = null, definition = %s, accepted_count = %s, withdrawn_count = %s where release_id = %s""",
        [definition, accepted, len(changes) - accepted, release_id],
    )


def scope_expression(contract: Contract) -> str:
    """The SQL that names the scope of a row, over the columns of `raw.<feed>` and `sender`.

    Both the ledger and the staging view use it: a date in JSON is written alike in every session.
    """
    columns = ", ".join(contract.key_columns(contract.replaces))
    return f"md5(jsonb_build_array('{contract.feed}', {columns})::text)::uuid"


def _find_scopes(conn: psycopg.Connection, release_id: int, contract: Contract) -> None:
    """Note the scopes of the deliveries that a candidate takes in; anew each time, for they may be read again."""
    rows = conn.execute(
        """select c.delivery_id from control.release_change c join control.delivery d using (delivery_id)
            where c.release_id = %s and c.change = 'accepted' and d.feed = %s""",
        [release_id, contract.feed],
    ).fetchall()
    if not rows:
        return
    deliveries = [row[0] for row in rows]
    conn.execute("delete from control.delivery_scope where delivery_id = any(%s)", [deliveries])
    insert = sql.SQL(
        """insert into control.delivery_scope (delivery_id, scope_id, as_of)
        select delivery_id, {} as scope_id, max({}) from {}
        join (select delivery_id, sender from control.delivery) as d using (delivery_id)
        where delivery_id = any({}) group by delivery_id, scope_id"""
    )
    # the ids are written out: the planner then knows how few blocks of the raw table they lie in
    ids = sql.Literal(deliveries)
    scope = sql.SQL(scope_expression(contract))  # built from names that the contract has checked
    conn.execute(insert.format(scope, _as_of(contract), sql.Identifier("raw", contract.feed), ids))


def _as_of(contract: Contract) -> sql.Composable:
    """The day or moment that a row shows, where the contract lets it decide which snapshot stands."""
    if contract.latest_by is None:
        return sql.SQL("null::timestamptz")
    is_period = contract.fields[contract.latest_by].type == "period"
    return sql.SQL("{}::timestamptz").format(sql.Identifier(contract.latest_by + ("_end" if is_period else "")))


def forget(conn: psycopg.Connection, release_id: int) -> None:
    """Take back what a candidate says of scopes: those that it closed are open again."""
    conn.execute("delete from control.scope_version where from_release = %s", [release_id])
    conn.execute("update control.scope_version set to_release = %s where to_release = %s", [OPEN, release_id])
