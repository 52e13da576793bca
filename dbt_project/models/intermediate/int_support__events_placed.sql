with supports as (
    {{ released(ref('fct_business_support')) }}
),

bridge as (
    {{ released(ref('bridge_territory_today')) }}
),

standing as (
    select
        supports.*,
        coalesce(bridge.today_code, supports.territory_code) as today_code
    from supports
    left join bridge
        on supports.territory_code = bridge.territory_code
            and supports.support_date between bridge.valid_from and bridge.valid_to
    where not supports.is_withdrawn
)

-- each support twice: where its province was then, and in today's province
select
    places.boundary,
    places.territory_code,
    standing.today_code,
    standing.sender,
    date_trunc('quarter', standing.support_date)::date as period_start,
    (date_trunc('quarter', standing.support_date) + interval '3 months - 1 day')::date as period_end,
    case when standing.business_scale = 'household' then 'household' else 'enterprise' end as group_code,
    standing.programme_code,
    nullif(standing.business_scale, 'household') as business_scale,
    standing.tax_code,
    standing.amount_vnd,
    standing.delivery_id,
    standing.sheet_name,
    standing.row_number
from standing
cross join lateral (
    values ('reported', standing.territory_code), ('today', standing.today_code)
) as places (boundary, territory_code)
