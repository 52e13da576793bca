-- The last state of every listing that an export has had up to the release that the session sees: a listing that the
-- newest export leaves out is closed, not deleted. Of one listing the version listed last is the one on offer, of two
-- of one moment the higher number; one that waits for approval takes no other's place.
with listings as (
    select
        *,
        coalesce(to_release > (select kho.release()), false) as is_in_export
    from {{ ref('fct_technology_listing') }}
    where coalesce(from_release <= (select kho.release()), false)
),

last_states as (
    select distinct on (listing_id, version_code, sender) *
    from listings
    order by listing_id, version_code, sender, from_release desc
)

select
    *,
    is_in_export and status not in ('transferred', 'paused', 'withdrawn', 'pending') and row_number() over (
        partition by listing_id, sender, is_in_export, status = 'pending'
        order by listed_at desc, length(version_code) desc, version_code desc
    ) = 1 as is_on_offer
from last_states
