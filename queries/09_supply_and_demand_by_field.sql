-- en: In which fields of technology is more asked for than offered?
-- vi: Lĩnh vực công nghệ nào cầu vượt cung?
-- fr: Dans quels domaines technologiques la demande dépasse-t-elle l'offre ?
select
    field_name,
    open_needs_count,
    solutions_count,
    technologies_count,
    ready_technologies_count,
    deals_count,
    median_days_to_deal,
    balance
from marts.mart_technology_fields
order by open_needs_count desc, solutions_count + ready_technologies_count, field_name collate "C";
