with records as (
    select * from {{ ref('int_exchange__records_released') }}
),

supply as (
    select * from {{ ref('int_technology__supply_matched') }}
),

needs as (
    select * from records
    where record_type = 'need'
),

solutions as (
    select * from records
    where record_type = 'solution'
),

deals as (
    select * from {{ ref('mart_technology_deals') }}
)

select
    needs.record_id as need_id,
    needs.sender,
    needs.organisation_code,
    needs.title,
    needs.status,
    needs.record_date as need_date,
    named.field_names,
    listed.technologies_count,
    listed.ready_technologies_count,
    (
        select count(*)
        from solutions
        where solutions.sender = needs.sender
            and (
                solutions.need_id = needs.record_id
                or exists (
                    select 1
                    from deals
                    where deals.need_id = needs.record_id
                        and deals.sender = needs.sender
                        and deals.solution_id = solutions.record_id
                )
            )
    ) as solutions_count,
    dealt.deals_count,
    dealt.signed_deals_count,
    dealt.first_deal_date,
    case
        when dealt.first_deal_date >= needs.record_date then dealt.first_deal_date - needs.record_date
    end as days_to_first_deal,
    dealt.contract_value_vnd,
    dealt.kpis_count,
    dealt.met_count,
    dealt.missed_count,
    {{ completeness('dealt.results_count', 'dealt.kpis_count') }} as completeness_pct,
    null::text as vintage,
    needs.is_sample,
    needs.open_warnings_count,
    needs.delivery_id,
    needs.sheet_name,
    needs.row_number,
    (select kho.release()) as shown_release
from needs
left join lateral (
    select
        count(*) as deals_count,
        count(*) filter (where deals.is_signed) as signed_deals_count,
        min(deals.deal_date) filter (where deals.is_signed) as first_deal_date,
        sum(deals.contract_value_vnd) filter (where deals.is_signed) as contract_value_vnd,
        coalesce(sum(deals.kpis_count), 0)::bigint as kpis_count,
        sum(deals.results_count)::bigint as results_count,
        coalesce(sum(deals.met_count), 0)::bigint as met_count,
        coalesce(sum(deals.missed_count), 0)::bigint as missed_count
    from deals
    where deals.need_id = needs.record_id and deals.sender = needs.sender
) as dealt on true
left join lateral (
    select array_agg(supply.field_name order by supply.field_key) as field_names
    from supply
    where supply.record_kind = 'need' and supply.record_id = needs.record_id and supply.sender = needs.sender
) as named on true
left join lateral (
    select
        count(distinct offered.record_id) as technologies_count,
        count(distinct offered.record_id) filter (where offered.trl_level >= 7) as ready_technologies_count
    from supply
    inner join supply as offered
        on supply.field_key = offered.field_key
            and supply.sender = offered.sender
    where supply.record_kind = 'need' and supply.record_id = needs.record_id and supply.sender = needs.sender
        and offered.record_kind = 'listing'
) as listed on true
