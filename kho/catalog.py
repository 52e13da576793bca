"""The contracts and senders of one installation, read from its folder of contracts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from kho import yaml_file
from kho.conditions import ConditionError, of_rule, parse
from kho.contract import Contract, Language, Text
from kho.contract.schedule import Span
from kho.settings import Settings
from kho.vietnam import REFORM

Model = TypeVar("Model", bound=BaseModel)

SENDERS = "senders.yml"

#: What people understand better than the words of pydantic.
_IN_WORDS = {
    "extra_forbidden": "there is no such attribute; correct its name or take it out",
    "missing": "it is missing; write it",
}


class CatalogError(Exception):
    """A contract, or the list of senders, says something that cannot be."""


class ContractBroken(CatalogError):
    """What is asked for has a contract that cannot be used until somebody mends its file."""


class Sender(BaseModel):
    """Who may send what, for which territories.

    Attributes:
        title: The department's name.
        feeds: Feeds it may send; in the file `{feed: …, since: …, until: …}` for one that it has not always owed, or
            owes no more. What it no longer owes it may still correct.
        spans: Those days, by feed.
        territories: Province codes it may report for since 2025-07-01; `*` for every one.
        territories_until_2025_06_30: Province codes it might report for until then.
        since: First day from which it owes reports, where that is later than the contract's.
        language: Language that its receipts open in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    feeds: tuple[str, ...]
    spans: dict[str, Span] = {}
    territories: tuple[str, ...]
    territories_until_2025_06_30: tuple[str, ...] = ()
    since: date | None = None
    language: Language = "vi"

    @model_validator(mode="before")
    @classmethod
    def _with_spans(cls, value: Any) -> Any:
        """Part the feeds from the days that stand beside them."""
        if not isinstance(value, dict) or not isinstance(value.get("feeds"), list):
            return value
        dated = {feed["feed"]: feed for feed in value["feeds"] if isinstance(feed, dict) and "feed" in feed}
        feeds = [feed.get("feed") if isinstance(feed, dict) else feed for feed in value["feeds"]]
        spans = {feed: {name: day for name, day in span.items() if name != "feed"} for feed, span in dated.items()}
        return value | {"feeds": feeds, "spans": spans}

    def may_report_for(self, code: str, on: date) -> bool:
        """Whether the province with this code on this day is within the sender's scope."""
        scope = self.territories if on >= REFORM else self.territories_until_2025_06_30
        return "*" in scope or code in scope


class Catalog:
    """Contracts by feed and senders by name, as far as their files can be read: a damaged one stops nobody else.

    Attributes:
        contracts: The contracts that hold, by feed.
        senders: Who may send, by name.
        folder: Where the files lie.
        broken: Feed → why its contract cannot be used. Its files wait in the inbox until it is mended.
        broken_senders: Sender → why its entry cannot be used. Its files wait likewise; under the empty name, why
            `senders.yml` cannot be read as a whole: then who is not in it may only be unreadable, and waits too.
        problems: Whatever is wrong with the files, a sentence each.
    """

    def __init__(
        self,
        contracts: dict[str, Contract],
        senders: dict[str, Sender],
        folder: Path,
        *,
        broken: dict[str, str] | None = None,
        broken_senders: dict[str, str] | None = None,
    ) -> None:
        self.contracts = contracts
        self.senders = senders
        self.folder = folder
        self.broken = broken or {}
        self.broken_senders = broken_senders or {}
        wrong = (*self.broken.values(), *self.broken_senders.values(), *self._unknown_feeds())
        self.problems = tuple(dict.fromkeys(wrong))

    @classmethod
    def load(cls, folder: Path) -> Catalog:
        """Read every contract and the senders; what cannot be used is told in `problems`."""
        contracts, broken = {}, {}
        for path in _files(folder):
            if path.name == SENDERS:
                continue
            try:
                contracts[path.stem] = _contract(path)
            except CatalogError as error:
                broken[path.stem] = str(error)
        senders, broken_senders = _senders(folder / SENDERS)
        return cls(contracts, senders, folder, broken=broken, broken_senders=broken_senders)

    @property
    def feeds(self) -> list[str]:
        """Every feed that has a contract, whether it holds or not."""
        return sorted({*self.contracts, *self.broken})

    def contract(self, feed: str) -> Contract:
        """The contract of a feed.

        Raises:
            ContractBroken: It has one that cannot be used at the moment.
            CatalogError: It has none.
        """
        if contract := self.find(feed):
            return contract
        raise CatalogError(f"There is no feed {feed!r}: choose one of {', '.join(sorted(self.contracts))}.")

    def find(self, feed: str) -> Contract | None:
        """The contract of a feed; None for a name that no contract has.

        Raises:
            ContractBroken: It has one that cannot be used at the moment.
        """
        if feed in self.broken:
            raise ContractBroken(self.broken[feed])
        return self.contracts.get(feed)

    def usable(self, sender: str, feed: str) -> Contract:
        """The contract that a sender's delivery is judged by.

        Raises:
            ContractBroken: It, or what says who the sender is, cannot be used at the moment.
            CatalogError: There is none.
        """
        if obstacle := self.obstacle(sender, feed):
            raise ContractBroken(obstacle)
        return self.contract(feed)

    def obstacle(self, sender: str, feed: str) -> str | None:
        """Why a delivery cannot be judged before a file of the catalog is mended; None where it can."""
        unlisted = self.broken_senders.get("") if sender not in self.senders else None
        return self.broken.get(feed) or self.broken_senders.get(sender) or unlisted

    def _unknown_feeds(self) -> Iterator[str]:
        for name, sender in self.senders.items():
            if unknown := set(sender.feeds) - set(self.feeds):
                yield f"{self.folder / SENDERS}: {name} may send {sorted(unknown)}, which no contract defines."


