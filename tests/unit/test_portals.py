"""Pulling a portal: paging, retries, conditional requests, bounds, and what each failure says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import requests

from kho import portals
from kho.catalog import Catalog
from kho.contract import Contract
from kho.settings import PROJECT, Settings

RECORDS = [{"loaiBanGhi": "nhu_cau", "id": f"NC-{number}", "trangThai": "Mới"} for number in range(12)]


def _sample_portal() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_portal", PROJECT / "samples" / "portal.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


sample_portal = _sample_portal()
Fault, SamplePortal = sample_portal.Fault, sample_portal.SamplePortal


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own."""
    return Settings(home=tmp_path / "var", database_url=None, contracts=PROJECT / "contracts", max_megabytes=1)


@pytest.fixture
def catalog(settings: Settings) -> Catalog:
    """The house's own contracts and senders."""
    return Catalog.load(settings.contracts)


@pytest.fixture
def contract(catalog: Catalog) -> Contract:
    """The contract of DTMarket, which declares a portal."""
    return catalog.contracts["dtmarket_exchange"]


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[SamplePortal]:
    """Twelve records on three pages; waits between tries are cut short."""
    monkeypatch.setattr("urllib3.util.retry.Retry.get_backoff_time", lambda _: 0.01)
    monkeypatch.delenv("KHO_DTMARKET_TOKEN", raising=False)
    with SamplePortal(RECORDS, "Số liệu minh họa") as running:
        monkeypatch.setenv("KHO_DTMARKET_URL", running.url)
        yield running


def _ids(path: Path | None) -> list[str]:
    assert path is not None
    return [record["id"] for record in json.loads(path.read_text(encoding="utf-8"))["items"]]


def pull(contract: Contract, catalog: Catalog, settings: Settings) -> Path | None:
    """Ask the only portal of a contract."""
    (portal,) = contract.pull
    return portals.pull(contract.feed, portal, catalog, settings)


