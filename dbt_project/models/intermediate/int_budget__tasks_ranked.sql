with tasks as (
    {{ released(ref('fct_budget_task')) }}
)

select
    *,
    {{ precedence('science_technology_budget', 'tasks') }} as sender_rank
from tasks
