with reported as (
    {{ released(ref('fct_payment_account')) }}
),

territories as (
    {{ released(ref('dim_territory')) }}
),

deliveries as (
    {{ released(ref('dim_delivery')) }}
),

-- the holders of 15 to 17 years are the difference of two rows
compared as (
    select
        *,
        max(account_holders_count) filter (where age_group = '15+') over same_quarter
        - max(account_holders_count) filter (where age_group = '18+') over same_quarter as minor_holders_count
    from reported
    window same_quarter as (partition by territory_code, sender, period_end, period_kind)
),

judged as (
    select
        *,
        case
            when
                account_holders_count between 1 and 9
                or (age_group = '15+' and population_15_count - account_holders_count between 1 and 9)
                then 'fewer than 10 persons'
            when age_group = '18+' and minor_holders_count between 1 and 9
                then 'would tell a cell of fewer than 10 persons'
        end as suppression_reason
    from compared
),

accounts as (
    select
        *,
        case when suppression_reason is null then account_holders_count end as shown_holders_count
    from judged
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
    accounts.shown_holders_count as account_holders_count,
    accounts.population_15_count,
    -- persons by persons, and only where both count those aged 15 or more
    case
        when accounts.age_group = '15+'
            then trim_scale(
                    round(100.0 * accounts.shown_holders_count / nullif(accounts.population_15_count, 0), 4)
                )
    end as holders_pct,
    case
        when accounts.age_group = '15+'
            then trim_scale(round(accounts.accounts_count::numeric / nullif(accounts.population_15_count, 0), 4))
    end as accounts_per_person,
    trim_scale(
        round(accounts.accounts_count::numeric / nullif(accounts.shown_holders_count, 0), 4)
    ) as accounts_per_holder,
    accounts.qr_transactions_count,
    trim_scale(accounts.transaction_value_vnd) as transaction_value_vnd,
    case
        when accounts.suppression_reason is not null then accounts.suppression_reason
        when accounts.account_holders_count is null then 'the report does not say how many hold an account'
        when accounts.age_group <> '15+' then 'the population is that of 15 years or more'
        when accounts.population_15_count = 0 then 'the denominator is zero'
    end as missing_reason,
    accounts.suppression_reason is not null as is_suppressed,
    trim_scale(25.0 * num_nonnulls(
        accounts.accounts_count, accounts.account_holders_count, accounts.qr_transactions_count,
        accounts.transaction_value_vnd
    )) as completeness_pct,
    null::text as vintage,
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
