"""What a portal that fails is answered with: retries, bounds, secrets, and a sentence each."""

from __future__ import annotations

import pytest

from kho import portals
from kho.settings import Settings
from tests.fixtures.portals import Fault, Pull, SamplePortal, ids


def test_a_busy_portal_is_asked_again(portal: SamplePortal, pull: Pull) -> None:
    portal.faults.extend([Fault(status=503), Fault(status=500)])
    assert len(ids(pull())) == 12
    assert [status for _, status in portal.requests] == [503, 500, 200, 200, 200]


def test_retry_after_is_waited_for(portal: SamplePortal, monkeypatch: pytest.MonkeyPatch, pull: Pull) -> None:
    waits: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", waits.append)
    portal.faults.append(Fault(status=429, headers={"Retry-After": "7"}))
    pull()
    assert 7 in waits


def test_an_address_that_is_not_set_says_which_variable(monkeypatch: pytest.MonkeyPatch, pull: Pull) -> None:
    monkeypatch.delenv("KHO_DTMARKET_URL", raising=False)
    with pytest.raises(portals.PortalNotConfigured) as caught:
        pull()
    assert str(caught.value) == "dtmarket_exchange: set KHO_DTMARKET_URL to the address of its portal; it is not set."


@pytest.mark.parametrize("address", ["ftp://portal/x", "portal.vn/api", "https://"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch, pull: Pull) -> None:
    monkeypatch.setenv("KHO_DTMARKET_URL", address)
    with pytest.raises(portals.PortalNotConfigured, match="must be an address that begins with https://"):
        pull()


def test_a_token_is_sent_and_never_over_plain_http_to_another_machine(
    portal: SamplePortal, monkeypatch: pytest.MonkeyPatch, pull: Pull
) -> None:
    portal.token = "secret"
    with pytest.raises(portals.PortalRefused, match="check the token in KHO_DTMARKET_TOKEN"):
        pull()
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "secret")
    assert len(ids(pull())) == 12
    monkeypatch.setenv("KHO_DTMARKET_URL", "http://dtmarket.example/api")
    with pytest.raises(portals.PortalNotConfigured, match="a token is not sent over plain http"):
        pull()


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
    fault: Fault, kind: type[portals.PortalFailure], sentence: str, portal: SamplePortal, settings: Settings, pull: Pull
) -> None:
    portal.faults.append(fault)
    with pytest.raises(kind) as caught:
        pull()
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not settings.home.exists() or not list(settings.home.rglob("*.json"))


def test_a_portal_that_stays_busy_or_slow_or_away_is_transient(
    portal: SamplePortal, monkeypatch: pytest.MonkeyPatch, pull: Pull
) -> None:
    portal.faults.extend([Fault(status=503)] * 5)
    with pytest.raises(portals.PortalTransient, match="is busy \\(status 503\\): try again later"):
        pull()
    monkeypatch.setattr(portals, "TIMEOUT", (0.2, 0.1))
    portal.faults.extend([Fault(delay=0.3)] * 5)
    with pytest.raises(portals.PortalTransient, match="did not answer in full"):
        pull()
    monkeypatch.setenv("KHO_DTMARKET_URL", "http://127.0.0.1:9/api")
    with pytest.raises(portals.PortalTransient, match="did not answer in full"):
        pull()


def test_a_portal_that_leads_to_another_host_is_not_followed(
    portal: SamplePortal, monkeypatch: pytest.MonkeyPatch, pull: Pull
) -> None:
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "secret")
    elsewhere = portal.url.replace("127.0.0.1", "localhost")
    portal.faults.append(Fault(status=302, headers={"Location": elsewhere}))
    with pytest.raises(portals.PortalRefused) as caught:
        pull()
    assert str(caught.value) == (
        "dtmarket_exchange: the portal leads to another host: check KHO_DTMARKET_URL, and name that one there if it is "
        "the portal's new address."
    )
    assert len(portal.requests) == 1
    portal.faults.append(Fault(status=302, headers={"Location": "/api/records?page=1"}))
    assert len(ids(pull())) == 12


def test_no_key_is_logged_or_left_for_others_to_read(
    portal: SamplePortal,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    pull: Pull,
) -> None:
    monkeypatch.setenv("KHO_DTMARKET_URL", f"{portal.url}?key=k-4711")
    monkeypatch.setenv("KHO_DTMARKET_TOKEN", "t-4711")
    caplog.set_level("DEBUG")
    portal.faults.extend([Fault(status=503), Fault(cut=True)])
    with pytest.raises(portals.PortalTransient) as caught:
        pull()
    pull()
    assert "4711" not in caplog.text + str(caught.value)
    assert {path.stat().st_mode & 0o077 for path in (settings.home / "portals").rglob("*.json")} == {0}


def test_a_failure_in_the_middle_forgets_nothing_and_writes_nothing(
    portal: SamplePortal, settings: Settings, pull: Pull
) -> None:
    pull()
    memory = (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").read_bytes()
    portal.records.append({"loaiBanGhi": "nhu_cau", "id": "NC-12"})
    portal.faults.extend([Fault(), Fault(), Fault(cut=True)])
    with pytest.raises(portals.PortalTransient):
        pull()
    assert (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").read_bytes() == memory
    assert len(ids(pull())) == 13


def test_a_damaged_memory_asks_for_everything_again(portal: SamplePortal, settings: Settings, pull: Pull) -> None:
    pull()
    (settings.home / "portals/hanoi/bva/dtmarket_exchange.json").write_text('[{"url": 1', encoding="utf-8")
    assert len(ids(pull())) == 12
