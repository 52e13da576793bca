"""Indicators say how they are computed and which text holds; sectors say which list they are of.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (
    ("dim_indicator", "formula"),
    ("dim_indicator", "version"),
    ("dim_sector", "sector_group"),
    ("dim_sector", "source"),
)


def upgrade() -> None:
    """Add the columns where the tables stand already; a build makes them where they do not."""
    for table, column in COLUMNS:
        op.execute(f"alter table if exists warehouse.{table} add column if not exists {column} text")


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
