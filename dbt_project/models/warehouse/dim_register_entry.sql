{{ config(unique_key=['entry_code'], retire='true') }}

with entries as (
    select * from {{ ref('int_codes__register_resolved') }}
)

select
    entry_code,
    kind,
    name_vi as entry_name_vi,
    name_en as entry_name_en,
    name_fr as entry_name_fr,
    aliases,
    territory_code,
    boundary_date,
    starts_on as start_date,
    ends_on as end_date,
    period_label,
    responsible as responsible_codes,
    responsible_name_vi,
    responsible_name_en,
    responsible_name_fr,
    part_of as part_of_code,
    reference,
    source,
    issue,
    note,
    {{ release_columns() }}
from entries
