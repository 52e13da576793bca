{{ config(unique_key=['territory_code', 'commune_code', 'period_end', 'period_kind', 'sender']) }}

with accounts as (
    select * from {{ ref('stg_vneid_accounts') }}
)

select
    territory_code,
    commune_code,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    population_14_count,
    adult_population_count,
    enrolled_count,
    activated_1_count,
    activated_2_count,
    activated_pct,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from accounts
where {{ touched('accounts') }}
