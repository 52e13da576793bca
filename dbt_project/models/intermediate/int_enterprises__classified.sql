{#- what is left of the classes of divisions 01 to 09 (Quyết định 27/2018/QĐ-TTg) without their zero -#}
{%- set classes_of_five -%}
^(1[1-7][0-9]{2}|2[1-4][0-9]{2}|3[12][0-9]{2}|[56][12]00|7100|72[12][0-9]|7300|810[0-9]|89[0-9]0|9[19]00)$
{%- endset -%}
{%- set classes_of_four -%}
^(1[1-7][0-9]|2[1-4][0-9]|3[12][0-9]|[56][12]0|710|72[12]|730|810|89[1-9]|9[19]0)$
{%- endset -%}
-- Enterprises with what follows from their codes: the industry with its zero, whether it is digital technology, the
-- commune of the snapshot's day, and since when the province's boundary has been what it is.
with enterprises as (
    select * from {{ ref('stg_enterprise_register') }}
),

-- A list whose codes were taken for numbers has none that begins with a zero. Its shorter codes are those of farms and
-- mines, divisions 01 to 09, of which there is no 04: a short code with a 4 in front was written so. Windows let a
-- build read the deliveries that it is about and no other.
styled as (
    select
        *,
        bool_or(industry_code like '0%') over (partition by delivery_id) as has_zeros,
        bool_or(length(industry_code) = 5) over (partition by delivery_id) as has_five,
        bool_or(length(industry_code) = 4 and industry_code like '4%') over (partition by delivery_id) as has_four,
        bool_or(length(industry_code) = 3 and industry_code like '4%') over (partition by delivery_id) as has_three
    from enterprises
),

padded as (
    select
        *,
        case
            when not has_zeros
                and has_five
                and not has_four
                and industry_code ~ '{{ classes_of_five }}'
                then '0' || industry_code
            when not has_zeros
                and not has_three
                and industry_code ~ '{{ classes_of_four }}'
                then '0' || industry_code
            else industry_code
        end as whole_code
    from styled
),

divisions as (
    select * from {{ ref('industry_divisions') }}
),

digital as (
    select * from {{ ref('digital_industries') }}
),

-- the tables and not their views: a million rows are looked up by index
communes as (
    select * from {{ ref('dim_commune') }}
    where to_release = {{ open_release() }}
),

territories as (
    select * from {{ ref('dim_territory') }}
    where to_release = {{ open_release() }}
)

select
    padded.delivery_id,
    padded.scope_id,
    padded.sheet_name,
    padded.row_number,
    padded.sender,
    padded.territory_code,
    territories.boundary_since as territory_since,
    padded.tax_code,
    communes.commune_code,
    padded.commune_code as commune_written,
    padded.whole_code as industry_code,
    divisions.sector_code,
    length(padded.whole_code) >= 4 and digital.class_code is not null as is_digital_technology,
    padded.is_declared_digital,
    padded.founded_date,
    padded.charter_capital_vnd,
    padded.employees_count,
    padded.status,
    padded.period_start,
    padded.period_end,
    padded.period_kind,
    padded.period_label
from padded
left join divisions on left(padded.whole_code, 2) between divisions.first_division and divisions.last_division
left join digital on left(padded.whole_code, 4) = digital.class_code
left join communes
    on padded.commune_code = communes.commune_code
        and padded.period_end between communes.valid_from and communes.valid_to
left join territories
    on padded.territory_code = territories.territory_code
        and padded.period_end between territories.valid_from and territories.valid_to
