"""The contracts of the house hold together: names, rules, messages, senders."""

from __future__ import annotations

import csv
import string
from collections import Counter

import pytest
import sqlglot
from sqlglot import exp

from kho.catalog import Catalog
from kho.contract import Contract, RuleSpec
from kho.reading.fold import fold
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")
CONTRACTS = list(CATALOG.contracts.values())
RULES = [(contract, rule) for contract in CONTRACTS for rule in contract.rules]

#: What every message may name beside the feed's own columns.
WHERE = {"where", "sheet", "cell", "row", "raw", "expected"}


def _feed(contract: Contract) -> str:
    return contract.feed


def _rule(value: object) -> str:
    return value.id if isinstance(value, RuleSpec) else ""


def _ambiguous(meanings: set[tuple[str, str]]) -> list[str]:
    """The texts that stand for more than one thing."""
    return [text for text, times in Counter(text for text, _ in meanings).items() if times > 1]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_feeds_are_there() -> None:
    assert set(CATALOG.contracts) >= {
        "business_support",
        "cashless_streets",
        "commune_conversion",
        "digital_booths",
        "digital_economy_indicators",
        "digital_services_uptake",
        "dtmarket_exchange",
        "enterprise_register",
        "hightech_park_projects",
        "merged_provinces",
        "online_public_services",
        "payment_accounts",
        "provincial_budget",
        "science_technology_budget",
        "self_assessment",
        "signal_gaps",
        "socioeconomic_indicators",
        "statistics_table",
        "technology_listings",
        "vneid_accounts",
    }


@pytest.mark.parametrize("contract", CONTRACTS, ids=_feed)
def test_no_title_stands_for_two_fields(contract: Contract) -> None:
    titles = {(fold(title), name) for name, spec in contract.fields.items() for title in spec.titles}
    assert _ambiguous(titles) == []


@pytest.mark.parametrize("contract", CONTRACTS, ids=_feed)
def test_no_label_stands_for_two_codes(contract: Contract) -> None:
    for spec in contract.fields.values():
        labels = {(fold(label), code) for code, written in (spec.codes or {}).items() for label in written}
        assert _ambiguous(labels) == []


@pytest.mark.parametrize("contract", CONTRACTS, ids=_feed)
def test_every_field_has_a_label_in_three_languages(contract: Contract) -> None:
    assert [name for name, spec in contract.fields.items() if spec.label is None] == []


@pytest.mark.parametrize(("contract", "rule"), RULES, ids=_rule)
def test_a_rule_is_a_condition_on_columns_of_its_feed(contract: Contract, rule: RuleSpec) -> None:
    known = {column.name for column in contract.columns}
    for condition in filter(None, (rule.check, rule.when)):
        named = {column.name for column in sqlglot.parse_one(condition, read="postgres").find_all(exp.Column)}
        assert named <= known
        assert named
    assert set(rule.fields) <= set(contract.fields)


@pytest.mark.parametrize(("contract", "rule"), RULES, ids=_rule)
def test_a_message_says_the_same_in_three_languages(contract: Contract, rule: RuleSpec) -> None:
    texts = (rule.message.vi, rule.message.en, rule.message.fr)
    assert len({frozenset(_placeholders(text)) for text in texts}) == 1
    assert _placeholders(rule.message.vi) <= WHERE | {column.name for column in contract.columns}
    assert all(text.endswith(".") for text in texts)
    # the place is said once, in the words that fit the file
    assert all(text.startswith("{where}") for text in texts)
    assert not _placeholders(rule.message.vi) & {"sheet", "cell", "row"}


def test_rule_ids_are_unique_in_the_house() -> None:
    ids = [rule.id for _, rule in RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("contract", CONTRACTS, ids=_feed)
def test_somebody_may_send_every_feed(contract: Contract) -> None:
    senders = [name for name, sender in CATALOG.senders.items() if contract.feed in sender.feeds]
    assert senders
    assert {portal.sender for portal in contract.pull} <= set(senders)


def test_sectors_of_the_contract_are_those_of_the_shared_list() -> None:
    with (CATALOG.folder / "codes" / "sectors.csv").open(encoding="utf-8") as file:
        shared = {row["code"] for row in csv.DictReader(file)}
    assert set(CATALOG.contracts["digital_economy_indicators"].fields["sector_code"].codes or {}) == shared
