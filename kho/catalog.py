"""The contracts and senders of one installation, read from its folder of contracts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kho.conditions import ConditionError, of_rule, parse
from kho.contract import Contract, Text
from kho.settings import Settings

Model = TypeVar("Model", bound=BaseModel)

#: From this day a province reports on its new boundary (Nghị quyết 202/2025/QH15).
REFORM = date(2025, 7, 1)


class CatalogError(Exception):
    """A contract, or the list of senders, says something that cannot be."""


class Sender(BaseModel):
    """Who may send what, for which territories.

    Attributes:
        title: The department's name.
        feeds: Feeds it may send.
        territories: Province codes it may report for since 2025-07-01; `*` for every one.
        territories_until_2025_06_30: Province codes it might report for until then.
        since: First day from which it owes reports, where that is later than the contract's.
        language: Language that its receipts open in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    feeds: tuple[str, ...]
    territories: tuple[str, ...]
    territories_until_2025_06_30: tuple[str, ...] = ()
    since: date | None = None
    language: str = "vi"

    def may_report_for(self, code: str, on: date) -> bool:
        """Whether the province with this code on this day is within the sender's scope."""
        scope = self.territories if on >= REFORM else self.territories_until_2025_06_30
        return "*" in scope or code in scope


class Catalog:
    """Contracts by feed and senders by name."""

    def __init__(self, contracts: dict[str, Contract], senders: dict[str, Sender], folder: Path) -> None:
        self.contracts = contracts
        self.senders = senders
        self.folder = folder

    @classmethod
    def load(cls, folder: Path) -> Catalog:
        """Read every contract and the senders.

        Raises:
            CatalogError: A file is no YAML, or does not follow the model; the sentence names file and place.
        """
        contracts = {}
        for path in sorted(folder.glob("*.yml")):
            if path.name == "senders.yml":
                continue
            contract = _parse(path, Contract)
            if contract.feed != path.stem:
                raise CatalogError(
                    f"{path}: the feed is called {contract.feed!r}, the file {path.stem!r}; name them alike."
                )
            _check_rules(path, contract)
            contracts[contract.feed] = contract
        senders = {
            name: _build(folder / "senders.yml", Sender, value, name)
            for name, value in _yaml(folder / "senders.yml").items()
        }
        for name, sender in senders.items():
            if unknown := set(sender.feeds) - set(contracts):
                raise CatalogError(
                    f"{folder / 'senders.yml'}: {name} may send {sorted(unknown)}, which no contract defines."
                )
        return cls(contracts, senders, folder)


@lru_cache(maxsize=4)
def _cached(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> Catalog:
    return Catalog.load(folder)


def catalog(settings: Settings | None = None) -> Catalog:
    """The catalog of this installation; read again when a file of it has changed."""
    folder = (settings or Settings.from_environment()).contracts
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.yml")))
    return _cached(folder, stamp)


def _check_rules(path: Path, contract: Contract) -> None:
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


def _yaml(path: Path) -> dict[str, object]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CatalogError(f"{path}: cannot be read ({error}).") from error
    if not isinstance(value, dict):
        raise CatalogError(f"{path}: expected a mapping.")
    return value


def _parse(path: Path, model: type[Model]) -> Model:
    return _build(path, model, _yaml(path))


def _build(path: Path, model: type[Model], value: object, at: str = "") -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in ((at,) if at else ()) + first["loc"])
        raise CatalogError(f"{path}: {place}: {first['msg']}.") from error
