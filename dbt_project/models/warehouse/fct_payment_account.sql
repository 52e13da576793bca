{{ config(unique_key=['territory_code', 'age_group', 'period_end', 'period_kind', 'sender']) }}

with accounts as (
    select * from {{ ref('stg_payment_accounts') }}
)

select
    territory_code,
    age_group,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    'administrative' as period_basis,
    accounts_count,
    account_holders_count,
    population_15_count,
    qr_transactions_count,
    transaction_value_vnd,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from accounts
where {{ touched('accounts') }}
