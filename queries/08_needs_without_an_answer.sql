-- en: Which needs have waited longest, and is there a solution or a ready technology in their field?
-- vi: Bài toán nào chờ lâu nhất, và lĩnh vực của nó đã có giải pháp hay công nghệ sẵn sàng chưa?
-- fr: Quels besoins attendent depuis le plus longtemps, et leur domaine a-t-il une solution ou une technologie mûre ?
select
    need_id,
    title,
    organisation_code,
    status,
    need_date,
    field_names,
    solutions_count,
    technologies_count,
    ready_technologies_count
from marts.mart_technology_market
where deals_count = 0
order by need_date, need_id;
