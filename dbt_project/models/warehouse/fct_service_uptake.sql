{{ config(unique_key=['territory_code', 'service_code', 'user_group', 'period_end', 'period_kind', 'sender']) }}

with uptake as (
    select * from {{ ref('stg_digital_services_uptake') }}
)

select
    territory_code,
    service_code,
    user_group,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    provider_name,
    new_count,
    active_count,
    eligible_count,
    active_pct,
    invoices_count,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from uptake
where {{ touched('uptake') }}
