{{
    config(
        unique_key=['territory_code', 'agency_code', 'procedure_code', 'period_end', 'period_kind', 'sender']
    )
}}

with dossiers as (
    select * from {{ ref('stg_online_public_services') }}
    where procedure_code is not null
)

select
    territory_code,
    agency_code,
    procedure_code,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    agency_name,
    procedure_name,
    service_level,
    carried_over_count,
    received_count,
    online_count,
    processed_count,
    on_time_count,
    pending_count,
    paid_online_count,
    payable_count,
    digitised_count,
    online_documents_count,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from dossiers
where {{ touched('dossiers') }}
