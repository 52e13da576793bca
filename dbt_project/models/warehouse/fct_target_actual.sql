{{ config(unique_key=['target_id'], retire='false') }}
{%- set candidate = candidate() %}
{%- set since_january -%}
    sources.is_flow
    and (
        actuals.measure = 'cumulative'
        or actuals.period_kind not in ('week', 'month', 'quarter')
        and extract(
            doy from actuals.period_start + case actuals.period_basis when 'administrative' then 17 else 0 end
        ) = 1
    )
{%- endset %}

-- provinces that carry on each other's name are one place; one that was merged away is a place of its own
with recursive places as (
    select
        territory_code,
        valid_from,
        valid_to,
        boundary_since,
        coalesce(code_today, territory_code || ' since ' || boundary_since) as place
    from {{ ref('dim_territory') }}
    where to_release = {{ open_release() }}
),

boundaries as (
    select
        place,
        territory_code,
        boundary_since,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from places
    group by place, territory_code, boundary_since
),

figures as not materialized (
    select *
    from {{ ref('fct_observation') }}
    -- a part is no measure of a target for the whole
    where to_release = {{ open_release() }} and measure in ('value', 'cumulative') and breakdown is null
),

actuals as not materialized (
    select * from figures
    where scenario = 'actual' and value is not null
),

flows as (
    select indicator_code
    from {{ ref('dim_indicator') }}
    where to_release = {{ open_release() }} and time_kind = 'flow'
),

-- what is measured where something changed; the rest stays as it is
touched as (
    select distinct
        boundaries.place,
        observations.indicator_code,
        observations.sector_code
    from {{ ref('fct_observation') }} as observations
    inner join boundaries
        on observations.territory_code = boundaries.territory_code
            and observations.boundary_date between boundaries.valid_from and boundaries.valid_to
    where observations.measure in ('value', 'cumulative')
        and observations.breakdown is null
        and observations.scenario in ('actual', 'target')
        and {{ changed_rows('observations') }}
),

withdrawn as (
    select observation_id as target_id
    from {{ ref('fct_observation') }}
    where scenario = 'target' and measure = 'value' and to_release = {{ candidate.release }}
),

targets_reported as (
    select
        boundaries.place,
        boundaries.boundary_since,
        figures.observation_id as target_id,
        figures.indicator_code,
        figures.sector_code,
        figures.territory_code,
        figures.source_method,
        figures.sender,
        figures.plan_code,
        figures.period_kind,
        figures.period_start,
        figures.period_end,
        figures.as_of_date,
        figures.delivery_id,
        -- a plan for the year, reported beside a shorter period, is due at the year's end
        case
            when figures.period_kind in ('month', 'quarter', 'half', 'nine_months')
                then make_date(extract(year from figures.period_end)::integer, 12, 31)
            else figures.period_end
        end as target_date
    from touched
    inner join boundaries on touched.place = boundaries.place
    cross join lateral (
        select figures.*
        from figures
        where figures.scenario = 'target'
            and figures.measure = 'value'
            and figures.indicator_code = touched.indicator_code
            and figures.territory_code = boundaries.territory_code
            and figures.sector_code is not distinct from touched.sector_code
            and figures.boundary_date between boundaries.valid_from and boundaries.valid_to
    ) as figures
),

-- reports of a year repeat its plan: the newest one of each source counts
ranked as (
    select
        *,
        row_number() over (
            partition by
                territory_code, boundary_since, indicator_code, sector_code, target_date, source_method, sender,
                plan_code
            order by period_end desc, as_of_date desc nulls last, delivery_id desc, target_id
        ) as place_in_reports
    from targets_reported
),

targets as (
    select
        *,
        indicator_code in (select flows.indicator_code from flows) as is_flow,
        {{ target_start('period_kind', 'period_start', 'target_date') }} as target_start
    from ranked
    where place_in_reports = 1
),

-- every source of actuals that there is for a target, found by leaping from one to the next in the index
sources as (
    select
        targets.target_id,
        targets.place,
        targets.indicator_code,
        targets.sector_code,
        targets.target_date,
        targets.target_start,
        targets.is_flow,
        boundaries.territory_code,
        boundaries.boundary_since,
        boundaries.valid_from,
        boundaries.valid_to,
        first_source.source_method,
        first_source.sender
    from targets
    inner join boundaries on targets.place = boundaries.place
    cross join
        lateral (
            select
                actuals.source_method,
                actuals.sender
            from actuals
            where actuals.indicator_code = targets.indicator_code
                and actuals.territory_code = boundaries.territory_code
                and coalesce(actuals.sector_code, '') = coalesce(targets.sector_code, '')
            order by actuals.source_method, actuals.sender
            limit 1
        ) as first_source
    union all
    select
        sources.target_id,
        sources.place,
        sources.indicator_code,
        sources.sector_code,
        sources.target_date,
        sources.target_start,
        sources.is_flow,
        sources.territory_code,
        sources.boundary_since,
        sources.valid_from,
        sources.valid_to,
        next_source.source_method,
        next_source.sender
    from sources
    cross join lateral (
        select
            actuals.source_method,
            actuals.sender
        from actuals
        where actuals.indicator_code = sources.indicator_code
            and actuals.territory_code = sources.territory_code
            and coalesce(actuals.sector_code, '') = coalesce(sources.sector_code, '')
            and (actuals.source_method, actuals.sender) > (sources.source_method, sources.sender)
        order by actuals.source_method, actuals.sender
        limit 1
    ) as next_source
),

