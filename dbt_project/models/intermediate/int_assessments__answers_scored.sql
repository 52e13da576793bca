-- The points of every answer, and the period that it counts for: the form's own, or the half-year of its day.
with answers as (
    select
        *,
        (
            date_trunc('year', assessed_date) + case when extract(month from assessed_date) > 6 then 6 else 0 end
            * interval '1 month'
        )::date as half_start
    from {{ ref('stg_self_assessment') }}
)

select
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    sender,
    territory_code,
    organisation_code,
    sector_code,
    criteria_version,
    criterion_code,
    coalesce(upper(substring(criterion_code from '^[Nn][0-9]+')), 'other') as criteria_group,
    assessed_date,
    coalesce(period_start, half_start) as period_start,
    coalesce(period_end, (half_start + interval '6 months' - interval '1 day')::date) as period_end,
    coalesce(period_kind, 'half') as period_kind,
    coalesce(
        period_label,
        '6 tháng ' || case when extract(month from half_start) = 1 then 'đầu' else 'cuối' end || ' năm '
        || extract(year from half_start)
    ) as period_label,
    max_score,
    trim_scale({{ points('self_score') }}) as self_points,
    trim_scale({{ points('appraised_score') }}) as appraised_points
from answers
