{{ config(unique_key=['record_type', 'record_id', 'sender', 'kpi_position']) }}

with kpis as (
    select * from {{ ref('int_exchange__kpis_unnested') }}
)

select
    record_type,
    record_id,
    sender,
    kpi_position,
    kpi_name,
    target_text,
    result_text,
    target_value,
    result_value,
    is_met,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from kpis
where {{ touched('kpis') }}
