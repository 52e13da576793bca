with signals as (
    {{ released(ref('fct_hamlet_signal')) }}
),

-- what others call the hamlet of this commune and name by, where they agree on one code
coded as (
    select
        territory_code,
        hamlet_code_surrogate,
        min(hamlet_code) as hamlet_code
    from signals
    where hamlet_code <> hamlet_code_surrogate
    group by territory_code, hamlet_code_surrogate
    having count(distinct hamlet_code) = 1
),

identified as (
    select
        signals.*,
        coalesce(coded.hamlet_code, signals.hamlet_code) as hamlet_id,
        coded.hamlet_code is null and signals.hamlet_code = signals.hamlet_code_surrogate as is_without_code,
        {{ precedence('signal_gaps', 'signals') }} as sender_rank
    from signals
    left join coded
        on signals.hamlet_code = signals.hamlet_code_surrogate
            and signals.territory_code = coded.territory_code
            and signals.hamlet_code_surrogate = coded.hamlet_code_surrogate
)

-- senders of one fact both stay; the contract says which one goes first, the later delivery where it does not
select
    *,
    row_number() over (same_fact order by sender_rank nulls last, delivery_id desc, hamlet_code <> hamlet_id) = 1
        as is_preferred,
    count(*) over same_fact - 1 as other_rows_count
from identified
window
    same_fact as (partition by territory_code, commune_code, hamlet_id, operator_code, period_end, period_kind)
