"""How indicators behave over time, and an index of the figures that targets of flows are measured against.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMN = """
alter table if exists warehouse.dim_indicator add column if not exists time_kind text;
drop index if exists warehouse.fct_observation_actuals;
"""


def upgrade() -> None:
    """Widen the table where it stands already; a build fills it, and makes the index that takes the old one's place."""
    op.execute(COLUMN)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
