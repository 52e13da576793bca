{%- set figure -%}
sender, territory_code, indicator_code, breakdown, period_start, period_end, period_kind, scenario, measure,
source_method
{%- endset -%}
with observations as (
    select * from {{ ref('mart_observation') }}
),

figures as (
    select * from observations
    where variant is not null
),

-- editions of one figure by one sender: the newest one first
ranked as (
    select
        *,
        row_number() over (
            partition by {{ figure }}
            order by
                as_of_date desc nulls last, array_position(array['final', 'preliminary', 'estimate'], vintage),
                delivery_id desc, variant asc
        ) as place,
        count(*) over (partition by {{ figure }}) as editions_count
    from figures
)

select
    observation_id,
    territory_code,
    territory_name,
    indicator_code,
    indicator_name_vi,
    indicator_name_en,
    indicator_name_fr,
    breakdown,
    period_start,
    period_end,
    period_kind,
    period_label,
    scenario,
    measure,
    source_method,
    sender,
    comparator,
    value,
    value_text,
    unit,
    vintage,
    as_of_date,
    coalesce(vintage <> 'final', scenario = 'actual') as is_provisional,
    place = 1 as is_newest_edition,
    editions_count,
    plan_code,
    note,
    completeness_pct,
    completeness_of,
    is_sample,
    open_warnings_count,
    delivery_id,
    sheet_name,
    row_number,
    field,
    shown_release
from ranked
