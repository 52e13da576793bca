-- en: Which file, sheet, row and field does each published figure of Hà Nội come from?
-- vi: Mỗi số liệu đã công bố của Hà Nội nằm ở tệp, trang, dòng, cột nào?
-- fr: De quel fichier, feuille, ligne et champ vient chaque chiffre publié de Hà Nội ?
select
    indicator_name_en,
    period_label,
    scenario,
    comparator,
    coalesce(value::text, value_text) as figure,
    unit,
    file_name,
    sheet_name,
    row_number,
    field
from marts.mart_observation
where territory_code = '01' and indicator_code = 'DE_GRDP_SHARE' and not is_sample
order by period_end, scenario, file_name, row_number, field;
