"""`docs/add_a_feed.md` can be followed: its files are taken as they stand there."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
import yaml

from kho.catalog import Catalog
from kho.reading import Source, read
from kho.settings import PROJECT

PAGE = (PROJECT / "docs" / "add_a_feed.md").read_text(encoding="utf-8")
#: Path → content of every block that names a file.
FILES = dict(re.findall(r"^```\w+ (\S+/\S+)\n(.*?)^```$", PAGE, re.M | re.S))
FEED = "public_wifi_points"
SAMPLE = f"quangninh/so_khcn/{FEED}/wifi_Quy_III_2025.csv"


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """The house's contracts with those of the page."""
    folder = tmp_path / "contracts"
    shutil.copytree(PROJECT / "contracts", folder)
    (folder / f"{FEED}.yml").write_text(FILES[f"contracts/{FEED}.yml"], encoding="utf-8")
    senders = yaml.safe_load((folder / "senders.yml").read_text(encoding="utf-8"))
    senders |= yaml.safe_load(FILES["contracts/senders.yml"])
    (folder / "senders.yml").write_text(yaml.safe_dump(senders, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_page_names_every_file_of_a_feed() -> None:
    assert sorted(FILES) == [
        "contracts/public_wifi_points.yml",
        "contracts/senders.yml",
        "dbt_project/models/marts/mart_wifi_uptime.sql",
        "dbt_project/models/marts/mart_wifi_uptime.yml",
        "dbt_project/models/staging/stg_public_wifi_points.sql",
        "dbt_project/models/staging/stg_public_wifi_points.yml",
        "dbt_project/models/warehouse/fct_wifi_point.sql",
        "dbt_project/models/warehouse/fct_wifi_point.yml",
        "samples/expected.yml",
        f"samples/{SAMPLE}",
        "tests/contracts/rule_cases.yml",
    ]


def test_its_sample_is_read_without_a_finding(contracts: Path, tmp_path: Path) -> None:
    catalog = Catalog.load(contracts)
    (expected,) = yaml.safe_load(FILES["samples/expected.yml"])
    path = tmp_path / Path(SAMPLE).name
    path.write_text(FILES[f"samples/{SAMPLE}"], encoding="utf-8")
    reading = read(Source(path, path.name, expected["sender"], dt.date(2026, 3, 2)), catalog.contracts[FEED], catalog)
    rows = pl.concat(reading.batches())
    assert len(reading.findings) == 0
    assert reading.is_sample == expected["is_sample"]
    assert rows.select("territory_code", "period_end", "points_count", "working_points_count").rows() == [
        ("22", dt.date(2025, 9, 30), 1204, 1150)
    ]


def test_its_models_describe_the_columns_that_they_select() -> None:
    for path in ("warehouse/fct_wifi_point", "marts/mart_wifi_uptime"):
        described = yaml.safe_load(FILES[f"dbt_project/models/{path}.yml"])["models"][0]["columns"]
        selected = FILES[f"dbt_project/models/{path}.sql"].rsplit("\nselect\n", 1)[1].split("\nfrom ")[0]
        names = [re.split(r" as |\.", line.strip().rstrip(","))[-1] for line in selected.splitlines()]
        names = [name for name in names if "release_columns" not in name]
        assert [column["name"] for column in described if column["name"] not in ("from_release", "to_release")] == names


def test_the_sender_of_the_page_is_the_house_s_own_with_one_feed_more() -> None:
    ours = yaml.safe_load((PROJECT / "contracts" / "senders.yml").read_text(encoding="utf-8"))
    ((name, shown),) = yaml.safe_load(FILES["contracts/senders.yml"]).items()
    assert shown | {"feeds": ours[name]["feeds"]} == ours[name]


def test_its_rules_have_cases_and_its_mart_a_unit_test() -> None:
    rules = yaml.safe_load(FILES[f"contracts/{FEED}.yml"])["rules"]
    cases = yaml.safe_load(FILES["tests/contracts/rule_cases.yml"])
    assert [rule["id"] for rule in rules] == list(cases)
    assert yaml.safe_load(FILES["dbt_project/models/marts/mart_wifi_uptime.yml"])["unit_tests"]
