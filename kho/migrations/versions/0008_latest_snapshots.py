"""Of several snapshots of one scope the one of the latest day stands, in whichever order they came.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMN = """
alter table control.delivery_scope add column as_of timestamptz;
comment on column control.delivery_scope.as_of is
    'Day or moment that a snapshot shows (contract: latest_by); null where what came last stands'
"""


def upgrade() -> None:
    """Add the column; deliveries that stand already keep their order of arrival until they are read again."""
    op.execute(COLUMN)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
