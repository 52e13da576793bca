{{ config(unique_key=['record_kind', 'record_id', 'version_code', 'sender', 'field_key']) }}

with fields as (
    select * from {{ ref('int_technology__fields_unnested') }}
)

select
    record_kind,
    record_id,
    version_code,
    sender,
    field_key,
    field_name,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from fields
where {{ touched('fields') }}
