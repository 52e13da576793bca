-- The budget of science, technology, innovation and digital transformation: what is allotted for the year to all tasks
-- of a report, from every source of funds; and what was disbursed since January, over the tasks that say so.
with tasks as (
    select * from {{ ref('stg_science_technology_budget') }}
),

summed as (
    select
        delivery_id,
        scope_id,
        sender,
        territory_code,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        case when min(sheet_name) = max(sheet_name) then min(sheet_name) end as sheet_name,
        case when count(*) = count(plan_code) and min(plan_code) = max(plan_code) then min(plan_code) end as plan_code,
        count(*) as tasks_count,
        count(cumulative_vnd) as reporting_count,
        sum(allotment_vnd) as allotment_vnd,
        sum(cumulative_vnd) as cumulative_vnd,
        sum(allotment_vnd) filter (where cumulative_vnd is not null) as reporting_allotment_vnd
    from tasks
    group by delivery_id, scope_id, sender, territory_code, period_start, period_end, period_kind
)

select
    summed.delivery_id,
    summed.scope_id,
    summed.sheet_name,
    null::bigint as row_number,
    figures.field,
    summed.sender,
    summed.territory_code,
    'ST_BUDGET' as indicator_code,
    null::text as sector_code,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    'calendar' as period_basis,
    'actual' as scenario,
    figures.measure,
    'kho tính: cộng các nhiệm vụ trong báo cáo kinh phí' as source_method,
    '=' as comparator,
    trim_scale(round(figures.value, 6)) as value,
    null::text as value_text,
    figures.unit,
    figures.numerator,
    figures.denominator,
    null::text as vintage,
    null::date as as_of_date,
    summed.period_end as boundary_date,
    summed.plan_code,
    figures.note
from summed
cross join
    lateral (
        values
        (
            'value', 'allotment_vnd', 'tỷ đồng', summed.allotment_vnd / 1000000000, null, null,
            'dự toán năm của ' || summed.tasks_count || ' nhiệm vụ'
        ),
        (
            'of_plan', 'cumulative_vnd', '%', 100 * summed.cumulative_vnd / nullif(summed.reporting_allotment_vnd, 0),
            summed.cumulative_vnd, summed.reporting_allotment_vnd,
            'giải ngân của ' || summed.reporting_count || ' trên ' || summed.tasks_count || ' nhiệm vụ'
        )
    ) as figures (measure, field, unit, value, numerator, denominator, note)
where figures.value is not null
    and (figures.denominator is null or figures.denominator > 0)
