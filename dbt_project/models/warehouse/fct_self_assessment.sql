{{
    config(
        unique_key=[
            'territory_code', 'organisation_code', 'criteria_version', 'criterion_code', 'assessed_date', 'sender'
        ]
    )
}}

with answers as (
    select * from {{ ref('int_assessments__answers_scored') }}
)

select
    territory_code,
    organisation_code,
    criteria_version,
    criterion_code,
    assessed_date,
    sender,
    sector_code,
    criteria_group,
    period_start,
    period_end,
    period_kind,
    period_label,
    max_score,
    self_points,
    appraised_points,
    delivery_id,
    sheet_name,
    row_number,
    scope_id,
    {{ release_columns() }}
from answers
where {{ touched('answers') }}
