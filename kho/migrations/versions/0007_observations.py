"""Observations name their part of the indicator, and what tells figures apart that are published side by side.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OBSERVATIONS = """
alter table if exists warehouse.fct_observation
    add column if not exists breakdown text,
    add column if not exists variant text,
    drop constraint if exists fct_observation_measure_check;
alter table if exists warehouse.fct_observation
    add constraint fct_observation_measure_check
    check (measure in ('value', 'cumulative', 'year_on_year', 'of_plan', 'share', 'previous_period'));
"""


def upgrade() -> None:
    """Widen the table where it stands already; a build makes it where it does not."""
    op.execute(OBSERVATIONS)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
