"""What reporting compliance needs: who owes what, what a delivery is about, and the moment a session looks from.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
create table control.reporting_duty (
    sender text not null,
    feed text not null,
    sender_name_vi text not null,
    sender_name_en text not null,
    sender_name_fr text not null,
    feed_title_vi text not null,
    feed_title_en text not null,
    feed_title_fr text not null,
    frequency text not null check (frequency in ('day', 'week', 'month', 'quarter', 'half', 'year')),
    period_basis text not null check (period_basis in ('calendar', 'administrative')),
    due_day integer,
    due_months_after integer,
    due_time time,
    owed_since date not null,
    owed_until date,
    primary key (sender, feed)
);
comment on table control.reporting_duty is
    'Who owes which feed how often, as contracts and senders said at the last build';

create table control.delivery_period (
    delivery_id bigint not null references control.delivery on delete cascade,
    period_start date not null,
    period_end date not null,
    primary key (delivery_id, period_start, period_end)
);
comment on table control.delivery_period is 'The periods that the rows of a delivery are about, as far as they say so';

grant select, insert, delete on control.reporting_duty, control.delivery_period to kho_loader;
grant select on control.reporting_duty, control.delivery_period to kho_transformer;
"""

# kho.release() reads the same setting and knows what may be asked; here a release means when it was first shown
MOMENT = """
create function kho.moment() returns timestamptz
language plpgsql stable security definer
set search_path = pg_catalog, control
set timezone = 'Asia/Ho_Chi_Minh' as $$
declare
    wanted constant text := btrim(coalesce(current_setting('kho.as_of', true), ''));
begin
    if wanted = '' then
        return now();
    end if;
    -- what is neither release, date nor time is refused there, in a sentence
    perform kho.release();
    if wanted ~ '^[0-9]{1,9}$' then
        return coalesce((select published_at from control.release where release_id = wanted::integer), now());
    elsif wanted ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
        return least((wanted::date + 1)::timestamptz - interval '1 microsecond', now());
    end if;
    return least(wanted::timestamptz, now());
end
$$;
comment on function kho.moment() is
    'The moment this session looks from: now, or what kho.as_of asks for; never later than now';
revoke all on function kho.moment() from public;
grant execute on function kho.moment() to kho_analyst, kho_loader, kho_transformer;
"""


def upgrade() -> None:
    """Create both tables and the function."""
    for script in (TABLES, MOMENT):
        op.execute(script)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
