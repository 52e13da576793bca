{{ config(unique_key=['sender', 'territory_code', 'group_kind', 'group_code']) }}

-- the snapshots that stand anew: what they count is counted again, though no enterprise may have changed
with register as (
    select * from {{ ref('stg_enterprise_register') }}
),

snapshots as (
    select
        scope_id,
        delivery_id,
        sender,
        territory_code,
        min(sheet_name) as sheet_name,
        min(period_start) as period_start,
        max(period_end) as period_end,
        max(period_kind) as period_kind,
        max(period_label) as period_label,
        count(is_declared_digital) > 0 as has_declarations
    from register
    where {{ touched('register') }}
    group by scope_id, delivery_id, sender, territory_code
),

enterprises as (
    select
        enterprises.*,
        enterprises.status = 'active' as is_active,
        enterprises.founded_date between snapshots.period_start and snapshots.period_end as is_new
    from {{ ref('fct_enterprise') }} as enterprises
    inner join snapshots on enterprises.scope_id = snapshots.scope_id
    where enterprises.to_release = {{ open_release() }}
),

counted as (
    select
        scope_id,
        max(territory_since) as territory_since,
        case
            when grouping(commune_code) = 0 then 'commune'
            when grouping(sector_code) = 0 then 'sector'
            when grouping(status) = 0 then 'status'
            else 'all'
        end as group_kind,
        coalesce(commune_code, sector_code, status, '') as group_code,
        count(*) as enterprises_count,
        count(*) filter (where is_active) as active_count,
        count(*) filter (where is_active and is_digital_technology) as digital_count,
        count(*) filter (where is_active and is_declared_digital) as declared_digital_count,
        count(*) filter (where is_new) as new_count,
        sum(employees_count) filter (where is_active) as employees_count,
        count(employees_count) filter (where is_active) as employees_told_count,
        sum(charter_capital_vnd) filter (where is_active) as charter_capital_vnd
    from enterprises
    group by scope_id, grouping sets ((commune_code), (sector_code), (status), ())
)

select
    snapshots.sender,
    snapshots.territory_code,
    counted.group_kind,
    counted.group_code,
    counted.territory_since,
    snapshots.period_start,
    snapshots.period_end,
    snapshots.period_kind,
    snapshots.period_label,
    counted.enterprises_count,
    counted.active_count,
    counted.digital_count,
    -- a register without the column calls none digital, and none not digital
    case when snapshots.has_declarations then counted.declared_digital_count end as declared_digital_count,
    counted.new_count,
    counted.employees_count::bigint as employees_count,
    counted.employees_told_count,
    counted.charter_capital_vnd,
    snapshots.delivery_id,
    snapshots.sheet_name,
    snapshots.scope_id,
    {{ release_columns() }}
from counted
inner join snapshots on counted.scope_id = snapshots.scope_id
