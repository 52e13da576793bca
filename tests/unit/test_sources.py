"""The file that tells dbt of the raw tables says exactly what the contracts say."""

from __future__ import annotations

from pathlib import Path

import yaml

from kho import dbt_sources, release_changes
from kho.catalog import Catalog
from kho.contract import Contract
from kho.settings import PROJECT

CONTRACTS = Catalog.load(PROJECT / "contracts").contracts

VISITORS = Contract.model_validate(
    {
        "feed": "visitors",
        "title": {"vi": "Khách", "en": "Visitors", "fr": "Visiteurs"},
        "grain": "one row per month",
        "key": ["period"],
        "replaces": ["sender", "period"],
        "delivery": {"formats": ["csv"], "frequency": "month"},
        "fields": {
            "period": {"header": "Kỳ", "type": "period", "required": True},
            "guide_name": {"header": "Người dẫn", "type": "text", "personal": True},
            "remark": {"header": "Ghi chú", "type": "text"},
        },
    }
)


def test_the_committed_file_is_what_the_contracts_say_byte_for_byte() -> None:
    assert dbt_sources.SOURCES.read_bytes() == dbt_sources.render(CONTRACTS.values()).encode()


def test_the_order_of_contracts_does_not_matter() -> None:
    contracts = list(CONTRACTS.values())
    assert dbt_sources.render(contracts) == dbt_sources.render(reversed(contracts))


def test_columns_carry_label_type_and_whether_they_are_personal_or_free_text() -> None:
    table = yaml.safe_load(dbt_sources.render([VISITORS]))["sources"][0]["tables"][0]
    columns = {column["name"]: column for column in table["columns"]}
    assert list(columns)[:4] == ["delivery_id", "sheet_name", "row_number", "period_start"]
    assert columns["period_end"]["data_type"] == "date"
    assert columns["guide_name"]["config"]["meta"] == {"personal": True}
    assert columns["remark"]["config"]["meta"] == {"free_text": True}


def test_the_scope_is_that_of_the_contract_and_names_its_feed() -> None:
    expected = "md5(jsonb_build_array('visitors', sender, period_end, period_kind)::text)::uuid"
    assert release_changes.scope_expression(VISITORS) == expected


def test_every_replaced_scope_lies_within_the_key() -> None:
    outside = {
        feed: set(contract.replaces) - set(contract.key) - {"sender"}
        for feed, contract in CONTRACTS.items()
        if set(contract.replaces) - set(contract.key) - {"sender"}
    }
    assert outside == {}, "a row whose key does not name its scope would stand in two of them"


def test_every_feed_has_a_staging_model_of_one_line() -> None:
    folder = PROJECT / "dbt_project" / "models" / "staging"
    found = {path.name: path.read_text() for path in folder.glob("stg_*.sql")}
    assert found == {f"stg_{feed}.sql": f"{{{{ staged('{feed}') }}}}\n" for feed in CONTRACTS}


def test_writing_leaves_a_file_alone_that_is_right(tmp_path: Path) -> None:
    path = tmp_path / "_sources.yml"
    known = Catalog({"visitors": VISITORS}, {}, tmp_path)
    assert dbt_sources.write(known, path)
    assert not dbt_sources.write(known, path)


def test_a_contract_that_cannot_be_used_keeps_its_source_for_dbt_would_refuse_the_whole_project(tmp_path: Path) -> None:
    path = tmp_path / "_sources.yml"
    dbt_sources.write(Catalog({"visitors": VISITORS}, {}, tmp_path), path)
    before = path.read_bytes()
    assert not dbt_sources.write(
        Catalog({}, {}, tmp_path, broken={"visitors": "visitors.yml: half of it is missing"}), path
    )
    assert path.read_bytes() == before
