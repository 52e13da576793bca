with accounts as (
    {{ released(ref('fct_identity_month')) }}
),

communes as (
    {{ released(ref('dim_commune')) }}
),

-- by commune, and for the whole territory where commune_code is null
summed as (
    select
        territory_code,
        commune_code,
        sender,
        period_start,
        period_end,
        period_kind,
        min(period_label) as period_label,
        count(*) as reported_count,
        count(activated_1_count) as level_1_reported_count,
        sum(population_14_count) as population_14_count,
        sum(adult_population_count) as adult_population_count,
        sum(enrolled_count) as enrolled_count,
        sum(enrolled_count) filter (where activated_1_count is not null) as level_1_enrolled_count,
        sum(activated_1_count) as activated_1_count,
        sum(activated_2_count) as activated_2_count,
        {{ summed_place() }}
    from accounts
    group by territory_code, sender, period_start, period_end, period_kind, grouping sets ((commune_code), ())
),

-- the communes that the list has on the last day of the month
expected as (
    select
        summed.*,
        case
            when summed.commune_code is not null then 1
            else (
                select count(*)
                from communes
                where communes.territory_code = summed.territory_code
                    and summed.period_end between communes.valid_from and communes.valid_to
            )
        end as communes_count
    from summed
)

select
    'vneid' as programme_code,
    figures.measure_code,
    'cumulative' as measure_kind,
    'resident' as group_code,
    expected.territory_code,
    expected.commune_code,
    expected.sender,
    expected.period_start,
    expected.period_end,
    expected.period_kind,
    expected.period_label,
    -- a province is summed only where all of it has reported
    case when figures.reported_count >= expected.communes_count then figures.figure_value end as figure_value,
    case when figures.reported_count >= expected.communes_count then figures.denominator_count end as denominator_count,
    figures.figure_value as persons_count,
    -- those left over, of the people, of the enrolled, or of the enrolled at neither level, whichever group is small
    case
        when figures.measure_code = 'activated_level_1'
            and expected.enrolled_count - expected.activated_1_count - expected.activated_2_count between 1 and 9
            then expected.enrolled_count - expected.activated_1_count - expected.activated_2_count
        when figures.enrolled_count - figures.figure_value between 1 and 9
            then figures.enrolled_count - figures.figure_value
        else figures.denominator_count - figures.figure_value
    end as others_count,
    expected.population_14_count::numeric as base_persons_count,
    expected.communes_count as rows_count,
    figures.reported_count,
    expected.delivery_id,
    expected.sheet_name,
    expected.row_number,
    expected.first_row_number,
    expected.last_row_number,
    figures.field
from expected
cross join
    lateral (
        values
        (
            'enrolled', expected.enrolled_count, expected.population_14_count, null::numeric,
            expected.reported_count, 'enrolled_count'
        ),
        (
            'activated_level_1', expected.activated_1_count, expected.level_1_enrolled_count,
            expected.level_1_enrolled_count, expected.level_1_reported_count, 'activated_1_count'
        ),
        (
            'activated_level_2', expected.activated_2_count, expected.adult_population_count, expected.enrolled_count,
            expected.reported_count, 'activated_2_count'
        )
    ) as figures (measure_code, figure_value, denominator_count, enrolled_count, reported_count, field)
where figures.reported_count > 0
