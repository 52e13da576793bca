"""Views and lists of new models: made beside those that readers see, shown in the transaction that publishes.

A view that is replaced takes along all that is made of it, so a build that failed half-way would leave readers without
marts. Models that changed are therefore built into `staging_next` and `marts_next`, and the schemas change names.
Tables of the warehouse need none of this: their rows are versioned.
"""

from __future__ import annotations

import psycopg

#: The schemas that have one beside them, and what that is called: the shown one's name and a suffix.
BESIDE = ("staging", "marts")
SUFFIX = "_next"

_THERE = """select exists (
    select from pg_class where relnamespace in ('staging_next'::regnamespace, 'marts_next'::regnamespace)
)"""

# views first: what is left are the tables of code lists
_CLEAR = """
do $$
declare
    one record;
begin
    for one in
        select oid::regclass as name, case relkind when 'v' then 'view' else 'table' end as kind
        from pg_class
        where relnamespace in ('staging_next'::regnamespace, 'marts_next'::regnamespace) and relkind in ('v', 'r')
        order by kind desc, oid desc
    loop
        execute format('drop %s if exists %s cascade', one.kind, one.name);
    end loop;
end
$$
"""

# `release` is no model's: it stays where readers look for it
_SHOW = """
set local lock_timeout = '10s';
alter schema staging rename to staging_before;
alter schema staging_next rename to staging;
alter schema staging_before rename to staging_next;
alter schema marts rename to marts_before;
alter schema marts_next rename to marts;
alter schema marts_before rename to marts_next;
alter view marts_next.release set schema marts;
grant usage on schema marts to kho_analyst;
revoke usage on schema marts_next from kho_analyst;
comment on schema staging is 'One view a feed: the rows of accepted deliveries';
comment on schema marts is 'What analysts read: the published release';
comment on schema staging_next is 'Views and lists of new models, beside staging until their release is published';
comment on schema marts_next is 'Marts of new models, beside marts until their release is published';
"""


def there(conn: psycopg.Connection) -> bool:
    """Whether new models stand beside the shown ones."""
    row = conn.execute(_THERE).fetchone()
    return bool(row and row[0])


def clear(conn: psycopg.Connection) -> None:
    """Drop what stands beside the shown models; needs the rights of `kho_transformer`, who made it.

    Raises:
        psycopg.errors.LockNotAvailable: A query that began before the models were exchanged still reads the old ones.
    """
    conn.execute("set local lock_timeout = '10s'")
    conn.execute(_CLEAR)


def show(conn: psycopg.Connection) -> None:
    """Exchange the shown models for those beside; needs the rights of the schemas' owner.

    Names change and nothing is dropped: a query that runs reads the old views to its end.

    Raises:
        psycopg.errors.LockNotAvailable: The ledger's view is being read for long.
    """
    conn.execute(_SHOW)
