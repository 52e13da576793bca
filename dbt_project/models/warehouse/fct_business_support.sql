{{ config(unique_key=['territory_code', 'tax_code', 'programme_code', 'support_date', 'sender']) }}

with supports as (
    select * from {{ ref('stg_business_support') }}
)

select
    territory_code,
    tax_code,
    programme_code,
    support_date,
    sender,
    business_scale,
    support_content,
    amount_vnd,
    result,
    coalesce(result ~* '^\s*(đã\s+)?(hủy|huỷ|thu hồi)', false) as is_withdrawn,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from supports
where {{ touched('supports') }}
