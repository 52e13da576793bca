with figures as (
    select * from {{ ref('int_support__figures_suppressed') }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

quarters as (
    {{ released(ref('dim_period')) }}
        and period_kind = 'quarter' and period_basis = 'calendar'
),

programmes as (
    {{ released(ref('dim_register_entry')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- departments that report the same quarter both stay; of one cell the later delivery goes first
ranked as (
    select
        *,
        row_number() over (same_cell order by delivery_id desc) as place,
        count(*) over same_cell - 1 as other_senders_count
    from figures
    window
        same_cell as (
            partition by boundary, territory_code, period_end, group_code, programme_code, business_scale
        )
)

select
    ranked.boundary,
    ranked.territory_code,
    territories.territory_name,
    ranked.sender,
    ranked.place = 1 as is_preferred,
    ranked.other_senders_count,
    ranked.period_start,
    ranked.period_end,
    'quarter' as period_kind,
    quarters.period_label_vi as period_label,
    ranked.programme_code,
    programmes.entry_name_vi as programme_name,
    ranked.group_code,
    ranked.business_scale,
    case when not ranked.is_suppressed then ranked.firms_count end as firms_count,
    case when not ranked.is_suppressed then ranked.supports_count end as supports_count,
    case when not ranked.is_suppressed then trim_scale(ranked.amount_vnd) end as amount_vnd,
    case
        when ranked.is_suppressed then ranked.suppression_reason
        when ranked.amount_vnd is null then 'no report names an amount'
    end as missing_reason,
    ranked.is_suppressed,
    case when not ranked.is_suppressed then {{ completeness('ranked.priced_count', 'ranked.supports_count') }} end
        as completeness_pct,
    null::text as vintage,
    about.is_sample,
    about.open_warnings_count,
    ranked.delivery_id,
    ranked.sheet_name,
    case when not ranked.is_suppressed then ranked.row_number end as row_number,
    case when not ranked.is_suppressed then ranked.first_row_number end as first_row_number,
    case when not ranked.is_suppressed then ranked.last_row_number end as last_row_number,
    'amount_vnd' as field,
    (select kho.release()) as shown_release
from ranked
left join territories
    on ranked.territory_code = territories.territory_code
        and case when ranked.boundary = 'today' then date '9999-12-31' else ranked.period_end end
        between territories.valid_from and territories.valid_to
left join quarters on ranked.period_end = quarters.period_end
left join programmes on ranked.programme_code = programmes.entry_code and programmes.kind = 'programme'
left join lateral (
    select
        bool_or(deliveries.is_sample) as is_sample,
        sum(deliveries.open_warnings_count)::bigint as open_warnings_count
    from deliveries
    where deliveries.delivery_id = any(string_to_array(ranked.delivery_ids, ',')::bigint[])
) as about on true
