"""From accepted deliveries to the published release: built beside the old one, gated whole, published at once."""

from __future__ import annotations

from airflow.sdk import DAG, AssetAny, AssetOrTimeSchedule, CronTriggerTimetable, TriggerRule, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from assets import MARTS, raw
from defaults import TASKS, TIME_ZONE
from kho.catalog import catalog

WHAT_IT_DOES = """Runs when a delivery of any feed was accepted. It waits up to a quarter of a minute for others that
are under way, and takes them along; what is accepted while it builds is one more run, however many deliveries that are.
Every quarter of an hour it looks for what has changed without an event: a steward's decision, a replay. Nothing
changed, nothing is done. A release that fails its gate is never seen: readers keep the last good one. Where changed
models cannot be built, those of the last release are used; a feed whose deliveries cannot be built is left out. The
run is red then, and the rest is released."""

with DAG(
    dag_id="build_warehouse",
    description="Build, gate and publish the next release",
    doc_md=WHAT_IT_DOES,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("*/15 * * * *", timezone=TIME_ZONE),
        assets=AssetAny(*(raw(feed) for feed in catalog().feeds)),
    ),
    catchup=False,
    max_active_runs=1,
    default_args=TASKS,
    tags={"release"},
) as dag:

    @task
    def build() -> int:
        """The next release is built beside the published one."""
        from kho.steps.build import build as step
        from kho.steps.company import PATIENCE_SECONDS

        release_id = step(patience=PATIENCE_SECONDS)
        if release_id is None:
            raise AirflowSkipException("Nothing has changed since the last release: there is none to build.")
        return release_id

    @task
    def gate(release_id: int) -> int:
        """Great Expectations judges the whole release."""
        from kho.steps.publish import gate_release as step

        if not step(release_id):
            raise AirflowFailException(
                f"Release {release_id} fails its gate and is not published; the rules that fail are named above."
            )
        return release_id

    @task(outlets=[MARTS])
    def publish(release_id: int) -> None:
        """Readers see the release from now on."""
        from kho.steps.publish import publish as step

        step(release_id)

    @task(retries=0, trigger_rule=TriggerRule.NONE_FAILED)
    def look_for_unbuilt() -> None:
        """Fails, and so tells somebody, while models or a feed cannot be built and the rest is released without."""
        from kho.steps.unbuilt import look_for_unbuilt as step

        step()

    publish(gate(build())) >> look_for_unbuilt()
