"""The metrics layer: shares are quotients of sums, stocks those of the last period, as of any release."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kho import releases
from kho.cli import main
from kho.database import connect
from kho.steps.build import build
from kho.steps.errors import Permanent
from kho.steps.metrics import statement
from kho.steps.publish import publish
from tests.integration.entries import deliver

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
    deliver("payment_accounts", [*before, accounts("22", 100, 1000, **QUARTER)], sender="nhnn/khu_vuc_6")
    released()
    deliver("payment_accounts", [*before[:1], accounts("22", 700, 1000, **QUARTER)], sender="nhnn/khu_vuc_6")
    released()
    assert asked(capsys, "account_holders_rate", "--as-of", "1") == [{"account_holders_rate": 0.5}]
    by = "account_stock__territory_code"
    assert asked(capsys, "account_holders", "account_holders_rate", "--by", by) == [
        {by: "22", "account_holders": "700", "account_holders_rate": 0.7},
        {by: "31", "account_holders": "900", "account_holders_rate": 0.9},
    ]


def test_a_metric_that_is_not_there_is_told_with_those_that_are(database: str) -> None:
    with pytest.raises(Permanent, match=r"Metrics cannot be computed for 'wealth'; there are the metrics account_hold"):
        statement(["wealth"])
