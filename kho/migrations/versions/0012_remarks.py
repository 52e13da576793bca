"""Raw tables say of each row which fields reading found something wrong with.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RAW_TABLES = """
do $$
declare
    raw_table regclass;
begin
    for raw_table in select format('raw.%I', tablename) from pg_tables where schemaname = 'raw' loop
        execute format(
            'alter table %s add column if not exists blocked_fields text[], '
            'add column if not exists doubted_fields text[]', raw_table
        );
    end loop;
end
$$
"""


def upgrade() -> None:
    """Widen the tables that stand already; reading makes the others where it needs them."""
    op.execute(RAW_TABLES)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
