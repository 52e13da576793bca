-- en: What was known before the correction, and what is known now?
-- vi: Trước khi đính chính số liệu là bao nhiêu, và hiện nay là bao nhiêu?
-- fr: Que savait-on avant la rectification, et que sait-on maintenant ?
set kho.as_of = '1';

select
    indicator_name_en,
    value,
    unit,
    file_name,
    shown_release
from marts.mart_observation
where sender = 'hanoi/so_khcn' and period_label = 'Quý III/2025' and scenario = 'actual' and measure = 'value'
order by indicator_code, source_method;

reset kho.as_of;

select
    indicator_name_en,
    value,
    unit,
    file_name,
    shown_release
from marts.mart_observation
where sender = 'hanoi/so_khcn' and period_label = 'Quý III/2025' and scenario = 'actual' and measure = 'value'
order by indicator_code, source_method;
