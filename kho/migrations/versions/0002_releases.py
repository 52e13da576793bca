"""Releases: what entered them, which one is shown, and the function that readers' views ask.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RELEASES = """
create table control.release (
    release_id integer generated always as identity primary key,
    status text not null default 'candidate' check (status in ('candidate', 'published', 'failed')),
    created_at timestamptz not null default clock_timestamp(),
    built_at timestamptz,
    gated_at timestamptz,
    gate_passed boolean,
    published_at timestamptz,
    accepted_count integer not null default 0,
    withdrawn_count integer not null default 0,
    row_counts jsonb not null default '{}',
    definition text not null,
    reason text,
    check (status <> 'published' or (gate_passed and published_at is not null))
);
comment on table control.release is 'One row a state of the warehouse; its rows carry from_release and to_release';
comment on column control.release.published_at is 'When it was first shown to readers';
comment on column control.release.definition is 'SHA-256 of the models and code lists that it was built with';
comment on column control.release.reason is 'Why it failed';
create unique index release_one_candidate on control.release (status) where status = 'candidate';

create table control.release_change (
    release_id integer not null references control.release,
    delivery_id bigint not null references control.delivery,
    settlement_id bigint not null references control.settlement,
    change text not null check (change in ('accepted', 'withdrawn')),
    primary key (release_id, delivery_id)
);
comment on table control.release_change is
    'The deliveries that a release takes in or takes out, against the one built before it';
create index release_change_delivery on control.release_change (delivery_id, release_id);

create table control.delivery_scope (
    delivery_id bigint not null references control.delivery,
    scope_id uuid not null,
    primary key (delivery_id, scope_id)
);
comment on table control.delivery_scope is 'The scopes (contract: replaces) that the rows of a delivery lie in';
create index delivery_scope_scope on control.delivery_scope (scope_id);

create table control.scope_version (
    scope_id uuid not null,
    delivery_id bigint not null references control.delivery,
    from_release integer not null references control.release,
    to_release integer not null default 2147483647,
    primary key (scope_id, to_release),
    check (from_release < to_release)
);
comment on table control.scope_version is 'Whose rows stand in a scope, from one release until another';
create index scope_version_opened on control.scope_version (from_release);
create index scope_version_closed on control.scope_version (to_release) where to_release <> 2147483647;
create index scope_version_delivery on control.scope_version (delivery_id);

create table control.gate_result (
    release_id integer not null references control.release,
    rule text not null,
    standing text not null check (standing in ('shadow', 'warn', 'hold', 'block')),
    passed boolean not null,
    failing_count bigint not null default 0,
    sample jsonb not null default '[]',
    message text,
    primary key (release_id, rule)
);
comment on table control.gate_result is 'What the gate of a release found, one row a rule';

create table control.published (
    only_row boolean primary key default true check (only_row),
    release_id integer references control.release,
    published_by text not null default 'nobody'
);
comment on table control.published is 'One row: the release that readers see; publishing and rolling back change it';
insert into control.published default values;

create table control.publication (
    publication_id bigint generated always as identity primary key,
    published_at timestamptz not null default clock_timestamp(),
    release_id integer not null references control.release,
    replaced integer references control.release,
    published_by text not null
);
comment on table control.publication is 'Every change of the shown release, rollbacks too: what readers saw, and when';
create index publication_time on control.publication (published_at);
"""

# The rule that nothing ungated is ever shown, and the log, hang on the row itself: whoever changes it keeps both.
PUBLISHING = """
create function control.publish() returns trigger
language plpgsql security definer set search_path = pg_catalog, control as $$
declare
    target control.release;
begin
    select * into target from control.release where release_id = new.release_id for update;
    if target.release_id is null or target.status = 'failed' then
        raise exception 'Release % failed or does not exist and cannot be published: choose one of `kho release list`.',
            new.release_id using errcode = 'KH001';
    elsif target.status = 'candidate' then
        if target.gate_passed is not true then
            raise exception 'Release % has not passed its gate and cannot be published.', new.release_id
                using errcode = 'KH001';
        end if;
        update control.release set status = 'published', published_at = clock_timestamp()
            where release_id = new.release_id;
    end if;
    insert into control.publication (release_id, replaced, published_by)
        values (new.release_id, old.release_id, new.published_by);
    return new;
