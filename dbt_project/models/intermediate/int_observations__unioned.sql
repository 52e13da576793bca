with indicators as (
    select * from {{ ref('int_observations__indicators_unpivoted') }}
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

socioeconomic as (
    select * from {{ ref('int_observations__socioeconomic_measured') }}
),

-- figures of a whole territory or sector, each of which replaces the one before
plain as (
    select * from indicators
    union all
    select * from payment_accounts
    union all
    select * from public_services
    union all
    select * from identity
    union all
    select * from enterprises
)

select
    *,
    null::text as breakdown,
    null::text as variant
from plain
union all
select * from socioeconomic
