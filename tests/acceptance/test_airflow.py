"""Files dropped into the folders of an installation with a real scheduler, and what becomes of them."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from kho import services
from kho.services import state

PROJECT = Path(__file__).resolve().parents[2]
SENDER, FEED = "nhnn/khu_vuc_6", "payment_accounts"
SAMPLES = PROJECT / "samples" / SENDER / FEED
GOOD = SAMPLES / "tai_khoan_KV6_Quy_III_2025.csv"
BAD = SAMPLES / "tai_khoan_KV6_Quy_IV_2025_loi.csv"

#: The tasks of a delivery's way to the readers, in order.
WAY = (
    *("receive", "deliver.read", "deliver.gate", "deliver.settle", "deliver.acknowledge", "announce"),
    *("build", "gate", "publish"),
)

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(900)]

Variant = Callable[[str, str], Path]


@pytest.fixture
def variant(tmp_path: Path) -> Variant:
    """Makes a correction of the good sample: the same period with another number of accounts."""

    def make(name: str, accounts: str) -> Path:
        content = GOOD.read_bytes()
        assert b"5.214.300" in content
        path = tmp_path / name
        path.write_bytes(content.replace(b"5.214.300", accounts.encode()))
        os.utime(path, (time.time() - 60,) * 2)
        return path

    return make


def test_a_dropped_file_gets_a_receipt_and_reaches_readers(
    installation: Any, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    installation.drop(GOOD, SENDER, FEED)
    delivery = installation.acknowledged(GOOD.name)
    record_property("seconds to the receipt", round(time.monotonic() - begun, 1))
    assert delivery.verdict == "accepted"
    assert {path.suffix for path in installation.receipts(delivery)} >= {".html", ".json"}
    assert installation.published(delivery) == delivery.rows_read
    record_property("seconds to the release", round(time.monotonic() - begun, 1))


def test_the_same_bytes_under_another_name_are_a_duplicate_of_the_first(installation: Any, variant: Variant) -> None:
    installation.drop(GOOD, SENDER, FEED)
    (first, *_) = installation.wait(lambda: installation.deliveries(GOOD.name), "the first one is known")
    installation.drop(variant("again.csv", "5.214.300"), SENDER, FEED)
    again = installation.acknowledged("again.csv")
    assert (again.verdict, again.duplicate_of) == ("duplicate", first.delivery_id)
    receipt = next(path for path in installation.receipts(again) if path.suffix == ".json")
    assert json.loads(receipt.read_text(encoding="utf-8"))["verdict"] == "duplicate"


def test_a_bad_delivery_is_rejected_and_reaches_no_mart(installation: Any) -> None:
    installation.drop(BAD, SENDER, FEED)
    delivery = installation.acknowledged(BAD.name)
    assert delivery.verdict == "rejected"
    query = "select count(*) from marts.mart_payment_accounts where delivery_id = %s"
    assert installation.rows(query, delivery.delivery_id) == [(0,)]


def test_a_file_that_is_still_being_written_is_not_taken(installation: Any) -> None:
    content = GOOD.read_bytes()
    folder = installation.settings.inbox / SENDER / FEED
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "slow.csv").open("wb") as file:
        for start in range(0, len(content), 100):
            file.write(content[start : start + 100])
            file.flush()
            time.sleep(0.5)
            assert (folder / "slow.csv").exists()
        assert installation.deliveries("slow.csv") == []
    assert installation.acknowledged("slow.csv").bytes == len(content)


def test_a_file_in_a_folder_of_nobody_gets_a_verdict(installation: Any) -> None:
    installation.drop(GOOD, "nobody", "nothing")
    installation.ask("POST", "dags/sweep_inbox/dagRuns", logical_date=None)
    strays = installation.wait(
        lambda: [one for one in installation.deliveries(GOOD.name) if one.sender.startswith("nobody")],
        "the stray file is taken",
    )
    assert len(strays) == 1
    query = "select verdict from control.delivery where delivery_id = %s and state = 'acknowledged'"
    verdict = installation.wait(lambda: installation.rows(query, strays[0].delivery_id), "the stray has its receipt")
    assert verdict == [("rejected",)]


def test_a_file_whose_event_was_lost_is_found_by_the_sweep(installation: Any, variant: Variant) -> None:
    dag = f"dags/ingest__{FEED}"
    installation.ask("PATCH", dag, is_paused=True)
    count = "select count(*) from asset_event join asset on asset.id = asset_id where asset.name = %s"
    (before,) = installation.airflow(count, f"inbox/{FEED}")
    installation.drop(variant("lost.csv", "5.214.301"), SENDER, FEED)
    installation.wait(lambda: installation.airflow(count, f"inbox/{FEED}") != [before], "the event goes by")
    installation.ask("PATCH", dag, is_paused=False)
    installation.ask("POST", "dags/sweep_inbox/dagRuns", logical_date=None)
    assert installation.acknowledged("lost.csv").verdict == "accepted"


class Killer:
    """Ends the process of every task of some names with SIGKILL, once each."""

    def __init__(self, installation: Any, tasks: tuple[str, ...]) -> None:
        self._installation = installation
        self.left = list(tasks)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        query = "select task_id, pid from task_instance where state = 'running' and pid is not null"
        while self.left and not self._is_over.is_set():
            for task, pid in self._installation.airflow(query):
                if task in self.left:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        self.left.remove(task)
            time.sleep(0.02)


def test_every_task_may_be_killed_once_and_the_end_is_the_same(installation: Any, variant: Variant) -> None:
    with Killer(installation, WAY) as killer:
        installation.drop(variant("killed.csv", "5.214.302"), SENDER, FEED)
        delivery = installation.acknowledged("killed.csv")
        assert installation.published(delivery) == delivery.rows_read
    assert killer.left == []

    assert delivery.verdict == "accepted"
    assert len(installation.deliveries("killed.csv")) == 1
    settled = "select count(*) from control.settlement where delivery_id = %s"
    assert installation.rows(settled, delivery.delivery_id) == [(1,)]
    landed = f"select count(*), count(distinct (sheet_name, row_number)) from raw.{FEED} where delivery_id = %s"
    assert installation.rows(landed, delivery.delivery_id) == [(delivery.rows_read, delivery.rows_read)]
    shown = "select accounts_count from marts.mart_payment_accounts where delivery_id = %s and accounts_count = 5214302"
    assert installation.rows(shown, delivery.delivery_id) == [(5214302,)]


def test_a_component_that_is_killed_comes_back_and_no_file_is_lost(installation: Any, variant: Variant) -> None:
    for name in ("triggerer", "scheduler"):
        psutil.Process(state.components(installation.settings)[name].pid).kill()
    installation.drop(variant("meanwhile.csv", "5.214.303"), SENDER, FEED)
    assert installation.acknowledged("meanwhile.csv").verdict == "accepted"


def test_a_file_dropped_while_nothing_runs_is_taken_at_the_next_start(installation: Any, variant: Variant) -> None:
    services.down(installation.settings)
    installation.drop(variant("night.csv", "5.214.304"), SENDER, FEED)
    installation.endpoints = services.up(installation.settings)
    delivery = installation.acknowledged("night.csv")
    assert installation.published(delivery) == delivery.rows_read
