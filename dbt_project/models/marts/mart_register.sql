with entries as (
    {{ released(ref('dim_register_entry')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
)

select
    entries.entry_code,
    entries.kind,
    entries.entry_name_vi,
    entries.entry_name_en,
    entries.entry_name_fr,
    entries.aliases,
    entries.territory_code,
    territories.territory_name,
    territories.code_today as territory_code_today,
    entries.boundary_date,
    entries.start_date,
    entries.end_date,
    entries.period_label,
    entries.responsible_codes,
    entries.responsible_name_vi,
    entries.responsible_name_en,
    entries.responsible_name_fr,
    entries.part_of_code,
    wholes.entry_name_vi as part_of_name_vi,
    wholes.entry_name_en as part_of_name_en,
    wholes.entry_name_fr as part_of_name_fr,
    entries.reference,
    entries.source,
    entries.issue,
    entries.note,
    (select kho.release()) as shown_release
from entries
left join entries as wholes on entries.part_of_code = wholes.entry_code
left join territories
    on entries.territory_code = territories.territory_code
        and coalesce(entries.boundary_date, entries.end_date, entries.start_date, date '2025-07-01')
        between territories.valid_from and territories.valid_to
