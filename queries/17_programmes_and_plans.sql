-- en: Which programmes, plans and platforms are there, since when, and who is in charge?
-- vi: Có những chương trình, kế hoạch, nền tảng nào, từ khi nào, ai chịu trách nhiệm?
-- fr: Quels programmes, plans et plateformes existe-t-il, depuis quand, et qui en est chargé ?
select
    kind,
    entry_name_en,
    territory_name,
    start_date,
    end_date,
    responsible_name_en,
    part_of_name_en,
    reference
from marts.mart_register
where kind in ('programme', 'plan', 'platform')
order by territory_code, kind, start_date nulls last, entry_code;
