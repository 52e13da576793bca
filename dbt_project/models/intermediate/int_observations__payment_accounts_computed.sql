-- The share of people aged 15 or more who hold an account: persons by persons, never accounts by persons, for one
-- person may hold several accounts. Fewer than ten persons, with an account or without, are no figure.
with reported as (
    select * from {{ ref('stg_payment_accounts') }}
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    'account_holders_count' as field,
    sender,
    territory_code,
    'PAYMENT_ACCOUNT_15P' as indicator_code,
    period_start,
    period_end,
    period_kind,
    period_label,
    'administrative' as period_basis,
    'NHNN: số người từ 15 tuổi có tài khoản / dân số từ 15 tuổi' as source_method,
    trim_scale(round(100.0 * account_holders_count / nullif(population_15_count, 0), 4)) as value,
    '%' as unit,
    account_holders_count::numeric as numerator,
    population_15_count::numeric as denominator,
    null::text as note,
    100 as completeness_pct,
    'numerator and denominator' as completeness_of
from reported
where age_group = '15+'
    and account_holders_count is not null
    and population_15_count > 0
    and account_holders_count not between 1 and 9
    and population_15_count - account_holders_count not between 1 and 9
