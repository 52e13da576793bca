with booths as (
    {{ released(ref('fct_booth_week')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- a booth of a household names a person: what is shown is counted by commune
counted as (
    select
        territory_code,
        commune_code,
        sender,
        period_start,
        period_end,
        period_kind,
        count(*) as booths_count,
        count(distinct tax_code) as businesses_count,
        count(*) filter (where opened_date >= period_start) as opened_in_week_count,
        count(*) filter (where orders_count > 0) as selling_booths_count,
        count(*) filter (where is_trained) as trained_booths_count,
        count(*) filter (where is_traceable) as traceable_booths_count,
        sum(products_count)::bigint as products_count,
        sum(orders_count)::bigint as orders_count,
        sum(revenue_vnd) as revenue_vnd,
        max(delivery_id) as delivery_id
    from booths
    group by territory_code, commune_code, sender, period_start, period_end, period_kind
)

select
    counted.territory_code,
    territories.territory_name,
    counted.commune_code,
    counted.sender,
    counted.period_start,
    counted.period_end,
    counted.period_kind,
    counted.booths_count,
    counted.businesses_count,
    counted.opened_in_week_count,
    counted.selling_booths_count,
    trim_scale(round(100.0 * counted.selling_booths_count / nullif(counted.booths_count, 0), 2)) as selling_booths_pct,
    counted.trained_booths_count,
    counted.traceable_booths_count,
    counted.products_count,
    counted.orders_count,
    trim_scale(counted.revenue_vnd) as revenue_vnd,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    counted.delivery_id,
    (select kho.release()) as shown_release
from counted
left join territories
    on counted.territory_code = territories.territory_code
        and counted.period_end between territories.valid_from and territories.valid_to
left join deliveries on counted.delivery_id = deliveries.delivery_id
