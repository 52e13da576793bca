{{ config(unique_key=['indicator_code'], retire='true') }}

with indicators as (
    select * from {{ ref('indicators') }}
)

select
    code as indicator_code,
    name_vi as indicator_name_vi,
    name_en as indicator_name_en,
    name_fr as indicator_name_fr,
    unit,
    formula,
    direction,
    is_additive,
    time_kind,
    numerator as numerator_definition,
    denominator as denominator_definition,
    frequency,
    reporting_body,
    framework,
    version,
    evidence,
    {{ release_columns() }}
from indicators
