with services as (
    {{ released(ref('fct_service_uptake')) }}
)

-- enterprises are no persons: persons_count is null for them
select
    services.service_code as programme_code,
    figures.measure_code,
    figures.measure_kind,
    services.user_group as group_code,
    services.territory_code,
    null::text as commune_code,
    services.sender,
    services.period_start,
    services.period_end,
    services.period_kind,
    services.period_label,
    figures.figure_value,
    figures.denominator_count,
    case when services.user_group <> 'enterprise' then figures.users_count end as persons_count,
    case when services.user_group <> 'enterprise' then figures.others_count end::numeric as others_count,
    case when services.user_group <> 'enterprise' then services.eligible_count end::numeric as base_persons_count,
    1::bigint as rows_count,
    1::bigint as reported_count,
    {{ precedence('digital_services_uptake', 'services') }} as sender_rank,
    services.delivery_id,
    services.sheet_name,
    services.row_number,
    services.row_number as first_row_number,
    services.row_number as last_row_number,
    figures.field
from services
cross join
    lateral (
        values
        (
            'active_users', 'cumulative', services.active_count::numeric, services.eligible_count::numeric,
            services.active_count, services.eligible_count - services.active_count, 'active_count'
        ),
        -- the users of this month who are not new stand beside them, as what is left of all who use it
        (
            'new_users', 'new', services.new_count, null,
            services.new_count, services.active_count - services.new_count, 'new_count'
        ),
        ('invoices', 'new', services.invoices_count, null, services.active_count, null, 'invoices_count')
    ) as figures (measure_code, measure_kind, figure_value, denominator_count, users_count, others_count, field)
where figures.figure_value is not null
