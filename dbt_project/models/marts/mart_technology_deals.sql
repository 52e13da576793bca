with records as (
    select * from {{ ref('int_exchange__records_released') }}
),

kpis as (
    {{ released(ref('fct_exchange_kpi')) }}
),

deals as (
    select * from records
    where record_type = 'deal'
),

needs as (
    select * from records
    where record_type = 'need'
),

solutions as (
    select * from records
    where record_type = 'solution'
)

select
    deals.record_id as deal_id,
    deals.sender,
    deals.organisation_code,
    deals.title,
    deals.status,
    (deals.status is distinct from 'negotiating') as is_signed,
    deals.record_date as deal_date,
    deals.contract_value_vnd,
    deals.need_id,
    needs.title as need_title,
    needs.organisation_code as need_organisation_code,
    needs.record_date as need_date,
    deals.solution_id,
    solutions.title as solution_title,
    solutions.organisation_code as solution_organisation_code,
    case when deals.record_date >= needs.record_date then deals.record_date - needs.record_date end as days_from_need,
    results.kpis_count,
    results.results_count,
    results.met_count,
    results.missed_count,
    {{ completeness('results.results_count', 'results.kpis_count') }} as completeness_pct,
    null::text as vintage,
    deals.is_sample,
    deals.open_warnings_count,
    deals.delivery_id,
    deals.sheet_name,
    deals.row_number,
    (select kho.release()) as shown_release
from deals
left join needs on deals.need_id = needs.record_id and deals.sender = needs.sender
left join solutions on deals.solution_id = solutions.record_id and deals.sender = solutions.sender
left join lateral (
    select
        count(*) as kpis_count,
        count(kpis.result_text) as results_count,
        count(*) filter (where kpis.is_met) as met_count,
        count(*) filter (where not kpis.is_met) as missed_count
    from kpis
    where kpis.record_type = 'deal' and kpis.record_id = deals.record_id and kpis.sender = deals.sender
) as results on true
