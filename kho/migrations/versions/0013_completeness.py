"""Observations say how much of what they are made of is there, and flows which figures are added up for a target.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = """
alter table if exists warehouse.fct_observation
    add column if not exists completeness_pct numeric,
    add column if not exists completeness_of text;
alter table if exists warehouse.fct_target_actual add column if not exists part_ids text[] not null default '{}';
"""


def upgrade() -> None:
    """Widen the table where it stands already; a build fills it."""
    op.execute(COLUMNS)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
