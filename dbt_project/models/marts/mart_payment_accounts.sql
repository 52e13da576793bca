with accounts as (
    {{ released(ref('fct_payment_account')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
)

select
    accounts.territory_code,
    territories.territory_name,
    accounts.age_group,
    accounts.sender,
    accounts.period_start,
    accounts.period_end,
    accounts.period_kind,
    accounts.period_label,
    accounts.period_basis,
    accounts.accounts_count,
    accounts.account_holders_count,
    accounts.population_15_count,
    -- persons by persons, and only where both count those aged 15 or more
    case
        when accounts.age_group = '15+'
            then trim_scale(
                    round(100.0 * accounts.account_holders_count / nullif(accounts.population_15_count, 0), 4)
                )
    end as holders_pct,
    case
        when accounts.age_group = '15+'
            then trim_scale(round(accounts.accounts_count::numeric / nullif(accounts.population_15_count, 0), 4))
    end as accounts_per_person,
    trim_scale(
        round(accounts.accounts_count::numeric / nullif(accounts.account_holders_count, 0), 4)
    ) as accounts_per_holder,
    accounts.qr_transactions_count,
    trim_scale(accounts.transaction_value_vnd) as transaction_value_vnd,
    deliveries.is_sample,
    deliveries.open_warnings_count,
    accounts.delivery_id,
    accounts.sheet_name,
    accounts.row_number,
    (select kho.release()) as shown_release
from accounts
left join territories
    on accounts.territory_code = territories.territory_code
        and accounts.period_end between territories.valid_from and territories.valid_to
left join deliveries on accounts.delivery_id = deliveries.delivery_id
