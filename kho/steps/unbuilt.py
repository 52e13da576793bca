"""What accepted deliveries and changed models wait for: failures of a build that held up nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from kho import release_changes, releases
from kho.catalog import catalog
from kho.database import connect
from kho.settings import Settings
from kho.steps import models
from kho.steps.errors import Permanent, step

# of each feed, the newest release that failed with one of its changes in it, which no release has taken since
_WAITING = """
select distinct on (d.feed) d.feed, r.reason, count(*) over (partition by d.feed, r.release_id) as deliveries
from control.release_change c
join control.release r on r.release_id = c.release_id and r.status = 'failed'
join unnest(%s::bigint[], %s::bigint[]) as pending (delivery_id, settlement_id)
    on pending.delivery_id = c.delivery_id and pending.settlement_id = c.settlement_id
join control.delivery d on d.delivery_id = c.delivery_id
where r.built_at is null or not r.gate_passed
order by d.feed, r.release_id desc
"""


@step
def look_for_unbuilt() -> None:
    """Tell of what could not be built, though a release may have been published without it.

    Raises:
        Permanent: There is something; a sentence each.
    """
    with connect() as conn:
        sentences = list(unbuilt(conn))
    if sentences:
        raise Permanent(" ".join(sentences))


def unbuilt(conn: psycopg.Connection) -> Iterator[str]:
    """A sentence for the models, and one for each feed, that the newest attempt could not build."""
    settings = Settings.from_environment()
    newest = releases.newest(conn)
    current = models.of_checkout(settings).definition
    refused = releases.refused(conn, current)
    if refused and newest and newest.definition != current:
        yield (
            f"{_sentence(refused.reason)} Readers keep the models of release {newest.release_id}: mend what it names, "
            "and the next build takes the changed models in; if it lay at something else, `kho build` tries them again."
        )
    pending = release_changes.pending(conn, without=catalog(settings).broken)
    changed = ([delivery for delivery, _, _ in pending], [settlement for _, settlement, _ in pending])
    for feed, reason, deliveries in conn.execute(_WAITING, changed):
        yield f"{feed} waits ({deliveries} of its deliveries): {_sentence(reason)}"


def _sentence(reason: str | None) -> str:
    text = (reason or "it is not known why it failed").strip()
    return text if text.endswith(".") else f"{text}."
