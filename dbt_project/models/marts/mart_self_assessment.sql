with answers as (
    select * from {{ ref('int_assessments__answers_standing') }}
),

departments as (
    {{ released(ref('dim_department')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

sectors as (
    {{ released(ref('dim_sector')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- a unit, a sector, and the whole province; each by group of criteria, and over all groups where that is null
summed as (
    select
        territory_code,
        sender,
        criteria_version,
        period_start,
        period_end,
        period_kind,
        organisation_code,
        sector_code,
        criteria_group,
        case
            when grouping(organisation_code) = 0 then 'unit' when grouping(sector_code) = 0 then 'sector' else
                'province'
        end as level_code,
        min(period_label) as period_label,
        min(unit_kind) as unit_kind,
        max(assessed_date) as assessed_date,
        max(assessments_count) as assessments_count,
        count(distinct organisation_code) as units_count,
        count(*) as criteria_count,
        count(self_points) as answered_count,
        count(*) filter (where self_points = 0) as zero_count,
        count(appraised_points) as appraised_count,
        count(distinct max_score) as scales_count,
        sum(self_points) as self_points,
        sum(max_score) filter (where self_points is not null) as self_max,
        avg(100 * self_points / max_score) as self_mean_pct,
        sum(appraised_points) as appraised_points,
        sum(max_score) filter (where appraised_points is not null) as appraised_max,
        sum(self_points - appraised_points) as gap_points,
        sum(max_score) filter (where self_points is not null and appraised_points is not null) as gap_max,
        {{ summed_place() }}
    from answers
    group by
        territory_code, sender, criteria_version, period_start, period_end, period_kind,
        grouping sets (
            (organisation_code, sector_code, criteria_group), (organisation_code, sector_code),
            (sector_code, criteria_group), (sector_code), (criteria_group), ()
        )
    having grouping(organisation_code) = 1 or min(unit_kind) <> 'firm'
),

scored as (
    select
        summed.*,
        trim_scale(round(100 * summed.self_points / nullif(summed.self_max, 0), 2)) as self_score_pct,
        trim_scale(round(100 * summed.appraised_points / nullif(summed.appraised_max, 0), 2)) as appraised_score_pct,
        trim_scale(round(100 * summed.gap_points / nullif(summed.gap_max, 0), 2)) as gap_pct,
        territories.territory_name,
        territories.boundary_since
    from summed
    left join territories
        on summed.territory_code = territories.territory_code
            and summed.period_end between territories.valid_from and territories.valid_to
)

select
    scored.territory_code,
    scored.territory_name,
    scored.level_code,
    scored.organisation_code,
    coalesce(department.department_name_vi, commune.commune_full_name) as organisation_name,
    case when scored.level_code = 'unit' then scored.unit_kind end as unit_kind,
    scored.sector_code,
    sectors.sector_name_vi,
    sectors.sector_name_en,
    sectors.sector_name_fr,
    scored.criteria_version,
    scored.criteria_group,
    scored.sender,
    count(*) over same_fact - 1 as other_senders_count,
    scored.period_start,
    scored.period_end,
    scored.period_kind,
    scored.period_label,
    case when scored.level_code = 'unit' then scored.assessed_date end as assessed_date,
    scored.assessments_count,
    scored.units_count,
    scored.criteria_count,
    scored.answered_count,
    scored.criteria_count - scored.answered_count as unanswered_count,
    scored.zero_count,
    scored.appraised_count,
    scored.scales_count > 1 as is_scale_mixed,
    scored.self_score_pct,
    trim_scale(round(scored.self_mean_pct, 2)) as self_mean_pct,
    scored.appraised_score_pct,
    scored.gap_pct,
    case
        when previous.criteria_version = scored.criteria_version
            and (scored.level_code = 'unit' or previous.boundary_since is not distinct from scored.boundary_since)
            then previous.self_score_pct
    end as previous_self_score_pct,
    case
        when previous.criteria_version is null then 'no earlier assessment'
        -- a department stays who it is; sectors and provinces are those of their boundary
        when scored.level_code <> 'unit' and (previous.boundary_since is distinct from scored.boundary_since)
            then 'the earlier assessment is of another boundary'
        when previous.criteria_version <> scored.criteria_version
            then 'the criteria have another version since: ' || previous.criteria_version || ' before'
    end as previous_missing_reason,
    case
        when scored.answered_count = 0 then 'no criterion was answered'
        when scored.appraised_count = 0 then 'nothing was appraised'
    end as missing_reason,
    {{ completeness('scored.answered_count', 'scored.criteria_count') }} as completeness_pct,
    null::text as vintage,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    scored.delivery_id,
    scored.sheet_name,
    scored.row_number,
    scored.first_row_number,
    scored.last_row_number,
    (select kho.release()) as shown_release
from scored
left join lateral (
    select
        earlier.criteria_version,
        earlier.self_score_pct,
        earlier.boundary_since
    from scored as earlier
    where earlier.territory_code = scored.territory_code
        and earlier.sender = scored.sender
        and earlier.level_code = scored.level_code
        and earlier.organisation_code is not distinct from scored.organisation_code
        and earlier.sector_code is not distinct from scored.sector_code
        and earlier.criteria_group is not distinct from scored.criteria_group
        and earlier.period_kind = scored.period_kind
        and earlier.period_end < scored.period_end
    order by earlier.period_end desc, earlier.criteria_version = scored.criteria_version desc
    limit 1
) as previous on true
left join lateral (
    select departments.department_name_vi
    from departments
    where departments.department_code = scored.organisation_code
    order by
        scored.assessed_date between departments.valid_from and departments.valid_to desc, departments.valid_from desc
    limit 1
) as department on true
left join communes as commune
    on scored.organisation_code = commune.commune_code
        and scored.assessed_date between commune.valid_from and commune.valid_to
left join sectors on scored.sector_code = sectors.sector_code
left join deliveries on scored.delivery_id = deliveries.delivery_id
window
    same_fact as (
        partition by
            scored.territory_code, scored.level_code, scored.organisation_code, scored.sector_code,
            scored.criteria_version, scored.criteria_group, scored.period_end, scored.period_kind
    )
