"""Raw tables belong to the owner of the database: who loads rows adds to them, and neither changes nor drops them.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OWNER = """
do $$
declare
    one record;
begin
    for one in
        select oid::regclass as name from pg_class where relnamespace = 'raw'::regnamespace and relkind = 'r'
    loop
        execute format('alter table %s owner to %I', one.name, current_user);
        execute format('revoke all on %s from kho_loader', one.name);
        execute format('grant select, insert on %s to kho_loader', one.name);
    end loop;
end
$$;
revoke create on schema raw from kho_loader;
"""


def upgrade() -> None:
    """Take the tables over; `kho.landing` makes further ones as the owner."""
    op.execute(OWNER)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
