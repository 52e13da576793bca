"""The cases that the programmes ask about, from the file that a department sends to the mart that answers."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from typing import Any

import pytest

from kho.database import connect
from kho.settings import Settings
from kho.steps.chain import Outcome, ingest, release

SENDER, FEED = "hanoi/so_khcn", "digital_economy_indicators"
HEADER = (
    "Mã chỉ tiêu;Chỉ tiêu;Đơn vị tính;Kỳ báo cáo;Kế hoạch năm;Thực hiện kỳ báo cáo;So với cùng kỳ (%);Nguồn/phương pháp"
)
SHARE = "DE_GRDP_SHARE;Tỷ trọng kinh tế số trong GRDP;%"


def sent(name: str, *rows: str) -> Outcome:
    """What becomes of a file with these rows."""
    target = Settings.from_environment().inbox / SENDER / FEED / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    os.utime(target, (time.time() - 60,) * 2)
    (outcome,) = ingest()
    return outcome


def rows(query: str, as_of: str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=as_of) as conn:
        return conn.execute(query.encode()).fetchall()


@pytest.mark.usefixtures("database")
def test_the_cases_of_the_programmes() -> None:
    both = sent(
        "bao_cao.csv",
        f"{SHARE};2023;;17,5;;Bộ KH&CN",
        f"{SHARE};2023;;23,5;;NEU",
        f"{SHARE};2030;40;;;Kế hoạch",
        f"{SHARE};2030;> 40;;;Trả lời phỏng vấn",
        "STATE_BUDGET_REVENUE_VS_PLAN;Thu NSNN so với dự toán;%;9 tháng 2025;;103,3;;Sở Tài chính",
    )
    assert both.delivery.verdict == "accepted", "103.3 % of a plan is no mistake"
    first = release().release_id
    share = "select value from marts.mart_source_conflicts where scenario = 'actual' order by 1"
    assert rows(share) == [(Decimal("17.5"),), (Decimal("23.5"),)]
    targets = """select comparator, value, spread_value from marts.mart_source_conflicts
        where scenario = 'target' order by 1"""
    assert rows(targets) == [("=", Decimal(40), Decimal(0)), (">", Decimal(40), Decimal(0))]
    plan = "select value from marts.mart_observation where indicator_code = 'STATE_BUDGET_REVENUE_VS_PLAN'"
    assert rows(plan) == [(Decimal("103.3"),)]

    industry = "INDUSTRY_GRDP_SHARE;Tỷ trọng công nghiệp trong cơ cấu kinh tế;%;9 tháng 2025;;> 60;;Báo"
    assert sent("cong_nghiep.csv", industry).delivery.verdict == "held"

    sent("dinh_chinh.csv", f"{SHARE};2023;;18,5;;Bộ KH&CN")
    release()
    assert rows(share) == [(Decimal("18.5"),), (Decimal("23.5"),)]
    assert rows(share, as_of=str(first)) == [(Decimal("17.5"),), (Decimal("23.5"),)]
    assert rows("select 1 from marts.mart_observation where indicator_code = 'INDUSTRY_GRDP_SHARE'") == []