def test_all_pages_become_one_file_of_the_sender(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    path = pull(contract, catalog, settings)
    assert path == settings.inbox / "hanoi/bva/dtmarket_exchange/dtmarket_exchange.json"
    assert _ids(path) == [record["id"] for record in RECORDS]
    assert json.loads(path.read_text(encoding="utf-8"))["ghiChu"] == "Số liệu minh họa"
    assert [status for _, status in portal.requests] == [200, 200, 200]
    assert not list(settings.home.rglob(".*"))


def test_the_sample_portal_gives_the_sample_delivery_byte_for_byte(
    contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SamplePortal.with_samples() as running:
        monkeypatch.setenv("KHO_DTMARKET_URL", running.url)
        path = pull(contract, catalog, settings)
    assert path is not None
    assert path.read_bytes() == sample_portal.RECORDS.read_bytes()


def test_the_sample_portal_gives_the_technologies_on_offer_too(
    catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SamplePortal.with_samples() as running:
        monkeypatch.setenv("KHO_HANOTEX_URL", running.url.replace("records", "listings"))
        path = pull(catalog.contracts["technology_listings"], catalog, settings)
    assert path is not None
    assert path.read_bytes() == sample_portal.LISTINGS.read_bytes()


def test_nothing_new_writes_nothing(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    first = pull(contract, catalog, settings)
    assert first is not None
    first.unlink()
    assert pull(contract, catalog, settings) is None
    assert [status for _, status in portal.requests[3:]] == [304, 304, 304]
    assert not list(settings.inbox.rglob("*.json"))


def test_one_changed_page_brings_the_whole_list(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    pull(contract, catalog, settings)
    portal.records[7] = portal.records[7] | {"trangThai": "Hoàn thành"}
    path = pull(contract, catalog, settings)
    assert [status for _, status in portal.requests[3:]] == [304, 200, 304]
    assert len(_ids(path)) == 12
    assert "Hoàn thành" in path.read_text(encoding="utf-8")


def test_a_list_that_shrinks_is_noticed(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    pull(contract, catalog, settings)
    del portal.records[3:]
    assert _ids(pull(contract, catalog, settings)) == ["NC-0", "NC-1", "NC-2"]


def test_the_same_records_give_the_same_bytes_whatever_the_order_of_their_keys(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    first = pull(contract, catalog, settings)
    portal.records = [dict(reversed(record.items())) for record in portal.records]
    second = pull(contract, catalog, settings)
    assert first is not None
    assert second is not None
    assert first.read_bytes() == second.read_bytes()


def test_a_busy_portal_is_asked_again(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    portal.faults.extend([Fault(status=503), Fault(status=500)])
    assert len(_ids(pull(contract, catalog, settings))) == 12
    assert [status for _, status in portal.requests] == [503, 500, 200, 200, 200]


def test_retry_after_is_waited_for(
    portal: SamplePortal,
    contract: Contract,
    catalog: Catalog,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waits.append)
    portal.faults.append(Fault(status=429, headers={"Retry-After": "7"}))
    pull(contract, catalog, settings)
    assert 7 in waits


def test_an_address_that_is_not_set_says_which_variable(
    contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KHO_DTMARKET_URL", raising=False)
    with pytest.raises(portals.PortalNotConfigured) as caught:
        pull(contract, catalog, settings)
    assert str(caught.value) == "dtmarket_exchange: set KHO_DTMARKET_URL to the address of its portal; it is not set."


@pytest.mark.parametrize("address", ["ftp://portal/x", "portal.vn/api", "https://"])
def test_an_address_that_is_none_is_refused(
    address: str, contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHO_DTMARKET_URL", address)
    with pytest.raises(portals.PortalNotConfigured, match="must be an address that begins with https://"):
        pull(contract, catalog, settings)


def test_a_token_is_sent_and_never_over_plain_http_to_another_machine(
    portal: SamplePortal,
    contract: Contract,
    catalog: Catalog,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal.token = "secret"
    with pytest.raises(portals.PortalRefused, match="check the token in KHO_DTMARKET_TOKEN"):
        pull(contract, catalog, settings)
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "secret")
    assert len(_ids(pull(contract, catalog, settings))) == 12
    monkeypatch.setenv("KHO_DTMARKET_URL", "http://dtmarket.example/api")
    with pytest.raises(portals.PortalNotConfigured, match="a token is not sent over plain http"):
        pull(contract, catalog, settings)


@pytest.mark.parametrize(
    ("fault", "kind", "sentence"),
    [
        (Fault(status=404), portals.PortalRefused, "answered with status 404: check the address in KHO_DTMARKET_URL"),
        (Fault(status=403), portals.PortalRefused, "refuses us (status 403): check the token in KHO_DTMARKET_TOKEN"),
        (Fault(body=b"<html>"), portals.PortalAnswerUnusable, "is no JSON"),
        (Fault(body=b'{"items": [{"x": NaN}]}'), portals.PortalAnswerUnusable, "NaN is no number"),
        (Fault(body=b'{"error": "x"}'), portals.PortalAnswerUnusable, "no list of records under 'items'"),
        (Fault(body=b'{"items": [1]}'), portals.PortalAnswerUnusable, "no list of records under 'items'"),
        (Fault(body=b'"text"'), portals.PortalAnswerUnusable, "no list of records under 'items'"),
        (Fault(body=b'{"items": [], "next": "http://elsewhere/"}'), portals.PortalAnswerUnusable, "another address"),
        (Fault(body=b'{"items": [], "next": "/api/records"}'), portals.PortalAnswerUnusable, "pages do not end"),
        (Fault(body=b" " * 1_000_001), portals.PortalAnswerUnusable, "larger than KHO_MAX_MEGABYTES"),
        (Fault(cut=True), portals.PortalTransient, "did not answer in full"),
    ],
)
def test_each_failure_has_a_kind_and_a_sentence(
    fault: Fault,
    kind: type[portals.PortalFailure],
    sentence: str,
    portal: SamplePortal,
    contract: Contract,
    catalog: Catalog,
    settings: Settings,
) -> None:
    portal.faults.append(fault)
    with pytest.raises(kind) as caught:
        pull(contract, catalog, settings)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not settings.home.exists() or not list(settings.home.rglob("*.json"))


def test_a_portal_that_stays_busy_or_slow_or_away_is_transient(
    portal: SamplePortal,
    contract: Contract,
    catalog: Catalog,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    portal.faults.extend([Fault(status=503)] * 5)
    with pytest.raises(portals.PortalTransient, match="is busy \\(status 503\\): try again later"):
        pull(contract, catalog, settings)
    monkeypatch.setattr(portals, "TIMEOUT", (0.2, 0.1))
    portal.faults.extend([Fault(delay=0.3)] * 5)
    with pytest.raises(portals.PortalTransient, match="did not answer in full"):
        pull(contract, catalog, settings)
    monkeypatch.setenv("KHO_DTMARKET_URL", "http://127.0.0.1:9/api")
    with pytest.raises(portals.PortalTransient, match="did not answer in full"):
        pull(contract, catalog, settings)


def test_a_portal_that_leads_to_another_host_is_not_followed(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "secret")
    elsewhere = portal.url.replace("127.0.0.1", "localhost")
    portal.faults.append(Fault(status=302, headers={"Location": elsewhere}))
    with pytest.raises(portals.PortalRefused) as caught:
        pull(contract, catalog, settings)
    assert str(caught.value) == (
        "dtmarket_exchange: the portal leads to another host: check KHO_DTMARKET_URL, and name that one there if it is "
        "the portal's new address."
    )
    assert len(portal.requests) == 1
    portal.faults.append(Fault(status=302, headers={"Location": "/api/records?page=1"}))
    assert len(_ids(pull(contract, catalog, settings))) == 12


def test_no_key_is_logged_or_left_for_others_to_read(
    portal: SamplePortal,
    contract: Contract,
    catalog: Catalog,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("KHO_DTMARKET_URL", f"{portal.url}?key=k-4711")
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "t-4711")
    caplog.set_level("DEBUG")
    portal.faults.extend([Fault(status=503), Fault(cut=True)])
    with pytest.raises(portals.PortalTransient) as caught:
        pull(contract, catalog, settings)
    pull(contract, catalog, settings)
    assert "4711" not in caplog.text + str(caught.value)
    assert {path.stat().st_mode & 0o077 for path in (settings.home / "portals").rglob("*.json")} == {0}


def test_each_sender_has_a_portal_and_a_memory_of_its_own(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = contract.pull
    second = {**first.model_dump(), "sender": "haiphong/so_khcn", "url_variable": "KHO_HP_URL"}
    both = Contract.model_validate(contract.model_dump() | {"pull": [first.model_dump(), second]})
    monkeypatch.setenv("KHO_HP_URL", "http://127.0.0.1:9/api")
    with pytest.raises(portals.PortalTransient):
        portals.pull(both.feed, both.pull[1], catalog, settings)
    assert len(_ids(portals.pull(both.feed, both.pull[0], catalog, settings))) == 12
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


def test_a_failure_in_the_middle_forgets_nothing_and_writes_nothing(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    pull(contract, catalog, settings)
    memory = (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").read_bytes()
    portal.records.append({"loaiBanGhi": "nhu_cau", "id": "NC-12"})
    portal.faults.extend([Fault(), Fault(), Fault(cut=True)])
    with pytest.raises(portals.PortalTransient):
        pull(contract, catalog, settings)
    assert (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").read_bytes() == memory
    assert len(_ids(pull(contract, catalog, settings))) == 13


def test_a_damaged_memory_asks_for_everything_again(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    pull(contract, catalog, settings)
    (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").write_text('[{"url": 1', encoding="utf-8")
    assert len(_ids(pull(contract, catalog, settings))) == 12


def test_a_page_token_goes_into_the_page_parameter(
    portal: SamplePortal, contract: Contract, catalog: Catalog, settings: Settings
) -> None:
    portal.faults.append(Fault(body=json.dumps({"items": RECORDS[:5], "next": 2}).encode()))
    assert _ids(pull(contract, catalog, settings)) == [record["id"] for record in RECORDS]
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
