with booths as (
    {{ released(ref('fct_booth_week')) }}
),

-- by commune, and for the whole territory where commune_code is null; a business with several booths is one person
summed as (
    select
        territory_code,
        commune_code,
        sender,
        period_start,
        period_end,
        period_kind,
        period_label,
        count(*) as booths_count,
        count(distinct tax_code) as businesses_count,
        count(*) filter (where opened_date between period_start and period_end) as opened_count,
        count(distinct tax_code) filter (where opened_date between period_start and period_end) as openers_count,
        count(*) filter (where orders_count > 0) as selling_count,
        count(distinct tax_code) filter (where orders_count > 0) as sellers_count,
        -- a column that nobody filled in is no figure of zero
        case when count(is_trained) > 0 then count(*) filter (where is_trained) end as trained_count,
        count(distinct tax_code) filter (where is_trained) as trained_businesses_count,
        count(is_trained) as trained_asked_count,
        case when count(is_traceable) > 0 then count(*) filter (where is_traceable) end as traceable_count,
        count(distinct tax_code) filter (where is_traceable) as traceable_businesses_count,
        count(is_traceable) as traceable_asked_count,
        sum(orders_count) as orders_count,
        sum(revenue_vnd) as revenue_vnd,
        {{ summed_place() }}
    from booths
    group by
        territory_code, sender, period_start, period_end, period_kind, period_label,
        grouping sets ((commune_code), ())
)

select
    case when figures.measure_code = 'traceable_booths' then 'traceability' else 'digital_booths' end as programme_code,
    figures.measure_code,
    figures.measure_kind,
    'booth' as group_code,
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
    figures.denominator_count - figures.figure_value as others_count,
    summed.businesses_count::numeric as base_persons_count,
    summed.booths_count as rows_count,
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
    (
        'booths', 'stock', summed.booths_count::numeric, null::numeric, summed.businesses_count,
        summed.booths_count, 'booth_code'
    ),
    ('opened_booths', 'new', summed.opened_count, null, summed.openers_count, summed.booths_count, 'opened_date'),
    (
        'selling_booths', 'new', summed.selling_count, summed.booths_count, summed.sellers_count,
        summed.booths_count, 'orders_count'
    ),
    (
        'trained_booths', 'cumulative', summed.trained_count, summed.trained_asked_count,
        summed.trained_businesses_count, summed.trained_asked_count, 'is_trained'
    ),
    (
        'traceable_booths', 'stock', summed.traceable_count, summed.traceable_asked_count,
        summed.traceable_businesses_count, summed.traceable_asked_count, 'is_traceable'
    ),
    ('orders', 'new', summed.orders_count, null, summed.sellers_count, summed.booths_count, 'orders_count'),
    ('revenue_vnd', 'new', summed.revenue_vnd, null, summed.sellers_count, summed.booths_count, 'revenue_vnd')
) as figures (
    measure_code, measure_kind, figure_value, denominator_count, persons_count, reported_count, field
)
