"""Whether the rows of a feed say which period they report on.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMN = """
alter table control.reporting_duty add column names_period boolean not null default true;
comment on column control.reporting_duty.names_period is
    'False for a feed whose rows name no period: its reports are for the period in which they came'
"""


def upgrade() -> None:
    """Add the column; the next build writes the duties anew."""
    op.execute(COLUMN)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
