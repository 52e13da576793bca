-- One row a figure: target, actual, cumulative and year-on-year stand side by side in the report.
with reported as (
    select
        *,
        avg((yoy_value >= 50)::integer) over (partition by delivery_id, sheet_name) >= 0.5 as is_index
    from {{ ref('stg_digital_economy_indicators') }}
),

-- plans that were made on a boundary which a reform has moved since, under the code that their province has today
plans as (
    select
        register.reference,
        register.territory_code,
        register.boundary_date,
        register.starts_on,
        register.ends_on,
        territories.boundary_until,
        territories.code_today
    from {{ ref('register') }} as register
    inner join {{ ref('int_codes__territories_versioned') }} as territories
        on register.territory_code = territories.territory_code
            and register.boundary_date between territories.valid_from and territories.valid_to
    where register.kind = 'plan'
),

unpivoted as (
    select
        reported.*,
        replace(
            substring(upper(reported.plan_code) from '[0-9]+ ?/ ?[A-ZĐ]+(?:-[A-ZĐ]+)*'), ' ', ''
        ) as plan_number,
        figure.field,
        figure.measure,
        figure.figure_scenario,
        figure.comparator,
        figure.value,
        figure.value_text,
        {{ completeness(
            'count(coalesce(figure.value::text, figure.value_text)) over listed',
            'count(*) over listed',
        ) }} as completeness_pct
    from reported
    cross join
        lateral (
            values
            (
                'target_value', 'value', 'target',
                reported.target_value_comparator, reported.target_value, reported.target_value_text
            ),
            (
                'actual_value', 'value', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                reported.actual_value_comparator, reported.actual_value, null
            ),
            (
                'cumulative_value', 'cumulative', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                null, reported.cumulative_value, null
            ),
            (
                'yoy_value', 'year_on_year', coalesce(nullif(reported.scenario, 'target'), 'actual'),
                null, {{ growth('reported.yoy_value', 'reported.is_index') }}, null
            )
        ) as figure (field, measure, figure_scenario, comparator, value, value_text)
    window
        listed as (
            partition by
                reported.delivery_id, reported.period_start, reported.period_end, reported.period_kind, figure.field
        )
)

select
    unpivoted.delivery_id,
    unpivoted.scope_id,
    unpivoted.sheet_name,
    unpivoted.row_number,
    unpivoted.field,
    unpivoted.sender,
    coalesce(plans.territory_code, unpivoted.territory_code) as territory_code,
    unpivoted.indicator_code,
    unpivoted.sector_code,
    unpivoted.period_start,
    unpivoted.period_end,
    unpivoted.period_kind,
    unpivoted.period_label,
    'calendar' as period_basis,
    unpivoted.figure_scenario as scenario,
    unpivoted.measure,
    unpivoted.source_method,
    case
        when unpivoted.value is not null then coalesce(unpivoted.comparator, '=')
        else unpivoted.comparator
    end as comparator,
    unpivoted.value,
    unpivoted.value_text,
    -- a comparison with the year before is a percentage, whatever the figure itself is counted in
    case when unpivoted.measure = 'year_on_year' then '%' else unpivoted.unit end as unit,
    null::numeric as numerator,
    null::numeric as denominator,
    unpivoted.vintage,
    unpivoted.as_of_date,
    coalesce(unpivoted.boundary_date, plans.boundary_date, unpivoted.period_end) as boundary_date,
    unpivoted.plan_code,
    unpivoted.note,
    unpivoted.completeness_pct,
    'rows of the report' as completeness_of
from unpivoted
-- a target that names its plan and not its boundary stands on that of the plan
left join plans
    on unpivoted.figure_scenario = 'target'
        and unpivoted.boundary_date is null
        and unpivoted.plan_number = plans.reference
        and unpivoted.territory_code = plans.code_today
        and unpivoted.period_end between plans.starts_on and plans.ends_on
        and unpivoted.period_end > plans.boundary_until
where unpivoted.value is not null or unpivoted.value_text is not null
