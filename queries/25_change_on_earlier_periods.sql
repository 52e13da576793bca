-- en: How did each figure change on the period before, and on the same period a year before?
-- vi: Mỗi số liệu tăng giảm thế nào so với kỳ trước và so với cùng kỳ năm trước?
-- fr: Comment chaque chiffre a-t-il évolué par rapport à la période précédente et à la même période un an avant ?
select
    figures.territory_name,
    figures.indicator_name_en,
    figures.period_label,
    figures.value,
    figures.unit,
    earlier.period_code as earlier_period_code,
    earlier.period_code = figures.year_before_period_code as is_year_before,
    earlier.value as earlier_value,
    figures.value - earlier.value as change,
    figures.source_method
from marts.mart_observation as figures
inner join marts.mart_observation as earlier
    on earlier.period_code in (figures.previous_period_code, figures.year_before_period_code)
        and figures.territory_code = earlier.territory_code
        and figures.boundary_since = earlier.boundary_since
        and figures.indicator_code = earlier.indicator_code
        and coalesce(figures.sector_code, '') = coalesce(earlier.sector_code, '')
        and coalesce(figures.breakdown, '') = coalesce(earlier.breakdown, '')
        and figures.measure = earlier.measure
        and figures.unit = earlier.unit
        and figures.source_method = earlier.source_method
        and figures.sender = earlier.sender
where figures.scenario = 'actual'
    and earlier.scenario = 'actual'
    and not figures.is_sample
order by figures.territory_code, figures.indicator_code, figures.breakdown, figures.period_end, earlier.period_end;
