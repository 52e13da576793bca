"""From when until when the terms of a duty hold, and feeds of which nothing is due.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ERAS = """
alter table control.reporting_duty
    add column held_from date not null default '0001-01-01',
    add column held_to date not null default '9999-12-31',
    drop constraint reporting_duty_pkey,
    add primary key (sender, feed, held_from),
    add check (held_from <= held_to),
    drop constraint reporting_duty_frequency_check,
    add constraint reporting_duty_frequency_check
        check (frequency in ('day', 'week', 'month', 'quarter', 'half', 'year', 'irregular'));
comment on table control.reporting_duty is
    'Who owes which feed how often, by which day, and for which periods; terms that have changed stay for theirs';
comment on column control.reporting_duty.held_from is 'The terms hold for periods that begin on this day or later …';
comment on column control.reporting_duty.held_to is '… and on this day or before';
"""


def upgrade() -> None:
    """Add both days; what stands in the table holds for every period until a build sees a change."""
    op.execute(ERAS)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
