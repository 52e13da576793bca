-- The budget of science, technology, innovation and digital transformation: what is allotted for the year to all tasks
-- of a report, from every source of funds; and what was disbursed since January, over the tasks that say so.
with tasks as (
    select * from {{ ref('stg_science_technology_budget') }}
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
        case when count(*) = count(plan_code) and min(plan_code) = max(plan_code) then min(plan_code) end as plan_code,
        count(*) as tasks_count,
        count(allotment_vnd) as allotted_count,
        count(cumulative_vnd) as reporting_count,
        sum(allotment_vnd) as allotment_vnd,
        sum(cumulative_vnd) as cumulative_vnd,
        sum(allotment_vnd) filter (where cumulative_vnd is not null) as reporting_allotment_vnd,
        {{ summed_place() }}
    from tasks
    group by delivery_id, scope_id, sender, territory_code, period_start, period_end, period_kind
)

select
    summed.delivery_id,
    summed.scope_id,
    summed.sheet_name,
    summed.row_number,
    figures.field,
    summed.sender,
    summed.territory_code,
    'ST_BUDGET' as indicator_code,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    'calendar' as period_basis,
    'kho tính: cộng các nhiệm vụ trong báo cáo kinh phí' as source_method,
    trim_scale(round(figures.value, 6)) as value,
    figures.unit,
    figures.numerator,
    figures.denominator,
    figures.note,
    {{ completeness('figures.given_count', 'summed.tasks_count') }} as completeness_pct,
    'tasks' as completeness_of,
    figures.measure,
    summed.plan_code
from summed
cross join
    lateral (
        values
        (
            'value', 'allotment_vnd', 'tỷ đồng', summed.allotment_vnd / 1000000000, null, null,
            'dự toán năm của ' || summed.tasks_count || ' nhiệm vụ', summed.allotted_count
        ),
        (
            'of_plan', 'cumulative_vnd', '%', 100 * summed.cumulative_vnd / nullif(summed.reporting_allotment_vnd, 0),
            summed.cumulative_vnd, summed.reporting_allotment_vnd,
            'giải ngân của ' || summed.reporting_count || ' trên ' || summed.tasks_count || ' nhiệm vụ',
            summed.reporting_count
        )
    ) as figures (measure, field, unit, value, numerator, denominator, note, given_count)
where figures.value is not null
    and (figures.denominator is null or figures.denominator > 0)
