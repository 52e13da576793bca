with sectors as (
    {{ released(ref('dim_sector')) }}
)

select
    sector_code,
    sector_name_vi,
    sector_name_en,
    sector_name_fr,
    sector_group,
    source,
    (select kho.release()) as shown_release
from sectors