@lru_cache(maxsize=4)
def _cached(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> Catalog:
    return Catalog.load(folder)


def catalog(settings: Settings | None = None) -> Catalog:
    """The catalog of this installation; read again when a file of it has changed."""
    folder = (settings or Settings.from_environment()).contracts
    stamp = []
    for path in _files(folder):
        with suppress(FileNotFoundError):  # an editor replaces it at this moment
            stamp.append((path.name, path.stat().st_mtime_ns))
    return _cached(folder, tuple(stamp))


def _files(folder: Path) -> list[Path]:
    """Contracts and senders; what begins with a dot is an editor's own."""
    return sorted(path for path in folder.glob("*.yml") if not path.name.startswith("."))


def _contract(path: Path) -> Contract:
    contract = _build(path, Contract, _told(path))
    if contract.feed != path.stem:
        raise CatalogError(f"{path}: the feed is called {contract.feed!r}, the file {path.stem!r}; name them alike.")
    for rule in contract.rules:
        try:
            of_rule(rule, contract)
        except ConditionError as error:
            raise CatalogError(f"{path}: rules.{rule.id}: {error}") from error
    if contract.delivery.report_when:
        try:
            parse(contract.delivery.report_when, [column.name for column in contract.columns])
        except ConditionError as error:
            raise CatalogError(f"{path}: delivery.report_when: {error}") from error
    return contract


def _senders(path: Path) -> tuple[dict[str, Sender], dict[str, str]]:
    """The senders that can be understood, and what is wrong with the others."""
    found: dict[str, Any] = {}
    broken: dict[str, str] = {}
    try:
        found = yaml_file.read(path)
    except yaml_file.YamlError as error:
        broken[""] = str(error)
        with suppress(yaml_file.YamlError):
            for name, value in yaml_file.entries(path):
                if isinstance(value, yaml_file.YamlError):
                    broken[name] = str(value)
                elif name in found:
                    broken[name] = f"{path}: {name} stands twice: keep one of them."
                else:
                    found[name] = value
    senders = {}
    for name in [name for name in found if name not in broken]:
        try:
            senders[name] = _build(path, Sender, found[name], name)
        except CatalogError as error:
            broken[name] = str(error)
    return senders, broken


def _told(path: Path) -> dict[str, Any]:
    try:
        return yaml_file.read(path)
    except yaml_file.YamlError as error:
        raise CatalogError(str(error)) from error


def _build(path: Path, model: type[Model], value: object, at: str = "") -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in ((at,) if at else ()) + first["loc"])
        wrong = _IN_WORDS.get(first["type"], first["msg"])
        raise CatalogError(f"{path}: {place}: {wrong}.") from error
