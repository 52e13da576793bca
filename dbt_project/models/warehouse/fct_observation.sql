{{
    config(
        unique_key=['observation_id'],
        indexes=[{'columns': ['indicator_code', 'territory_code', 'period_end']}],
        open_indexes={
            'targets': {
                'columns': 'indicator_code, territory_code',
                'where': "scenario = 'target' and measure = 'value'",
            },
            'results': {
                'columns': "indicator_code, territory_code, coalesce(sector_code, ''), source_method, sender, period_end",
                'where': "scenario = 'actual' and measure in ('value', 'cumulative') and value is not null",
            },
        },
    )
}}
{%- set candidate = candidate() %}
{%- set population_columns = 'territory_code, value, period_end, boundary_date, as_of_date, vintage, delivery_id' %}

with figures as (
    select * from {{ ref('int_observations__unioned') }}
),

territories as (
    select * from {{ ref('dim_territory') }}
    where to_release = {{ open_release() }}
),

registers as (
    select * from {{ ref('fct_enterprise_group') }}
    where to_release = {{ open_release() }} and group_kind = 'all'
),

-- the feeds that a population comes from, and not all of them: a register need not be counted again to find none
told as (
    {%- for feed in ['int_observations__indicators_unpivoted', 'int_observations__socioeconomic_measured'] %}
    select
        {{ population_columns }},
        scope_id,
        indicator_code,
        scenario,
        measure,
        sector_code,
        comparator,
        {{ 'breakdown' if loop.last else 'null::text as breakdown' }}
    from {{ ref(feed) }}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
),

populations as materialized (
    select {{ population_columns }}
    from told
    where {{ is_population('told') }}
        and {{ touched('told') }}
),

-- Enterprises per 1,000 inhabitants follow two reports, whichever comes later: the register that stands, and the newest
-- population of its boundary. Without one the figure ends with the candidate.
per_inhabitant as (
    select
        registers.*,
        newest.value as population_count,
        newest.period_end as population_end
    from registers
    left join lateral (
        select
            inhabitants.value,
            inhabitants.period_end
        from (
            select {{ population_columns }} from populations
            {%- if is_delta(candidate) %}
            union all
            select {{ population_columns }}
            from {{ this }} as stored
            where {{ is_population('stored') }}
                and stored.territory_code = registers.territory_code
                and stored.from_release < {{ candidate.release }}
                and stored.to_release >= {{ candidate.release }}
                and not exists (
                    select 1
                    from {{ source('control', 'scope_version') }} as version
                    where version.scope_id = stored.scope_id and version.to_release = {{ candidate.release }}
                )
            {%- endif %}
        ) as inhabitants
        inner join territories
            on inhabitants.territory_code = territories.territory_code
                and inhabitants.boundary_date between territories.valid_from and territories.valid_to
        where inhabitants.territory_code = registers.territory_code
            and territories.boundary_since = registers.territory_since
            and inhabitants.period_end <= registers.period_end
        order by inhabitants.period_end desc, {{ newest_edition('inhabitants') }}
        limit 1
    ) as newest on true
),

observations as (
    select
        *,
        {{ open_release() }} as to_release
    from figures
    where {{ touched('figures') }}
    union all
    select
        delivery_id,
        scope_id,
        sheet_name,
        null::bigint as row_number,
        'industry_code' as field,
        sender,
        territory_code,
        'DIGITAL_ENT_PER_1000' as indicator_code,
        null::text as sector_code,
        period_start,
        period_end,
        period_kind,
        period_label,
        'calendar' as period_basis,
        'actual' as scenario,
        'value' as measure,
        'Đăng ký kinh doanh: doanh nghiệp công nghệ số đang hoạt động / dân số' as source_method,
        '=' as comparator,
        trim_scale(round(1000.0 * digital_count / population_count, 4)) as value,
        null::text as value_text,
        'DN/1.000 dân' as unit,
        digital_count::numeric as numerator,
        trim_scale(population_count / 1000) as denominator,
        null::text as vintage,
        null::date as as_of_date,
        period_end as boundary_date,
        null::text as plan_code,
        'dân số kỳ đến ' || to_char(population_end, 'DD/MM/YYYY') as note,
        100 as completeness_pct,
        'numerator and denominator' as completeness_of,
        null::text as breakdown,
        null::text as column_letter,
        null::text as variant,
        case when population_count is null then {{ candidate.release }} else {{ open_release() }} end as to_release
    from per_inhabitant
)

select
    -- a key that holds where sector is blank, and stays the same from release to release
    md5(concat(
        jsonb_build_array(
            sender, territory_code, indicator_code, sector_code, period_start, period_end, period_kind, period_basis,
            scenario, measure, source_method, field
        ),
        case when num_nonnulls(breakdown, variant) > 0 then jsonb_build_array(breakdown, variant) end
    ))::uuid as observation_id,
    territory_code,
    indicator_code,
    sector_code,
    breakdown,
    period_start,
    period_end,
    period_kind,
    period_label,
    period_basis,
    scenario,
    measure,
    source_method,
    variant,
    sender,
    comparator,
    value,
    value_text,
    unit,
    numerator,
    denominator,
    vintage,
    as_of_date,
    boundary_date,
    plan_code,
    note,
    completeness_pct,
    completeness_of,
    delivery_id,
    sheet_name,
    row_number,
    field,
    column_letter,
    scope_id,
    {{ candidate.release }}::integer as from_release,
    to_release
from observations
