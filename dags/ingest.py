"""One DAG a feed: every file that departments drop for it, from the inbox to the receipt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow.sdk import DAG, TriggerRule, get_parsing_context, task
from airflow.sdk.exceptions import AirflowSkipException

from assets import inbox, raw
from defaults import TASKS, titles
from delivery import MOST_AT_ONCE, deliver
from kho.catalog import Catalog, catalog

WHAT_IT_DOES = """Runs within seconds of a file in `inbox/<sender>/{feed}/`. One run takes every file that is complete;
each goes its own way from there, and one that fails holds up no other. The ledger decides what is new: the same bytes
again are a duplicate, a run too many finds nothing."""


def ingest(feed: str, known: Catalog) -> DAG:
    """The DAG of one feed.

    One run at a time: a run takes up whatever an earlier one left unfinished, so two would do the same work twice.
    While its contract cannot be used the DAG stays, and its runs fail with the reason: what is half saved passes.
    """
    contract = known.contracts.get(feed)
    with DAG(
        dag_id=f"ingest__{feed}",
        description=contract.title.en if contract else known.broken[feed],
        doc_md=titles(contract.title, WHAT_IT_DOES.format(feed=feed)) if contract else known.broken[feed],
        schedule=[inbox(feed)],
        catchup=False,
        max_active_runs=1,
        default_args=TASKS,
        tags={"ingest", *(contract.delivery.formats if contract else ["broken contract"])},
    ) as dag:
        verdicts = deliver.expand(delivery_id=receive(feed))
        announce(feed)(verdicts)
    return dag


@task
def receive(feed: str) -> list[int]:
    """Complete files become rows of the ledger; what is too much for one run is left for the next, oldest first."""
    from kho.steps.receive import receive as step

    return step(feed)[:MOST_AT_ONCE]


def announce(feed: str) -> Any:
    """The task that tells `build_warehouse` that a delivery of the feed was accepted.

    It waits for verdicts, not for receipts: what is accepted is released even if an outbox cannot be written.
    """

    @task(task_id="announce", outlets=[raw(feed)], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def tell(verdicts: Iterable[str] | str | None) -> int:
        """An event of the feed's asset, unless nothing was accepted."""
        # Airflow hands over a single mapped result bare, and none as None
        given = [verdicts] if isinstance(verdicts, str) else verdicts or []
        accepted = sum(1 for verdict in given if verdict and verdict.startswith("accepted"))
        if not accepted:
            raise AirflowSkipException(f"No delivery of {feed} was accepted in this run: the warehouse stays as it is.")
        return accepted

    return tell


#: A task's process needs its own DAG only.
_wanted = get_parsing_context().dag_id

for one in catalog().feeds:
    if _wanted in (None, f"ingest__{one}"):
        ingest(one, catalog())
