-- What a register says of two indicators, by counting: active enterprises, and those of digital industries.
with enterprises as (
    select * from {{ ref('int_enterprises__classified') }}
    where status = 'active'
),

counted as (
    select
        scope_id,
        sender,
        territory_code,
        min(period_start) as period_start,
        max(period_end) as period_end,
        max(period_kind) as period_kind,
        max(period_label) as period_label,
        count(*)::numeric as active_count,
        (count(*) filter (where is_digital_technology))::numeric as digital_count,
        count(industry_code) as industry_count,
        {{ summed_place() }}
    from enterprises
    group by delivery_id, scope_id, sender, territory_code
)

select
    counted.delivery_id,
    counted.scope_id,
    counted.sheet_name,
    counted.row_number,
    figures.field,
    counted.sender,
    counted.territory_code,
    figures.indicator_code,
    counted.period_start,
    counted.period_end,
    counted.period_kind,
    counted.period_label,
    'calendar' as period_basis,
    'Đăng ký kinh doanh: đếm doanh nghiệp đang hoạt động' as source_method,
    figures.value,
    'DN' as unit,
    null::numeric as numerator,
    null::numeric as denominator,
    null::text as note,
    {{ completeness('figures.given_count', 'counted.active_count') }} as completeness_pct,
    'enterprises' as completeness_of
from counted
cross join lateral (
    values
    ('ENTERPRISE_COUNT', 'tax_code', counted.active_count, counted.active_count),
    ('DIGITAL_ENT_COUNT', 'industry_code', counted.digital_count, counted.industry_count)
) as figures (indicator_code, field, value, given_count)
