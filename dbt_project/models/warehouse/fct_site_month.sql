{{
    config(
        unique_key=['territory_code', 'commune_code', 'site_name', 'site_kind', 'period_end', 'period_kind', 'sender']
    )
}}

with sites as (
    select * from {{ ref('stg_cashless_streets') }}
)

select
    territory_code,
    commune_code,
    site_name,
    site_kind,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    traders_count,
    qr_traders_count,
    qr_pct,
    qr_transactions_count,
    transaction_value_vnd,
    online_traders_count,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from sites
where {{ touched('sites') }}