end
$$;
revoke all on function control.publish() from public;
create trigger publish before update of release_id on control.published
    for each row execute function control.publish();
"""

READING = """
create schema if not exists kho;
comment on schema kho is 'What readers call: which release this session sees';

create function kho.is_builder() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
    -- inside this function current_user is its owner: the caller is the role that was set, or who logged in
    select pg_has_role(caller, 'kho_transformer', 'member') or pg_has_role(caller, 'kho_loader', 'member')
    from (select coalesce(nullif(current_setting('role'), 'none'), session_user::text)::name as caller) as session
$$;
comment on function kho.is_builder() is 'Whether this session may see a release before it is published';

create function kho.release() returns integer
language plpgsql stable security definer
set search_path = pg_catalog, control
set timezone = 'Asia/Ho_Chi_Minh' as $$
declare
    wanted constant text := btrim(coalesce(current_setting('kho.as_of', true), ''));
    shown constant integer := (select release_id from control.published);
    moment timestamptz;
begin
    if wanted = '' then
        return coalesce(shown, 0);
    elsif wanted ~ '^[0-9]{1,9}$' then
        if exists (select from control.release where release_id = wanted::integer
                and (status = 'published' and (release_id <= shown or kho.is_builder())
                    or status = 'candidate' and kho.is_builder())) then
            return wanted::integer;
        end if;
        raise exception 'Release % is not one that this session may see: the published one is %.',
            wanted, coalesce(shown::text, 'none')
            using errcode = 'KH002',
                hint = 'Set kho.as_of to a release of `select * from marts.release`, or to a date.';
    end if;
    begin
        -- a day means what was known at its end
        moment := case when wanted ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
            then (wanted::date + 1)::timestamptz - interval '1 microsecond' else wanted::timestamptz end;
    exception when others then
        raise exception
            'kho.as_of is “%”, which is no release, date or time: expected 12, 2026-01-31 or 2026-01-31 17:00.', wanted
            using errcode = 'KH002';
    end;
    return coalesce((select release_id from control.publication where published_at <= moment
        order by publication_id desc limit 1), 0);
end
$$;
comment on function kho.release() is
    'The release this session sees: the published one, or what kho.as_of asks for (release, date or time); 0 for none';
revoke all on function kho.release(), kho.is_builder() from public;

create view marts.release as
select
    release.release_id,
    release.published_at as first_published_at,
    release.accepted_count,
    release.withdrawn_count,
    release.release_id = published.release_id as is_published,
    release.release_id = (select kho.release()) as is_shown,
    nullif(current_setting('kho.as_of', true), '') as as_of
from control.release
cross join control.published
where release.status = 'published' or release.release_id = (select kho.release());
comment on view marts.release is 'The releases that readers may ask for; is_shown marks the one that this session sees';
comment on column marts.release.release_id is 'Number of the release';
comment on column marts.release.first_published_at is 'When readers first saw it';
comment on column marts.release.accepted_count is 'Deliveries that it took in';
comment on column marts.release.withdrawn_count is 'Deliveries that it took out';
comment on column marts.release.is_published is 'Whether readers see it when they ask for nothing else';
comment on column marts.release.is_shown is 'Whether this session sees it';
comment on column marts.release.as_of is 'The setting kho.as_of of this session';
"""

GRANTS = """
grant usage on schema kho to kho_analyst, kho_loader, kho_transformer;
grant execute on function kho.release(), kho.is_builder() to kho_analyst, kho_loader, kho_transformer;
grant select on all tables in schema control to kho_loader, kho_transformer;
grant insert, update on control.release to kho_loader;
grant insert, delete on control.release_change, control.delivery_scope, control.gate_result to kho_loader;
grant insert, update, delete on control.scope_version to kho_loader;
grant update (release_id, published_by) on control.published to kho_loader;
grant select on marts.release to kho_analyst, kho_loader, kho_transformer;
alter default privileges for role kho_transformer in schema staging, warehouse, marts
    grant select on tables to kho_loader;
alter default privileges for role kho_transformer in schema marts grant select on tables to kho_analyst;
"""


def upgrade() -> None:
    """Create the release ledger, the one row that publishes, and the function that readers' views ask."""
    for script in (RELEASES, PUBLISHING, READING, GRANTS):
        op.execute(script)


def downgrade() -> None:
    """A ledger is not undone."""
    raise NotImplementedError("The ledger is never dropped: restore a backup instead.")
