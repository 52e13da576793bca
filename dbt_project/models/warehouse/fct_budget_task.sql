{{ config(unique_key=['budget_task_id']) }}

with tasks as (
    select * from {{ ref('stg_science_technology_budget') }}
)

select
    -- a key that holds where the form has no codes of tasks
    md5(jsonb_build_array(
        territory_code, task_code, task_name, lead_unit_code, funding_source, period_end, period_kind, sender
    )::text)::uuid as budget_task_id,
    territory_code,
    task_code,
    task_name,
    lead_unit_code,
    funding_source,
    period_end,
    period_kind,
    sender,
    period_start,
    period_label,
    plan_code,
    allotment_vnd,
    disbursed_vnd,
    cumulative_vnd,
    disbursed_pct,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from tasks
where {{ touched('tasks') }}
