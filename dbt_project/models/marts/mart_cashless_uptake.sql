with sites as (
    {{ released(ref('fct_site_month')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

compared as (
    select
        sites.*,
        lag(sites.qr_traders_count) over site_by_month as previous_qr_traders_count,
        lag(sites.period_end) over site_by_month as previous_period_end
    from sites
    window
        site_by_month as (
            partition by
                sites.territory_code,
                sites.commune_code,
                sites.site_name,
                sites.site_kind,
                sites.period_kind,
                sites.sender
            order by sites.period_end
        )
)

select
    compared.territory_code,
    territories.territory_name,
    compared.commune_code,
    compared.site_name,
    compared.site_kind,
    compared.sender,
    compared.period_start,
    compared.period_end,
    compared.period_kind,
    compared.period_label,
    compared.traders_count,
    compared.qr_traders_count,
    trim_scale(round(100.0 * compared.qr_traders_count / nullif(compared.traders_count, 0), 2)) as qr_traders_pct,
    compared.qr_pct as qr_reported_pct,
    compared.previous_period_end,
    compared.qr_traders_count - compared.previous_qr_traders_count as qr_traders_change_count,
    compared.online_traders_count,
    trim_scale(round(100.0 * compared.online_traders_count / nullif(compared.traders_count, 0), 2))
        as online_traders_pct,
    compared.qr_transactions_count,
    compared.transaction_value_vnd,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    compared.delivery_id,
    compared.sheet_name,
    compared.row_number,
    (select kho.release()) as shown_release
from compared
left join territories
    on compared.territory_code = territories.territory_code
        and compared.period_end between territories.valid_from and territories.valid_to
left join deliveries on compared.delivery_id = deliveries.delivery_id
