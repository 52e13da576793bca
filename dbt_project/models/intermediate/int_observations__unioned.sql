with indicators as (
    select * from {{ ref('int_observations__indicators_unpivoted') }}
),

budget as (
    select * from {{ ref('int_observations__budget_computed') }}
),

payment_accounts as (
    select * from {{ ref('int_observations__payment_accounts_computed') }}
),

public_services as (
    select * from {{ ref('int_observations__public_services_computed') }}
),

identity as (
    select * from {{ ref('int_observations__identity_computed') }}
),

enterprises as (
    select * from {{ ref('int_observations__enterprises_counted') }}
),

services as (
    select * from {{ ref('int_observations__services_computed') }}
),

socioeconomic as (
    select * from {{ ref('int_observations__socioeconomic_measured') }}
),

-- what kho computes of other feeds: actual figures of a whole territory, as they stand on the last day of the period
counted as (
    select * from payment_accounts
    union all
    select * from public_services
    union all
    select * from identity
    union all
    select * from enterprises
    union all
    select * from services
),

computed as (
    select
        *,
        'value' as measure,
        null::text as plan_code
    from counted
    union all
    select * from budget
),

-- each of these replaces the one before; several editions of one figure stay only where they tell themselves apart
plain as (
    select * from indicators
    union all
    select
        delivery_id,
        scope_id,
        sheet_name,
        row_number,
        field,
        sender,
        territory_code,
        indicator_code,
        null::text as sector_code,
        period_start,
        period_end,
        period_kind,
        period_label,
        period_basis,
        'actual' as scenario,
        measure,
        source_method,
        '=' as comparator,
        value,
        null::text as value_text,
        unit,
        numerator,
        denominator,
        null::text as vintage,
        null::date as as_of_date,
        period_end as boundary_date,
        plan_code,
        note,
        completeness_pct,
        completeness_of
    from computed
)

select
    *,
    null::text as breakdown,
    null::text as column_letter,
    null::text as variant
from plain
union all
select * from socioeconomic
