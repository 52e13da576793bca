"""Roles, schemas and the ledger.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = """
do $$
declare
    role_name text;
begin
    -- roles belong to the whole cluster: another database of it may have made them at this moment
    perform pg_advisory_xact_lock(hashtext('kho roles'));
    foreach role_name in array array['kho_loader', 'kho_transformer', 'kho_analyst'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            begin
                execute format('create role %I nologin', role_name);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        if not pg_has_role(current_user, role_name, 'member')
            or not (select rolsuper from pg_roles where rolname = current_user) then
            execute format('grant %I to current_user', role_name);
        end if;
    end loop;
end
$$
"""

SCHEMAS = """
create schema if not exists raw;
create schema if not exists control;
create schema if not exists scratch;
create schema if not exists staging;
create schema if not exists warehouse;
create schema if not exists marts;
revoke all on schema public from public;
grant usage, create on schema raw, scratch to kho_loader;
grant usage on schema control to kho_loader, kho_transformer;
grant usage on schema raw to kho_transformer;
grant usage, create on schema staging, warehouse, marts to kho_transformer;
grant usage on schema marts to kho_analyst, kho_loader;
grant usage on schema staging, warehouse to kho_loader;
comment on schema raw is 'Typed rows as delivered; append-only';
comment on schema control is 'The ledger: deliveries, findings, gates, releases';
comment on schema scratch is 'Rows of a check that is under way; nothing lasts here';
comment on schema staging is 'One view a feed: the rows of accepted deliveries';
comment on schema warehouse is 'Release-versioned facts and dimensions';
comment on schema marts is 'What analysts read: the published release';
"""

LEDGER = """
create table control.delivery (
    delivery_id bigint generated always as identity primary key,
    claim_id uuid not null unique,
    sender text not null,
    feed text not null,
    file_name text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bigint not null check (bytes >= 0),
    received_at timestamptz not null default clock_timestamp(),
    is_admitted boolean not null default true,
    duplicate_of bigint references control.delivery,
    state text not null default 'received'
        check (state in ('received', 'read', 'gated', 'settled', 'acknowledged')),
    verdict text check (verdict in ('accepted', 'accepted_with_warnings', 'held', 'rejected', 'duplicate')),
    is_sample boolean not null default false,
    contract_version integer,
    layout jsonb not null default '{}',
    rows_read bigint,
    rows_ignored bigint,
    rows_in_error bigint,
    settled_at timestamptz,
    settled_by text,
    reason text,
    acknowledged_at timestamptz,
    check ((state in ('settled', 'acknowledged')) = (verdict is not null)),
    check ((verdict = 'duplicate') = (duplicate_of is not null) or verdict is null)
);
comment on table control.delivery is 'One row a file that was dropped; the same bytes of one sender load once';
comment on column control.delivery.claim_id is 'Names one drop of a file, so that a killed receipt can be done again';
comment on column control.delivery.is_admitted is
    'False where sender or folder was refused before reading: the same bytes are judged anew when sent again';
comment on column control.delivery.layout is 'Sheet → field → column letter, so that a row leads back to its cell';
create unique index delivery_once on control.delivery (sender, feed, sha256) where duplicate_of is null and is_admitted;
create index delivery_open on control.delivery (feed, state) where state <> 'acknowledged';

create table control.finding (
    delivery_id bigint not null references control.delivery on delete cascade,
    step text not null check (step in ('receive', 'read', 'gate')),
    rule text not null,
    tier text not null check (tier in ('syntax', 'validity', 'quality', 'consistency')),
    standing text not null check (standing in ('shadow', 'warn', 'hold', 'block')),
    sheet text,
    cell text,
    "row" bigint,
    field text,
    raw text,
    expected text,
    params jsonb not null default '{}'
);
comment on table control.finding is 'Everything found in a delivery, one row a cell, row, column or file';
create index finding_delivery on control.finding (delivery_id);

create table control.ignored_row (
    delivery_id bigint not null references control.delivery on delete cascade,
    sheet text,
    "row" bigint,
    reason text not null,
    row_count bigint not null default 1
);
comment on table control.ignored_row is 'Rows of a file that are no data, each with its reason';
create index ignored_row_delivery on control.ignored_row (delivery_id);

create table control.settlement (
    settlement_id bigint generated always as identity primary key,
    delivery_id bigint not null references control.delivery,
    verdict text not null,
    settled_at timestamptz not null default clock_timestamp(),
    settled_by text not null,
    reason text
);
comment on table control.settlement is 'Every verdict ever given to a delivery, in order; the last one holds';
create index settlement_delivery on control.settlement (delivery_id);

create table control.raw_column (
    feed text not null,
    column_name text not null,
    sql_type text not null,
    field text not null,
    contract_version integer not null,
    added_at timestamptz not null default clock_timestamp(),
    primary key (feed, column_name)
);
comment on table control.raw_column is
    'The columns of the raw tables, with the version of the contract that added them';

grant select, insert, update on control.delivery to kho_loader;
grant select, insert, delete on control.finding, control.ignored_row to kho_loader;
grant select, insert on control.settlement, control.raw_column to kho_loader;
grant select on all tables in schema control to kho_transformer;
"""


def upgrade() -> None:
    """Create what a delivery needs; every statement may run on a database that has it already."""
    for script in (ROLES, SCHEMAS, LEDGER):
        op.execute(script)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
