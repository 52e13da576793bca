with indicators as (
    select * from {{ ref('int_observations__indicators_unpivoted') }}
),

payment_accounts as (
    select * from {{ ref('int_observations__payment_accounts_computed') }}
),

public_services as (
    select * from {{ ref('int_observations__public_services_computed') }}
)

select * from indicators
union all
select * from payment_accounts
union all
select * from public_services
