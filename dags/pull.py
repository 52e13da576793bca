"""One DAG a portal: its answer becomes a file in the inbox, and the way of every delivery begins."""

from __future__ import annotations

from airflow.sdk import DAG, CronTriggerTimetable, task
from airflow.sdk.exceptions import AirflowSkipException

from defaults import TASKS, TIME_ZONE, titles
from kho.catalog import catalog
from kho.contract import Contract, Pull

WHAT_IT_DOES = """Asks the portal that `{variable}` names in the name of `{sender}` and writes what it answers into the
inbox; nothing new, no file."""


def pull(contract: Contract, portal: Pull) -> DAG:
    """The DAG that asks one portal."""
    with DAG(
        dag_id=f"pull__{contract.feed}",
        description=f"{contract.title.en}: ask the portal",
        doc_md=titles(contract.title, WHAT_IT_DOES.format(variable=portal.url_variable, sender=portal.sender)),
        schedule=CronTriggerTimetable(portal.schedule, timezone=TIME_ZONE),
        catchup=False,
        max_active_runs=1,
        default_args=TASKS,
        tags={"pull"},
    ) as dag:
        ask(contract.feed)
    return dag


@task(task_id="pull")
def ask(feed: str) -> str:
    """The portal's records become a file in the inbox."""
    from kho.steps.pull import pull as step

    path = step(feed)
    if path is None:
        raise AirflowSkipException(f"The portal of {feed} has nothing new since it was last asked.")
    return str(path)


for one in catalog().contracts.values():
    if one.pull is not None:
        pull(one, one.pull)
