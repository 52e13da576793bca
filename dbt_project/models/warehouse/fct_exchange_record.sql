{{ config(unique_key=['record_type', 'record_id', 'sender']) }}

with records as (
    select * from {{ ref('stg_dtmarket_exchange') }}
)

select
    record_type,
    record_id,
    sender,
    organisation_code,
    need_id,
    solution_id,
    record_date,
    contract_value_vnd,
    status,
    title,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from records
where {{ touched('records') }}
