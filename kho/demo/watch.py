"""Watches the sample deliveries through Airflow: each verdict as it comes, and the release at the end."""

from __future__ import annotations

import time
from collections.abc import Callable

import requests

from kho import release_changes, releases
from kho.database import connect
from kho.demo.samples import Sample, delivery_of
from kho.services import Endpoints

PATIENCE = 240.0
TIMEOUT = 20.0


def trigger(endpoints: Endpoints, dag_id: str) -> None:
    """Start a run of a DAG over Airflow's REST interface.

    Raises:
        requests.HTTPError: Airflow refuses.
    """
    login = {"username": endpoints.user, "password": endpoints.password}
    answer = requests.post(f"{endpoints.airflow}/auth/token", json=login, timeout=TIMEOUT)
    answer.raise_for_status()
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    url = f"{endpoints.airflow}/api/v2/dags/{dag_id}/dagRuns"
    requests.post(url, json={"logical_date": None}, headers=headers, timeout=TIMEOUT).raise_for_status()


def verdicts(expected: list[Sample], say: Callable[[str], None]) -> list[str]:
    """Wait until every sample is acknowledged, telling each verdict.

    Returns:
        One sentence for every sample that got another verdict than it should have, or none in time.
    """
    wrong: list[str] = []
    open_ones = list(expected)
    begun = time.monotonic()
    while open_ones and time.monotonic() - begun < PATIENCE:
        for sample in list(open_ones):
            delivery = delivery_of(sample)
            if delivery is None or delivery.state != "acknowledged":
                continue
            open_ones.remove(sample)
            count = len(expected) - len(open_ones)
            place = f"{sample.sender}/{sample.feed}"
            say(f"  [{count:>2}/{len(expected)}] {delivery.verdict:<22}  {place}  {delivery.file_name}")
            if delivery.verdict != sample.verdict:
                wrong.append(f"{sample.path.name} is {delivery.verdict}, and should be {sample.verdict}.")
        time.sleep(0.3)
    return wrong + [f"{sample.path.name} got no verdict within {PATIENCE:.0f} s." for sample in open_ones]


def release(say: Callable[[str], None]) -> int | None:
    """Wait until nothing accepted waits for a release.

    Returns:
        The published release; None when it did not come in time.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        with connect() as conn:
            shown = next((one for one in releases.releases(conn) if one.is_shown), None)
            if shown and releases.candidate(conn) is None and not release_changes.pending(conn):
                say(f"Release {shown.release_id} is published")
                return shown.release_id
        time.sleep(0.3)
    say(f"No release was published within {PATIENCE:.0f} s: `kho release list` and Airflow's pages say why.")
    return None
