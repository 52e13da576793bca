with figures as (
    select * from {{ ref('int_programmes__figures_suppressed') }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- senders of one fact both stay; the contract says which one goes first, the later delivery where it does not
ranked as (
    select
        *,
        row_number() over (same_fact order by sender_rank nulls last, delivery_id desc) as place,
        count(*) over same_fact - 1 as other_senders_count
    from figures
    window
        same_fact as (
            partition by
                programme_code, measure_code, group_code, territory_code, commune_code, period_end, period_kind
        )
)

select
    ranked.programme_code,
    ranked.measure_code,
    ranked.measure_kind,
    ranked.group_code,
    ranked.territory_code,
    territories.territory_name,
    ranked.commune_code,
    ranked.sender,
    ranked.place = 1 as is_preferred,
    ranked.other_senders_count,
    ranked.period_start,
    ranked.period_end,
    ranked.period_kind,
    ranked.period_label,
    case when not ranked.is_suppressed then trim_scale(ranked.figure_value) end as figure_value,
    case when not ranked.is_suppressed then trim_scale(ranked.denominator_count) end as denominator_count,
    case
        when not ranked.is_suppressed
            then trim_scale(round(100 * ranked.figure_value / nullif(ranked.denominator_count, 0), 2))
    end as share_pct,
    case
        when ranked.is_suppressed then ranked.suppression_reason
        when ranked.figure_value is null and ranked.programme_code = 'vneid'
            then 'not every commune has reported'
        when ranked.figure_value is null then 'no report gives it'
        when ranked.denominator_count is null and ranked.measure_kind = 'new' then 'a flow has no denominator'
        when ranked.denominator_count is null then 'a whole, not a part'
        when ranked.denominator_count = 0 then 'the denominator is zero'
    end as missing_reason,
    ranked.is_suppressed,
    {{ completeness('ranked.reported_count', 'ranked.rows_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    ranked.delivery_id,
    ranked.sheet_name,
    ranked.row_number,
    ranked.first_row_number,
    ranked.last_row_number,
    ranked.field,
    (select kho.release()) as shown_release
from ranked
left join territories
    on ranked.territory_code = territories.territory_code
        and ranked.period_end between territories.valid_from and territories.valid_to
left join deliveries on ranked.delivery_id = deliveries.delivery_id
