with indicators as (
    {{ released(ref('dim_indicator')) }}
)

select
    indicator_code,
    indicator_name_vi,
    indicator_name_en,
    indicator_name_fr,
    unit,
    formula,
    numerator_definition,
    denominator_definition,
    direction,
    is_additive,
    time_kind,
    frequency,
    reporting_body,
    framework,
    version,
    evidence,
    (select kho.release()) as shown_release
from indicators
