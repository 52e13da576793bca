with periods as (
    {{ released(ref('dim_period')) }}
)

select
    period_code,
    period_kind,
    period_basis,
    period_start,
    period_end,
    calendar_start,
    calendar_end,
    period_label_vi,
    period_label_en,
    period_label_fr,
    month_code,
    quarter_code,
    half_code,
    year_code,
    previous_code,
    previous_start,
    previous_end,
    year_before_code,
    year_before_start,
    year_before_end,
    (select kho.release()) as shown_release
from periods
