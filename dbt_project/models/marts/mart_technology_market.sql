with records as (
    {{ released(ref('fct_exchange_record')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
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
    dealt.first_deal_date,
    dealt.first_deal_date - needs.record_date as days_to_first_deal,
    dealt.contract_value_vnd,
    dealt.kpis_count,
    dealt.met_count,
    dealt.missed_count,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    needs.delivery_id,
    needs.sheet_name,
    needs.row_number,
    (select kho.release()) as shown_release
from needs
left join lateral (
    select
        count(*) as deals_count,
        min(deals.deal_date) as first_deal_date,
        sum(deals.contract_value_vnd) as contract_value_vnd,
        coalesce(sum(deals.kpis_count), 0)::bigint as kpis_count,
        coalesce(sum(deals.met_count), 0)::bigint as met_count,
        coalesce(sum(deals.missed_count), 0)::bigint as missed_count
    from deals
    where deals.need_id = needs.record_id and deals.sender = needs.sender
) as dealt on true
left join deliveries on needs.delivery_id = deliveries.delivery_id
