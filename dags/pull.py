"""One DAG a feed that has portals: each answer becomes a file in the inbox, and the way of every delivery begins."""

from __future__ import annotations

from airflow.sdk import DAG, CronTriggerTimetable, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from defaults import TASKS, TIME_ZONE, titles
from kho.catalog import catalog
from kho.contract import Contract

WHAT_IT_DOES = """Asks {portals} and writes what comes into the inbox; nothing new, no file. Each portal is a task of
its own: one that is away holds up no other."""


def pull(contract: Contract) -> DAG:
    """The DAG that asks the portals of one feed."""
    portals = " and ".join(f"the portal that `{one.url_variable}` names, as `{one.sender}`," for one in contract.pull)
    with DAG(
        dag_id=f"pull__{contract.feed}",
        description=f"{contract.title.en}: ask the portal",
        doc_md=titles(contract.title, WHAT_IT_DOES.format(portals=portals)),
        schedule=CronTriggerTimetable(contract.pull[0].schedule, timezone=TIME_ZONE),
        catchup=False,
        max_active_runs=1,
        default_args=TASKS,
        tags={"pull"},
    ) as dag:
        ask.partial(feed=contract.feed).expand(sender=[one.sender for one in contract.pull])
    return dag


@task(task_id="pull", map_index_template="{{ sender }}")
def ask(feed: str, sender: str) -> str:
    """The records of one portal become a file in the inbox."""
    from kho.steps.pull import pull as step

    get_current_context()["sender"] = sender
    path = step(feed, sender)
    if path is None:
        raise AirflowSkipException(f"The portal of {sender} for {feed} has nothing new since it was last asked.")
    return str(path)


for one in catalog().contracts.values():
    if one.pull:
        pull(one)