-- the newest actual of each source and boundary up to the day of the target; of two that end together, the longer one;
-- of a flow, what came together since the beginning of a year goes before a single month or quarter;
-- and the figure of the same source for an earlier period of the same kind, on the same boundary
paired as (
    select
        sources.target_id,
        sources.boundary_since,
        sources.source_method,
        sources.sender,
        sources.is_flow,
        sources.target_start,
        sources.valid_from,
        sources.valid_to,
        newest.observation_id as actual_id,
        newest.indicator_code,
        newest.territory_code,
        newest.sector_code,
        newest.period_start,
        newest.period_end,
        newest.period_kind,
        newest.period_basis,
        newest.measure,
        newest.unit,
        previous.observation_id as previous_id
    from sources
    cross join
        lateral (
            {%- for choice, condition in [(1, since_january), (2, "actuals.measure = 'value'")] %}
            (
                select
                    {{ choice }} as choice,
                    actuals.*
                from actuals
                where {{ condition }}
                    and actuals.indicator_code = sources.indicator_code
                    and actuals.territory_code = sources.territory_code
                    and coalesce(actuals.sector_code, '') = coalesce(sources.sector_code, '')
                    and actuals.source_method = sources.source_method
                    and actuals.sender = sources.sender
                    and actuals.period_end <= sources.target_date
                    and actuals.boundary_date between sources.valid_from and sources.valid_to
                order by
                    actuals.period_end desc, actuals.period_start asc nulls last, {{ newest_edition('actuals') }},
                    actuals.observation_id asc
                limit 1
            )
            {{- ' union all' if not loop.last }}
            {%- endfor %}
            order by choice  -- noqa: references.qualification
            limit 1
        ) as newest
    left join lateral (
        select actuals.observation_id
        from actuals
        where {{ same_series('actuals', 'newest') }}
            -- what came together by June is no step towards what has by September
            and (not sources.is_flow or extract(month from actuals.period_end) = extract(month from newest.period_end))
            and actuals.period_end < newest.period_end
            and actuals.boundary_date between sources.valid_from and sources.valid_to
        order by actuals.period_end desc, {{ newest_edition('actuals') }}, actuals.observation_id asc
        limit 1
    ) as previous on true
),

-- where a flow has single months, quarters or years only, all of them since the target's first day
parts as (
    select
        paired.target_id,
        paired.actual_id,
        string_agg(part.observation_id::text, ' ' order by part.period_start) as observation_ids
    from paired
    cross join
        lateral (
            select distinct on (actuals.period_start)
                actuals.period_start,
                actuals.observation_id
            from actuals
            where {{ same_series('actuals', 'paired') }}
                and actuals.comparator = '='
                and actuals.period_start >= {{ basis_start('paired.target_start') }}
                and actuals.period_end between {{ basis_start('paired.target_start') }} and paired.period_end
                and actuals.boundary_date between paired.valid_from and paired.valid_to
            order by actuals.period_start asc, {{ newest_edition('actuals') }}, actuals.observation_id asc
        ) as part
    where paired.is_flow
        and paired.measure = 'value'
        and paired.period_kind in ('month', 'quarter', 'year')
        and paired.period_start > paired.target_start
    group by paired.target_id, paired.actual_id
),

measured as (
    select
        targets.target_id,
        targets.territory_code,
        targets.indicator_code,
        targets.target_date,
        coalesce(
            array_agg(paired.actual_id order by paired.source_method, paired.sender, paired.boundary_since)
            filter (where paired.actual_id is not null),
            '{}'
        ) as actual_ids,
        coalesce(
            array_agg(paired.previous_id order by paired.source_method, paired.sender, paired.boundary_since)
            filter (where paired.actual_id is not null),
            '{}'
        ) as previous_ids,
        coalesce(
            array_agg(parts.observation_ids order by paired.source_method, paired.sender, paired.boundary_since)
            filter (where paired.actual_id is not null),
            '{}'
        ) as part_ids,
        coalesce(
            array_agg(
                paired.boundary_since is not distinct from targets.boundary_since
                order by paired.source_method, paired.sender, paired.boundary_since
            ) filter (where paired.actual_id is not null),
            '{}'
        ) as are_same_boundary,
        {{ open_release() }} as to_release
    from targets
    left join paired on targets.target_id = paired.target_id
    left join parts on paired.target_id = parts.target_id and paired.actual_id = parts.actual_id
    group by targets.target_id, targets.territory_code, targets.indicator_code, targets.target_date
    union all
    -- a target that a newer report repeats, or that is reported no more
    select
        gone.target_id,
        '' as territory_code,
        '' as indicator_code,
        date 'infinity' as target_date,
        '{}' as actual_ids,
        '{}' as previous_ids,
        '{}' as part_ids,
        '{}' as are_same_boundary,
        {{ candidate.release }} as to_release
    from (
        select target_id from ranked
        where place_in_reports > 1
        union
        select target_id from withdrawn
    ) as gone
    where gone.target_id not in (select targets.target_id from targets)
)

select
    target_id,
    territory_code,
    indicator_code,
    target_date,
    actual_ids::uuid[] as actual_ids,
    previous_ids::uuid[] as previous_ids,
    part_ids::text[] as part_ids,
    are_same_boundary::boolean[] as are_same_boundary,
    {{ candidate.release }}::integer as from_release,
    to_release::integer as to_release
from measured
{% if not is_delta(candidate) -%}
where to_release = {{ open_release() }}
{% endif -%}
