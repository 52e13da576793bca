"""Schemas beside the shown ones, where new models make their views and lists until the release is published.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BESIDE = """
create schema if not exists staging_next;
create schema if not exists marts_next;
grant usage, create on schema staging_next, marts_next to kho_transformer;
grant usage on schema staging_next, marts_next to kho_loader;
comment on schema staging_next is 'Views and lists of new models, beside staging until their release is published';
comment on schema marts_next is 'Marts of new models, beside marts until their release is published';
alter default privileges for role kho_transformer in schema staging_next, marts_next
    grant select on tables to kho_loader;
alter default privileges for role kho_transformer in schema marts_next grant select on tables to kho_analyst;
"""


def upgrade() -> None:
    """Make them; whoever reads the marts may not look into them."""
    op.execute(BESIDE)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
