-- en: How many people aged 15 or more have a payment account, and how many accounts is that each?
-- vi: Bao nhiêu người từ 15 tuổi trở lên có tài khoản thanh toán, mỗi người mấy tài khoản?
-- fr: Combien de personnes de 15 ans ou plus ont un compte de paiement, et combien de comptes chacune ?
select
    territory_name,
    age_group,
    period_label,
    account_holders_count,
    population_15_count,
    holders_pct,
    accounts_count,
    accounts_per_holder
from marts.mart_payment_accounts
where age_group = '15+'
order by period_end, holders_pct desc nulls last, territory_code;
