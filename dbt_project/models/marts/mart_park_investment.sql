with projects as (
    {{ released(ref('fct_park_project')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- a project that leaves its spent capital out counts in neither part of the rate; capital in US dollars is a second
-- statement of the same capital: the two are never added up
summed as (
    select
        territory_code,
        sender,
        period_start,
        period_end,
        period_kind,
        period_label,
        coalesce(project_kind, 'all') as project_kind,
        count(*) as projects_count,
        sum(registered_capital_vnd) as registered_capital_vnd,
        sum(registered_capital_usd) as registered_capital_usd,
        sum(implemented_capital_vnd) as implemented_capital_vnd,
        sum(registered_capital_vnd) filter (where implemented_capital_vnd is not null) as reporting_capital_vnd,
        count(implemented_capital_vnd) as reporting_projects_count,
        sum(area_ha) as area_ha,
        count(*) filter (where status = 'operating') as operating_count,
        count(*) filter (where status = 'implementing') as implementing_count,
        count(*) filter (where status = 'not_started') as not_started_count,
        {{ summed_place() }}
    from projects
    group by
        territory_code, sender, period_start, period_end, period_kind, period_label,
        grouping sets ((project_kind), ())
)

select
    summed.territory_code,
    territories.territory_name,
    summed.sender,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    summed.project_kind,
    summed.projects_count,
    trim_scale(summed.registered_capital_vnd) as registered_capital_vnd,
    trim_scale(summed.registered_capital_usd) as registered_capital_usd,
    trim_scale(summed.implemented_capital_vnd) as implemented_capital_vnd,
    trim_scale(
        round(100 * summed.implemented_capital_vnd / nullif(summed.reporting_capital_vnd, 0), 2)
    ) as implemented_pct,
    trim_scale(summed.area_ha) as area_ha,
    summed.operating_count,
    summed.implementing_count,
    summed.not_started_count,
    case
        when summed.reporting_projects_count = 0 then 'no project reports what was spent'
        when summed.reporting_capital_vnd = 0 then 'no capital is registered'
    end as missing_reason,
    {{ completeness('summed.reporting_projects_count', 'summed.projects_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    summed.delivery_id,
    summed.sheet_name,
    summed.first_row_number,
    summed.last_row_number,
    (select kho.release()) as shown_release
from summed
left join territories
    on summed.territory_code = territories.territory_code
        and summed.period_end between territories.valid_from and territories.valid_to
left join deliveries on summed.delivery_id = deliveries.delivery_id
