-- Rates of a whole province: numerators and denominators are added up, rates never. A rate is made of the rows that
-- report both of its numbers. The score is the gateway's for the province itself, never a mean of its agencies'.
with dossiers as (
    select * from {{ ref('stg_online_public_services') }}
    where procedure_code is not null
),

scores as (
    select * from {{ ref('int_public_services__scores_told') }}
),

provinces as (
    select * from {{ ref('provinces') }}
),

summed as (
    select
        scope_id,
        sender,
        territory_code,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        count(*) as rows_count,
        count(*) filter (where received_count is not null and online_count is not null) as online_rows_count,
        count(*) filter (where processed_count is not null and on_time_count is not null) as on_time_rows_count,
        count(*) filter (where paid_online_count is not null and payable_count is not null) as payable_rows_count,
        count(*) filter (where digitised_count is not null and processed_count is not null) as digitised_rows_count,
        sum(received_count) as received_count,
        sum(online_count) as online_count,
        sum(online_count) filter (where service_level = 'full') as full_online_count,
        sum(processed_count) as processed_count,
        sum(on_time_count) as on_time_count,
        sum(paid_online_count) filter (where payable_count is not null) as paid_online_count,
        sum(payable_count) filter (where paid_online_count is not null) as payable_count,
        sum(digitised_count) as digitised_count,
        sum(processed_count) filter (where digitised_count is not null) as digitisable_count,
        {{ summed_place() }}
    from dossiers
    group by delivery_id, scope_id, sender, territory_code, period_start, period_end, period_kind
),

rates as (
    select
        summed.*,
        rate.indicator_code,
        rate.field,
        rate.source_method,
        rate.numerator,
        rate.denominator,
        {{ completeness('rate.given_count', 'summed.rows_count') }} as completeness_pct
    from summed
    cross join
        lateral (
            values
            (
                'OPS_ONLINE_RATE', 'online_count', 'hồ sơ tiếp nhận trực tuyến / hồ sơ tiếp nhận',
                summed.online_count, summed.received_count, summed.online_rows_count
            ),
            (
                'OPS_FULL_RATE', 'online_count', 'hồ sơ trực tuyến của thủ tục toàn trình / hồ sơ tiếp nhận',
                coalesce(summed.full_online_count, 0), summed.received_count, summed.online_rows_count
            ),
            (
                'OPS_ONTIME_RATE', 'on_time_count', 'hồ sơ đúng hạn / hồ sơ đã giải quyết',
                summed.on_time_count, summed.processed_count, summed.on_time_rows_count
            ),
            (
                'OPS_EPAY_RATE', 'paid_online_count', 'hồ sơ thanh toán trực tuyến / hồ sơ có phí',
                summed.paid_online_count, summed.payable_count, summed.payable_rows_count
            ),
            (
                'OPS_DIGITISED_RATE', 'digitised_count', 'kết quả số hóa / hồ sơ đã giải quyết',
                summed.digitised_count, summed.digitisable_count, summed.digitised_rows_count
            )
        ) as rate (indicator_code, field, source_method, numerator, denominator, given_count)
    where rate.numerator is not null and rate.denominator > 0
),

figures as (
    select
        delivery_id,
        scope_id,
        sheet_name,
        row_number,
        field,
        sender,
        territory_code,
        indicator_code,
        period_start,
        period_end,
        period_kind,
        period_label,
        'Trung tâm PVHCC: ' || source_method as source_method,
        trim_scale(round(100 * numerator / denominator, 4)) as value,
        '%' as unit,
        numerator,
        denominator,
        completeness_pct,
        'procedures' as completeness_of
    from rates
    union all
    select
        scores.delivery_id,
        scores.scope_id,
        scores.sheet_name,
        scores.row_number,
        'total_score' as field,
        scores.sender,
        scores.territory_code,
        'OPS_766_SCORE' as indicator_code,
        scores.period_start,
        scores.period_end,
        scores.period_kind,
        scores.period_label,
        'Cổng Dịch vụ công quốc gia: Bộ chỉ số 766' as source_method,
        scores.total_score as value,
        'điểm (0-100)' as unit,
        scores.total_score as numerator,
        100 as denominator,
        100 as completeness_pct,
        'the score' as completeness_of
    from scores
    inner join provinces
        on scores.territory_code = provinces.code
            and scores.period_end between provinces.valid_from and coalesce(provinces.valid_to, date '9999-12-31')
            and lower(scores.place_name) in (lower(provinces.name), lower(provinces.full_name))
)

select
    delivery_id,
    scope_id,
    sheet_name,
    row_number,
    field,
    sender,
    territory_code,
    indicator_code,
    period_start,
    period_end,
    period_kind,
    period_label,
    'calendar' as period_basis,
    source_method,
    value,
    unit,
    numerator,
    denominator,
    null::text as note,
    completeness_pct,
    completeness_of
from figures
