"""An installation, a contract with a portal, and the portal, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kho import portals
from kho.catalog import Catalog
from kho.contract import Contract
from kho.settings import PROJECT, Settings
from tests.fixtures.portals import RECORDS, Pull, SamplePortal


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


@pytest.fixture
def pull(catalog: Catalog, settings: Settings) -> Pull:
    """Asks the only portal of a feed, DTMarket's unless it is told another."""

    def asked(feed: str = "dtmarket_exchange") -> Path | None:
        (portal,) = catalog.contracts[feed].pull
        return portals.pull(feed, portal, catalog, settings)

    return asked
