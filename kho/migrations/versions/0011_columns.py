"""Observations name the column that they stood in, where a table has several figures of a field in one row.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OBSERVATIONS = "alter table if exists warehouse.fct_observation add column if not exists column_letter text"


def upgrade() -> None:
    """Widen the table where it stands already; a build makes it where it does not."""
    op.execute(OBSERVATIONS)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
