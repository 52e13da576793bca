-- Who uses electronic signatures, contracts and invoices, in percent of those who could: the stock in force, never what
-- was new in the month. Invoices are asked of enterprises and households together, and told only where both have
-- reported.
with uptake as (
    select * from {{ ref('stg_digital_services_uptake') }}
),

indicators (indicator_code, service_code, user_groups) as (
    values
    ('ESIGN_ADULT', 'e_signature', array['adult']),
    ('ESIGN_ENT_SHARE', 'e_signature', array['enterprise']),
    ('ECONTRACT_SHARE', 'e_contract', array['enterprise']),
    ('EINVOICE_SHARE', 'e_invoice', array['enterprise', 'household'])
),

summed as (
    select
        indicators.indicator_code,
        uptake.scope_id,
        uptake.sender,
        uptake.territory_code,
        uptake.period_start,
        uptake.period_end,
        uptake.period_kind,
        min(uptake.period_label) as period_label,
        sum(uptake.active_count) as active_count,
        sum(uptake.eligible_count) as eligible_count,
        bool_or(
            uptake.user_group <> 'enterprise'
            and (uptake.active_count between 1 and 9 or uptake.eligible_count - uptake.active_count between 1 and 9)
        ) as is_small,
        {{ summed_place() }}
    from uptake
    inner join indicators
        on uptake.service_code = indicators.service_code
            and uptake.user_group = any(indicators.user_groups)
    group by
        indicators.indicator_code, indicators.user_groups, uptake.delivery_id, uptake.scope_id, uptake.sender,
        uptake.territory_code, uptake.period_start, uptake.period_end, uptake.period_kind
    having count(distinct uptake.user_group) = cardinality(indicators.user_groups)
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    'active_count' as field,
    sender,
    territory_code,
    indicator_code,
    period_start,
    period_end,
    period_kind,
    period_label,
    'calendar' as period_basis,
    'Báo cáo dịch vụ số: đang hiệu lực / tổng đối tượng' as source_method,
    trim_scale(round(100.0 * active_count / eligible_count, 4)) as value,
    '%' as unit,
    active_count::numeric as numerator,
    eligible_count::numeric as denominator,
    null::text as note,
    100 as completeness_pct,
    'user groups' as completeness_of
from summed
where eligible_count > 0 and not is_small
