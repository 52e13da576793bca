"""Catches what the triggers missed: files in folders of no feed, lost events, deliveries that were left unfinished."""

from __future__ import annotations

from airflow.sdk import DAG, CronTriggerTimetable, task

from assets import FORGOTTEN, inbox
from defaults import TASKS, TIME_ZONE
from delivery import MOST_AT_ONCE, deliver

WHAT_IT_DOES = """Every two minutes. A file in a folder of no feed or no sender gets a verdict too. A feed with a file
that waits although its event is lost (its DAG was paused, the triggerer was down), or with a delivery that was left
unfinished, gets a new event."""

with DAG(
    dag_id="sweep_inbox",
    description="Files that nobody was told about",
    doc_md=WHAT_IT_DOES,
    schedule=CronTriggerTimetable("*/2 * * * *", timezone=TIME_ZONE),
    catchup=False,
    max_active_runs=1,
    default_args=TASKS,
    tags={"ingest"},
) as dag:

    @task
    def receive_strays() -> list[int]:
        """Files in folders of no feed become rows of the ledger."""
        from kho.steps.receive import receive_strays as step

        return step()[:MOST_AT_ONCE]

    @task(outlets=[FORGOTTEN])
    def remind(*, outlet_events) -> list[str]:  # type: ignore[no-untyped-def]
        """A new event for every feed that has work left."""
        from kho.steps.receive import waiting as step

        feeds = sorted(step())
        for feed in feeds:
            outlet_events[FORGOTTEN].add(inbox(feed))
        return feeds

    @task(retries=0)
    def look_for_stuck_files() -> None:
        """Fails, and so tells somebody, while a file cannot be taken: of a broken contract, or without the right."""
        from kho.steps.receive import stuck as step

        step()

    deliver.expand(delivery_id=receive_strays())
    remind()
    look_for_stuck_files()
