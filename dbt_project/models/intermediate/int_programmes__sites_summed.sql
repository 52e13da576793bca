with sites as (
    {{ released(ref('fct_site_month')) }}
),

-- by commune, and for the whole territory where commune_code is null; a site that leaves a figure out counts in neither
-- part of its share
summed as (
    select
        territory_code,
        commune_code,
        sender,
        period_start,
        period_end,
        period_kind,
        period_label,
        site_kind,
        count(*) as sites_count,
        sum(traders_count) as traders_count,
        sum(qr_traders_count) as qr_traders_count,
        sum(online_traders_count) as online_traders_count,
        sum(traders_count) filter (where online_traders_count is not null) as online_asked_count,
        sum(qr_transactions_count) as qr_transactions_count,
        sum(qr_traders_count) filter (where qr_transactions_count is not null) as paid_traders_count,
        sum(transaction_value_vnd) as transaction_value_vnd,
        sum(qr_traders_count) filter (where transaction_value_vnd is not null) as valued_traders_count,
        count(online_traders_count) as online_sites_count,
        count(qr_transactions_count) as paid_sites_count,
        count(transaction_value_vnd) as valued_sites_count,
        {{ summed_place() }}
    from sites
    group by
        territory_code, sender, period_start, period_end, period_kind, period_label, site_kind,
        grouping sets ((commune_code), ())
)

select
    case
        when figures.measure_code like 'qr\_%' then 'qr_payment'
        when summed.site_kind = 'street' then 'cashless_streets'
        else 'digital_markets'
    end as programme_code,
    figures.measure_code,
    figures.measure_kind,
    summed.site_kind as group_code,
    summed.territory_code,
    summed.commune_code,
    summed.sender,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    figures.figure_value,
    figures.denominator_count,
    figures.persons_count,
    figures.denominator_count - figures.persons_count as others_count,
    summed.traders_count as base_persons_count,
    summed.sites_count as rows_count,
    figures.reported_count,
    summed.delivery_id,
    summed.sheet_name,
    summed.row_number,
    summed.first_row_number,
    summed.last_row_number,
    figures.field
from summed
cross join lateral (
    values
    ('sites', 'stock', summed.sites_count, null::numeric, null::numeric, summed.sites_count, 'site_name'),
    ('traders', 'stock', summed.traders_count, null, summed.traders_count, summed.sites_count, 'traders_count'),
    (
        'online_traders', 'stock', summed.online_traders_count, summed.online_asked_count,
        summed.online_traders_count, summed.online_sites_count, 'online_traders_count'
    ),
    (
        'qr_traders', 'stock', summed.qr_traders_count, summed.traders_count,
        summed.qr_traders_count, summed.sites_count, 'qr_traders_count'
    ),
    (
        'qr_transactions', 'new', summed.qr_transactions_count, null,
        summed.paid_traders_count, summed.paid_sites_count, 'qr_transactions_count'
    ),
    (
        'qr_transaction_value_vnd', 'new', summed.transaction_value_vnd, null,
        summed.valued_traders_count, summed.valued_sites_count, 'transaction_value_vnd'
    )
) as figures (
    measure_code, measure_kind, figure_value, denominator_count, persons_count, reported_count, field
)
