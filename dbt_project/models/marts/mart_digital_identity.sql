with figures as (
    select * from {{ ref('int_programmes__figures_suppressed') }}
    where programme_code = 'vneid'
),

shown as (
    select
        *,
        case when not is_suppressed then figure_value end as shown_value,
        case when not is_suppressed then denominator_count end as shown_denominator
    from figures
),

territories as (
    {{ released(ref('dim_territory')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- the three measures of a commune, or of the whole province, side by side
joined as (
    select
        territory_code,
        commune_code,
        sender,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        max(shown_denominator) filter (where measure_code = 'enrolled') as population_14_count,
        max(shown_denominator) filter (where measure_code = 'activated_level_2') as adult_population_count,
        max(shown_value) filter (where measure_code = 'enrolled') as enrolled_count,
        max(shown_value) filter (where measure_code = 'activated_level_1') as activated_1_count,
        max(shown_value) filter (where measure_code = 'activated_level_2') as activated_2_count,
        bool_or(is_suppressed) as is_suppressed,
        min(suppression_reason) as suppression_reason,
        max(reported_count) as reported_communes_count,
        coalesce(max(reported_count) filter (where measure_code = 'activated_level_1'), 0) as level_1_communes_count,
        max(rows_count) as communes_count,
        max(delivery_id) as delivery_id,
        max(sheet_name) as sheet_name,
        max(row_number) as row_number,
        min(first_row_number) as first_row_number,
        max(last_row_number) as last_row_number
    from shown
    group by territory_code, commune_code, sender, period_start, period_end, period_kind
)

select
    joined.territory_code,
    territories.territory_name,
    joined.commune_code,
    communes.commune_full_name as commune_name,
    joined.sender,
    joined.period_start,
    joined.period_end,
    joined.period_kind,
    joined.period_label,
    trim_scale(joined.population_14_count) as population_14_count,
    trim_scale(joined.adult_population_count) as adult_population_count,
    trim_scale(joined.enrolled_count) as enrolled_count,
    trim_scale(joined.activated_1_count) as activated_1_count,
    trim_scale(joined.activated_2_count) as activated_2_count,
    trim_scale(round(100 * joined.enrolled_count / nullif(joined.population_14_count, 0), 2)) as enrolled_pct,
    trim_scale(
        round(100 * joined.activated_2_count / nullif(joined.enrolled_count, 0), 2)
    ) as activated_of_enrolled_pct,
    trim_scale(
        round(100 * joined.activated_2_count / nullif(joined.adult_population_count, 0), 2)
    ) as activated_of_adults_pct,
    case
        when joined.is_suppressed then joined.suppression_reason
        when joined.reported_communes_count < joined.communes_count then 'not every commune has reported'
        when joined.level_1_communes_count = 0 then 'no report says how many are activated at level 1'
        when joined.level_1_communes_count < joined.communes_count
            then 'not every commune says how many are activated at level 1'
    end as missing_reason,
    joined.is_suppressed,
    joined.reported_communes_count,
    joined.communes_count,
    {{ completeness('joined.reported_communes_count', 'joined.communes_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    joined.delivery_id,
    joined.sheet_name,
    joined.row_number,
    joined.first_row_number,
    joined.last_row_number,
    (select kho.release()) as shown_release
from joined
left join territories
    on joined.territory_code = territories.territory_code
        and joined.period_end between territories.valid_from and territories.valid_to
left join communes
    on joined.commune_code = communes.commune_code
        and joined.period_end between communes.valid_from and communes.valid_to
left join deliveries on joined.delivery_id = deliveries.delivery_id
