"""Two stewards at once, and a steward beside a build: nothing is lost, nothing doubled, nothing undone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kho import aliases, inbox, ledger, release_changes, releases
from kho.aliases import Alias
from kho.catalog import catalog
from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps import publish as publishing
from kho.steps.alias import accept
from kho.steps.chain import ingest
from kho.steps.errors import Permanent
from kho.steps.locks import building
from kho.steps.replay import replay
from kho.steps.settle import decide
from tests.integration.entries import deliver, indicator

SENDER, FEED = "nhnn/khu_vuc_1", "payment_accounts"

pytestmark = pytest.mark.usefixtures("database")


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each of several calls gives that begin at the same moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(run, call) for call in calls]]


def test_two_spellings_that_are_accepted_at_once_are_both_in_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "contracts"
    shutil.copytree(PROJECT / "contracts", folder)
    monkeypatch.setenv("KHO_CONTRACTS", str(folder))
    before = catalog().contracts[FEED]
    write = aliases.write
    both_have_read = threading.Barrier(2)

    def slow(*values: Any) -> None:
        try:
            both_have_read.wait(timeout=0.5)  # without a lock both come here with the same old contract
        except threading.BrokenBarrierError:
            both_have_read.reset()
        write(*values)

    monkeypatch.setattr(aliases, "write", slow)
    field = next(iter(before.fields))
    texts = ("Tên gọi thứ nhất", "Tên gọi thứ hai")
    done = together(*(lambda text=text: accept(FEED, Alias(field, text), with_replay=False) for text in texts))
    assert {one.version for one in done} == {before.version + 1, before.version + 2}
    assert set(texts) <= set(catalog().contracts[FEED].fields[field].aliases)


def test_a_delivery_that_is_judged_again_twice_at_once_has_its_rows_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_REST_SECONDS", "0")
    sample = next((PROJECT / "samples" / SENDER / FEED).glob("*.csv"))
    inbox.deliver(sample, SENDER, FEED, Settings.from_environment())
    (outcome,) = ingest()
    number = outcome.delivery.delivery_id
    for replayed in together(*[lambda: replay(delivery_id=number)] * 2):
        assert [str(one.before) for one in replayed] == [str(one.after) for one in replayed] == ["accepted"]
    with connect() as conn:
        rows = conn.execute("select count(*) from raw.payment_accounts").fetchone()
        assert ledger.get(conn, number).rows_read == (rows or [0])[0]
        assert ledger.get(conn, number).state == "acknowledged"


def test_a_verdict_changes_before_or_after_a_build_and_not_within_it() -> None:
    number = deliver("digital_economy_indicators", [indicator(actual_value=17.5)])
    with ThreadPoolExecutor(1) as pool:
        with building():
            decision: Future[Any] = pool.submit(decide, number, accept=False, by="steward", reason="sai")
            with pytest.raises(TimeoutError):
                decision.result(timeout=0.5)
        assert decision.result(timeout=20) == "rejected"


def candidate(value: float) -> int:
    """A release that takes in one more report and has passed its gate."""
    deliver("digital_economy_indicators", [indicator(actual_value=value)])
    with connect() as conn:
        number = releases.open_candidate(conn, "definition")
        release_changes.fill(conn, number, "definition", release_changes.pending(conn), catalog().contracts.values())
        releases.built(conn, number, "{}")
        releases.record_gate(conn, number, [], passed=True)
    return number


def test_a_release_that_is_under_way_does_not_undo_a_rollback() -> None:
    good, bad = candidate(17.5), None
    publishing.publish(good)
    bad = candidate(99)
    publishing.publish(bad)
    late = candidate(20)
    assert publishing.rollback() == good
    with pytest.raises(
        Permanent, match=rf"^Release {late} was begun before readers were led back .* from what is shown"
    ):
        publishing.publish(late)
    with connect() as conn:
        assert releases.get(conn, good).is_shown
        assert releases.get(conn, late).status == "failed"
    after = candidate(21)
    publishing.publish(after)
    publishing.publish(bad)
    publishing.publish(after)
