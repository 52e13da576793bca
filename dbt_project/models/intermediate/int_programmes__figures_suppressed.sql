{%- set columns -%}
    programme_code, measure_code, measure_kind, group_code, territory_code, commune_code, sender, period_start,
    period_end, period_kind, period_label, figure_value, denominator_count, persons_count, others_count,
    base_persons_count, rows_count, reported_count, delivery_id, sheet_name, row_number, first_row_number,
    last_row_number, field
{%- endset -%}
{%- set cell -%}
programme_code, measure_code, group_code, territory_code, sender, period_end, period_kind
{%- endset -%}
with figures as (
    select {{ columns }}, null::integer as sender_rank from {{ ref('int_programmes__sites_summed') }}
    union all
    select {{ columns }}, null::integer as sender_rank from {{ ref('int_programmes__booths_summed') }}
    union all
    select {{ columns }}, sender_rank from {{ ref('int_programmes__services_unpivoted') }}
    union all
    select {{ columns }}, null::integer as sender_rank from {{ ref('int_programmes__identity_summed') }}
),

-- fewer than ten persons, or all but fewer than ten of them, or a group that is itself so small
judged as (
    select
        *,
        coalesce(
            persons_count between 1 and 9 or others_count between 1 and 9 or base_persons_count between 1 and 9, false
        ) and persons_count is not null as is_small
    from figures
),

-- what the communes that are left out add up to can be told from the whole
left_out as (
    select
        *,
        count(*) filter (where is_small and commune_code is not null) over whole as small_count,
        coalesce(sum(persons_count) filter (where is_small and commune_code is not null) over whole, 0)
            as small_persons,
        coalesce(sum(others_count) filter (where is_small and commune_code is not null) over whole, 0)
            as small_others,
        row_number() over (
            partition by {{ cell }}, commune_code is null, is_small
            order by coalesce(persons_count, 0) = 0, coalesce(others_count, 10) = 0, persons_count, commune_code
        ) as place
    from judged
    window whole as (partition by {{ cell }})
),

-- so one more commune goes with them, the smallest that makes the difference no small cell
protected as (
    select
        *,
        not is_small and commune_code is not null and persons_count is not null and place = 1
        and small_count > 0
        and (small_count = 1 or small_persons between 0 and 9 or small_others between 1 and 9) as is_complement
    from left_out
),

-- a commune whose base is left out for one measure shows it in none
bases as (
    select
        *,
        bool_or(measure_code in ('traders', 'booths', 'enrolled') and (is_small or is_complement))
            over (partition by group_code, territory_code, commune_code, sender, period_end, period_kind)
            as is_base_left_out
    from protected
)

select
    {{ columns }},
    sender_rank,
    persons_count is not null and (is_small or is_complement or is_base_left_out) as is_suppressed,
    case
        when persons_count is null then null
        when is_small then 'fewer than 10 persons'
        when is_complement or is_base_left_out then 'would tell a cell of fewer than 10 persons'
    end as suppression_reason
from bases
