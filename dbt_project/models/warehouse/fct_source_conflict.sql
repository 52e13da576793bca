{{ config(unique_key=['conflict_id'], retire='false') }}
{%- set candidate = candidate() -%}
{%- set is_delta = is_delta(candidate) -%}
{%- set statement = statement_columns() | join(', ') %}

with observations as not materialized (
    select
        observations.*,
        territories.boundary_since
    from {{ ref('fct_observation') }} as observations
    left join {{ ref('dim_territory') }} as territories
        on observations.territory_code = territories.territory_code
            and observations.boundary_date between territories.valid_from and territories.valid_to
            and territories.to_release = {{ open_release() }}
),

{% if is_delta %}
touched as (
    select distinct {{ statement }}
    from observations
    where {{ changed_rows('observations') }}
),

-- probed one by one, so that the cost is that of what changed
stated as (
    select
        touched.*,
        figures.observation_id,
        figures.value,
        figures.comparator,
        figures.value_text
    from touched
    left join lateral (
        select observations.*
        from observations
        where observations.to_release = {{ open_release() }}
            and observations.indicator_code = touched.indicator_code
            and observations.territory_code = touched.territory_code
            and observations.period_end = touched.period_end
            and (
                observations.boundary_since, observations.sector_code, observations.period_kind,
                observations.period_basis, observations.scenario, observations.measure, observations.unit,
                observations.breakdown
            ) is not distinct from (
                touched.boundary_since, touched.sector_code, touched.period_kind,
                touched.period_basis, touched.scenario, touched.measure, touched.unit, touched.breakdown
            )
    ) as figures on true
),
{% else %}
stated as (
    select observations.*
    from observations
    where {{ changed_rows('observations') }}
),
{% endif %}

-- “= 40” and “> 40” are not the same statement, nor are a figure and words
compared as (
    select
        {{ statement }},
        array_agg(observation_id order by observation_id) as observation_ids,
        count(observation_id) as sources_count,
        min(value) as lowest_value,
        max(value) as highest_value,
        coalesce(
            min(value) <> max(value)
            or min(comparator) <> max(comparator)
            or min(value_text) <> max(value_text)
            or count(value) not in (0, count(observation_id))
            or count(comparator) not in (0, count(observation_id)),
            false
        ) as is_conflict
    from stated
    group by {{ statement }}
)

select
    {{ statement_id('compared') }} as conflict_id,
    compared.territory_code,
    compared.indicator_code,
    compared.observation_ids,
    compared.sources_count,
    compared.lowest_value,
    compared.highest_value,
    {{ candidate.release }}::integer as from_release,
    case when compared.is_conflict then {{ open_release() }} else {{ candidate.release }} end::integer as to_release
from compared
{% if not is_delta -%}
where compared.is_conflict
{% endif -%}
