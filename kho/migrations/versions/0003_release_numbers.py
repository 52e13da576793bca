"""Releases are numbered without gaps: an identity leaps ahead when the server is killed.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the numbering to the build, which holds a lock."""
    op.execute("alter table control.release alter column release_id drop identity if exists")


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
