-- Adults with an account: accounts activated at level 2 by adults, summed over the communes of the province, and only
-- where every commune of its list on that day has reported; what was enrolled and not activated is no account. Fewer
-- than ten persons, with an account or without, are no figure.
with reported as (
    select * from {{ ref('stg_vneid_accounts') }}
),

communes as (
    select * from {{ ref('communes') }}
),

summed as (
    select
        scope_id,
        sender,
        territory_code,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        count(distinct commune_code) as communes_count,
        sum(activated_2_count) as activated_2_count,
        sum(adult_population_count) as adult_population_count,
        {{ summed_place() }}
    from reported
    group by delivery_id, scope_id, sender, territory_code, period_start, period_end, period_kind
)

select
    summed.delivery_id,
    summed.scope_id,
    summed.sheet_name,
    summed.row_number,
    'activated_2_count' as field,
    summed.sender,
    summed.territory_code,
    'VNEID_ADULT' as indicator_code,
    summed.period_start,
    summed.period_end,
    summed.period_kind,
    summed.period_label,
    'calendar' as period_basis,
    'Công an tỉnh, thành phố: tài khoản kích hoạt mức 2 / dân số trưởng thành' as source_method,
    trim_scale(round(100.0 * summed.activated_2_count / summed.adult_population_count, 4)) as value,
    '%' as unit,
    summed.activated_2_count::numeric as numerator,
    summed.adult_population_count::numeric as denominator,
    'đủ ' || summed.communes_count || ' xã, phường' as note,
    100 as completeness_pct,
    'communes' as completeness_of
from summed
where summed.adult_population_count > 0
    and summed.activated_2_count not between 1 and 9
    and summed.adult_population_count - summed.activated_2_count not between 1 and 9
    and summed.communes_count = (
        select count(*)
        from communes
        where communes.province_code = summed.territory_code
            and summed.period_end between communes.valid_from and coalesce(communes.valid_to, date '9999-12-31')
    )
