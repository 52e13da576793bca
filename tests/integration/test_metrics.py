"""The metrics layer: shares are quotients of sums, stocks those of the last period, as of any release."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kho import releases
from kho.cli import main
from kho.database import connect
from kho.steps.build import build
from kho.steps.errors import Permanent
from kho.steps.metrics import statement
from kho.steps.publish import publish
from tests.integration.entries import deliver, indicator, year

KHO = Path(sys.executable).with_name("kho")
QUARTER = {"period_end": "2025-09-14", "period_kind": "quarter", "period_label": "Quý III/2025"}
YEAR_BEFORE = {"period_end": "2024-09-14", "period_kind": "quarter", "period_label": "Quý III/2024"}


def accounts(territory: str, holders: int, people: int, **period: Any) -> dict[str, Any]:
    row = {"territory_code": territory, "age_group": "15+", "accounts_count": holders, "account_holders_count": holders}
    return row | {"population_15_count": people} | period


def released() -> None:
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(["metrics", *arguments, "--json"])
    assert not ended.value.code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def test_a_share_is_the_quotient_of_sums_of_the_last_period(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = [accounts("31", 900, 1000, **QUARTER), accounts("22", 90, 1000, **YEAR_BEFORE)]
    # all but four have an account: nobody is told how many, and the people count in no share
    hidden = accounts("33", 9996, 10_000, **QUARTER)
    deliver("payment_accounts", [*before, hidden, accounts("22", 100, 1000, **QUARTER)], sender="nhnn/khu_vuc_6")
    # more than 50 % leave a target of 60 % open
    figure = indicator(actual_value=50, actual_value_comparator=">")
    deliver(
        "digital_economy_indicators",
        [figure, *(indicator(target_value=goal, **year(1990 + goal)) for goal in (40, 60))],
    )
    released()
    deliver("payment_accounts", [before[0], hidden, accounts("22", 700, 1000, **QUARTER)], sender="nhnn/khu_vuc_6")
    released()
    assert asked(capsys, "account_holders_rate", "--as-of", "1") == [{"account_holders_rate": 0.5}]
    by = "account_stock__territory_code"
    assert asked(capsys, "account_holders", "account_holders_rate", "--by", by) == [
        {by: "22", "account_holders": "700", "account_holders_rate": 0.7},
        {by: "31", "account_holders": "900", "account_holders_rate": 0.9},
        {by: "33", "account_holders": None, "account_holders_rate": None},
    ]
    assert asked(capsys, "comparisons", "targets_reached_rate") == [{"comparisons": 1, "targets_reached_rate": 1.0}]


def test_mf_asks_the_same_warehouse_with_no_network_to_be_had(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver("payment_accounts", [accounts("31", 900, 1000, **QUARTER), accounts("22", 700, 1000, **QUARTER)])
    released()
    by, names = "account_stock__territory_code", ["account_holders", "account_holders_rate"]
    table = tmp_path / "told.csv"
    told = subprocess.run(
        ["sh", "-ec", f"""eval "$({KHO} env)"; dbt --quiet parse
            mf query --metrics {",".join(names)} --group-by {by} --order {by} --csv {table}"""],
        cwd=tmp_path,
        # whoever asks for a newer version meets a closed door
        env=os.environ | {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    with table.open(encoding="utf-8") as lines:
        rows = [row | {name: float(row[name]) for name in names} for row in csv.DictReader(lines)]
    assert rows == [row | {name: float(row[name]) for name in names} for row in asked(capsys, *names, "--by", by)]
    assert [(row[by], row["account_holders"], row["account_holders_rate"]) for row in rows] == [
        ("22", 700, 0.7),
        ("31", 900, 0.9),
    ]


def test_a_password_reaches_dbt_as_it_is(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_DATABASE_URL", "postgresql://kho:it%27s%20%22%24HOME%22@db.example:5433/warehouse")
    script = f'eval "$({KHO} env)"; echo "$KHO_DBT_HOST $KHO_DBT_PORT $DBT_ENV_SECRET_KHO_PASSWORD"; command -v mf'
    told = subprocess.run(["sh", "-ec", script], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ['db.example 5433 it\'s "$HOME"', str(KHO.with_name("mf"))]


def test_a_metric_that_is_not_there_is_told_with_those_that_are(database: str) -> None:
    with pytest.raises(Permanent, match=r"Metrics cannot be computed for 'wealth'; there are the metrics account_hold"):
        statement(["wealth"])
