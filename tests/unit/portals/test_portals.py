"""Pulling a portal: paging, conditional requests, and what is written."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import requests

from kho import portals
from kho.catalog import Catalog
from kho.contract import Contract
from kho.settings import PROJECT, Settings
from tests.fixtures.portals import RECORDS, Fault, Pull, SamplePortal, ids, sample_portal


def test_all_pages_become_one_file_of_the_sender(portal: SamplePortal, settings: Settings, pull: Pull) -> None:
    path = pull()
    assert path == settings.inbox / "hanoi/bva/dtmarket_exchange/dtmarket_exchange.json"
    assert ids(path) == [record["id"] for record in RECORDS]
    assert json.loads(path.read_text(encoding="utf-8"))["ghiChu"] == "Số liệu minh họa"
    assert [status for _, status in portal.requests] == [200, 200, 200]
    assert not list(settings.home.rglob(".*"))


def test_the_sample_portal_gives_the_sample_delivery_byte_for_byte(monkeypatch: pytest.MonkeyPatch, pull: Pull) -> None:
    with SamplePortal.with_samples() as running:
        monkeypatch.setenv("KHO_DTMARKET_URL", running.url)
        path = pull()
    assert path is not None
    assert path.read_bytes() == sample_portal.RECORDS.read_bytes()


def test_the_sample_portal_gives_the_technologies_on_offer_too(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    with SamplePortal.with_samples() as running:
        monkeypatch.setenv("KHO_HANOTEX_URL", running.url.replace("records", "listings"))
        path = pull("technology_listings")
    assert path is not None
    assert path.read_bytes() == sample_portal.LISTINGS.read_bytes()


def test_nothing_new_writes_nothing(portal: SamplePortal, settings: Settings, pull: Pull) -> None:
    first = pull()
    assert first is not None
    first.unlink()
    assert pull() is None
    assert [status for _, status in portal.requests[3:]] == [304, 304, 304]
    assert not list(settings.inbox.rglob("*.json"))


def test_one_changed_page_brings_the_whole_list(portal: SamplePortal, pull: Pull) -> None:
    pull()
    portal.records[7] = portal.records[7] | {"trangThai": "Hoàn thành"}
    path = pull()
    assert [status for _, status in portal.requests[3:]] == [304, 200, 304]
    assert len(ids(path)) == 12
    assert path is not None
    assert "Hoàn thành" in path.read_text(encoding="utf-8")


def test_a_list_that_shrinks_is_noticed(portal: SamplePortal, pull: Pull) -> None:
    pull()
    del portal.records[3:]
    assert ids(pull()) == ["NC-0", "NC-1", "NC-2"]


def test_the_same_records_give_the_same_bytes_whatever_the_order_of_their_keys(
    portal: SamplePortal, pull: Pull
) -> None:
    first = pull()
    portal.records = [dict(reversed(record.items())) for record in portal.records]
    second = pull()
    assert first is not None
    assert second is not None
    assert first.read_bytes() == second.read_bytes()


def test_each_sender_has_a_portal_and_a_memory_of_its_own(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = contract.pull
    second = {**first.model_dump(), "sender": "haiphong/so_khcn", "url_variable": "KHO_HP_URL"}
    both = Contract.model_validate(contract.model_dump() | {"pull": [first.model_dump(), second]})
    monkeypatch.setenv("KHO_HP_URL", "http://127.0.0.1:9/api")
    with pytest.raises(portals.PortalTransient):
        portals.pull(both.feed, both.pull[1], catalog, settings)
    assert len(ids(portals.pull(both.feed, both.pull[0], catalog, settings))) == 12
    monkeypatch.setenv("KHO_HP_URL", portal.url)
    path = portals.pull(both.feed, both.pull[1], catalog, settings)
    assert path == settings.inbox / "haiphong/so_khcn/dtmarket_exchange/dtmarket_exchange.json"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({}, "a sender has two portals"), ({"sender": "haiphong/so_khcn", "schedule": "0 1 * * *"}, "one schedule")],
)
def test_portals_of_a_feed_differ_by_sender_and_not_by_schedule(
    contract: Contract, change: dict[str, str], sentence: str
) -> None:
    first = contract.pull[0].model_dump()
    with pytest.raises(ValueError, match=sentence):
        Contract.model_validate(contract.model_dump() | {"pull": [first, first | change]})


def test_a_page_token_goes_into_the_page_parameter(portal: SamplePortal, pull: Pull) -> None:
    portal.faults.append(Fault(body=json.dumps({"items": RECORDS[:5], "next": 2}).encode()))
    assert ids(pull()) == [record["id"] for record in RECORDS]
    assert portal.requests[1][0].endswith("/api/records?page=2")


def test_the_sample_portal_ends_with_the_process_that_it_serves() -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    command = [sys.executable, str(PROJECT / "samples" / "portal.py"), "--while", str(other.pid)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        answer = requests.get(served.stdout.readline().strip(), timeout=5)
        assert len(answer.json()["items"]) == 5
        other.communicate(b"\n", timeout=10)
        assert served.wait(timeout=10) == 0
