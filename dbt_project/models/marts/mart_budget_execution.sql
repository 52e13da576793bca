with tasks as (
    select * from {{ ref('int_budget__tasks_ranked') }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- each task, and sums over tasks; a task that leaves its disbursement out counts in neither part of the rate
summed as (
    select
        case
            when grouping(task_name) = 0 then 'task'
            when grouping(funding_source) = 0 then 'funding_source'
            when grouping(lead_unit_code) = 0 then 'lead_unit'
            else 'all'
        end as level,
        territory_code,
        sender,
        period_start,
        period_end,
        period_kind,
        period_label,
        funding_source,
        lead_unit_code,
        task_code,
        task_name,
        min(plan_code) as plan_code,
        min(sender_rank) as sender_rank,
        count(*) as tasks_count,
        count(cumulative_vnd) as reporting_tasks_count,
        sum(allotment_vnd) as allotment_vnd,
        sum(disbursed_vnd) as disbursed_vnd,
        sum(cumulative_vnd) as cumulative_vnd,
        sum(allotment_vnd) filter (where cumulative_vnd is not null) as reporting_allotment_vnd,
        {{ summed_place() }}
    from tasks
    group by
        territory_code, sender, period_start, period_end, period_kind, period_label,
        grouping sets ((funding_source, lead_unit_code, task_code, task_name), (funding_source), (lead_unit_code), ())
),

-- senders of one fact both stay; the contract says which one goes first, the later delivery where it does not
placed as (
    select
        *,
        row_number() over (same_fact order by sender_rank nulls last, delivery_id desc) as place,
        count(*) over same_fact - 1 as other_senders_count
    from summed
    window
        same_fact as (
            partition by
                level, territory_code, period_end, period_kind, funding_source, lead_unit_code, task_code, task_name
        )
)

select
    placed.level,
    placed.territory_code,
    territories.territory_name,
    placed.sender,
    placed.place = 1 as is_preferred,
    placed.other_senders_count,
    placed.period_start,
    placed.period_end,
    placed.period_kind,
    placed.period_label,
    placed.funding_source,
    placed.lead_unit_code,
    placed.task_code,
    placed.task_name,
    placed.plan_code,
    placed.tasks_count,
    trim_scale(placed.allotment_vnd) as allotment_vnd,
    trim_scale(placed.disbursed_vnd) as disbursed_vnd,
    trim_scale(placed.cumulative_vnd) as cumulative_vnd,
    case
        when placed.reporting_allotment_vnd > 0
            then trim_scale(round(100 * placed.cumulative_vnd / placed.reporting_allotment_vnd, 2))
    end as disbursed_pct,
    case
        when placed.cumulative_vnd is null then 'no task reports what was disbursed'
        when placed.reporting_allotment_vnd <= 0 then 'nothing is allotted'
    end as missing_reason,
    {{ completeness('placed.reporting_tasks_count', 'placed.tasks_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    placed.delivery_id,
    placed.sheet_name,
    placed.row_number,
    placed.first_row_number,
    placed.last_row_number,
    case when placed.cumulative_vnd is null then 'allotment_vnd' else 'cumulative_vnd' end as field,
    (select kho.release()) as shown_release
from placed
left join territories
    on placed.territory_code = territories.territory_code
        and placed.period_end between territories.valid_from and territories.valid_to
left join deliveries on placed.delivery_id = deliveries.delivery_id
