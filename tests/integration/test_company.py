"""A release waits for what is under way, not for long, and not at all for a delivery that comes alone."""

from __future__ import annotations

import os
import threading
import time
import uuid

import pytest

from kho import ledger
from kho.database import connect
from kho.settings import Settings
from kho.steps.company import POLL_SECONDS, wait_for_company

FEED, SENDER = "payment_accounts", "nhnn/khu_vuc_1"

pytestmark = pytest.mark.usefixtures("database")


def receive(age: str = "0 s") -> int:
    """A delivery that has no verdict yet."""
    with connect() as conn:
        number = ledger.enter(conn, uuid.uuid4(), SENDER, FEED, "a.csv", 2 * uuid.uuid4().hex, 1, admitted=True)
        conn.execute(
            "update control.delivery set received_at = now() - %s::interval where delivery_id = %s", [age, number]
        )
    return number


def settle(number: int) -> None:
    with connect() as conn:
        ledger.settle(conn, number, "accepted", "test")


def test_a_delivery_that_came_alone_waits_for_nobody() -> None:
    settle(receive())
    receive(age="2 minutes")  # stuck: its run failed
    assert wait_for_company(5) < POLL_SECONDS


def test_a_stream_that_does_not_end_is_waited_for_as_long_as_patience_lasts() -> None:
    receive()
    assert 0.5 <= wait_for_company(0.5) < 2


def test_the_wait_ends_with_the_last_verdict() -> None:
    number = receive()
    verdict = threading.Timer(0.5, settle, [number])
    verdict.start()
    assert 0.3 < wait_for_company(20) < 10
    verdict.join()


def test_a_file_that_has_just_been_dropped_is_under_way_whatever_its_own_time_is() -> None:
    settings = Settings.from_environment()
    file = settings.inbox / SENDER / FEED / "b.csv"
    file.parent.mkdir(parents=True)
    file.write_text("x")
    os.utime(file, (time.time() - 9999,) * 2)
    assert wait_for_company(0.3) >= 0.3
    file.unlink()
    (file.parent / "~$b.csv").write_text("x")
    assert wait_for_company(5) < POLL_SECONDS
