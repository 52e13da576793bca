with indicators as (
    select * from {{ ref('int_observations__indicators_unpivoted') }}
),

payment_accounts as (
    select * from {{ ref('int_observations__payment_accounts_computed') }}
)

select * from indicators
union all
select * from payment_accounts
