"""The mess that departments send, line by line of its catalogue: codes, names, senders and portals."""

from __future__ import annotations

import datetime as dt
import json

from tests.fixtures.mess import (
    EXCHANGE,
    INDICATORS,
    PARK,
    PARK_TITLES,
    PROJECT_ROW,
    TITLES,
    Reader,
    findings,
    indicator,
    xlsx,
)


def test_21_codes_that_lost_zeros_or_became_floats(deliver: Reader) -> None:
    rows, reading = deliver(
        xlsx([TITLES, indicator(place=1), indicator(place="1.0"), indicator(place="01"), indicator(place=1.0)]),
        INDICATORS, sender="hanoi/so_khcn",
    )  # fmt: skip
    assert rows["territory_code"].to_list() == ["01", "01", "01", "01"]
    assert findings(reading) == []
    codes = ["0101234567", 101234567, "101234567.0", "1.01E+08"]
    projects = [[code, *PROJECT_ROW[1:]] for code in codes]
    rows, reading = deliver(xlsx([["Quý III/2025"], PARK_TITLES, *projects]), PARK)
    assert rows["project_code"].to_list() == ["0101234567", "101234567", "101234567", None]
    assert findings(reading) == [("cell.type", "A6", "1.01E+08")]


def test_22_names_in_every_spelling(deliver: Reader) -> None:
    places = ["HÀ NỘI", "Thủ đô Hà Nội", "TP. Hà Nội", "Hà  Nội", "TP. Hồ Chí Minh", "TPHCM", "ha noi"]
    content = xlsx([TITLES, *(indicator(place=place) for place in places)])
    rows, reading = deliver(content, INDICATORS, sender="trunguong/bo_khcn")
    assert rows["territory_code"].to_list() == ["01", "01", "01", "01", "79", "79", "01"]
    assert findings(reading) == []


def test_23_old_provinces_and_reused_codes_on_both_sides_of_the_reform(deliver: Reader) -> None:
    cases = [(place, period) for place in ("82", "Đồng Tháp", "87", "Tiền Giang") for period in ("II", "III")]
    content = xlsx([TITLES, *(indicator(place=place, period=f"Quý {period}/2025") for place, period in cases)])
    rows, reading = deliver(content, INDICATORS, sender="dongthap/so_khcn")
    assert rows["territory_code"].to_list() == ["82", "82", "87", "82", "87", None, "82", None]
    assert findings(reading) == [("cell.territory", "D7", "87"), ("cell.territory", "D9", "Tiền Giang")]
    assert set(reading.findings.frame()["expected"]) == {"Tỉnh Đồng Tháp (82)"}


def test_27_a_senders_scope_before_and_after_the_reform(deliver: Reader) -> None:
    cases = [("Hải Dương", "Quý II/2025"), ("Hải Dương", "Quý III/2025"), ("Quảng Ninh", "Quý III/2025")]
    content = xlsx([TITLES, *(indicator(place=place, period=period) for place, period in cases)])
    rows, reading = deliver(content, INDICATORS)
    assert rows["territory_code"].to_list() == ["30", None, "22"]
    assert findings(reading) == [("cell.territory", "D3", "Hải Dương"), ("sender.territory", "D4", "Quảng Ninh")]


def test_records_of_a_portal_are_no_table_but_the_same_mess(deliver: Reader) -> None:
    deal = {
        "id": 5,
        "donViId": "HN-SYT",
        "ngay": "2025-10-01T23:30:00Z",
        "trangThai": "Đã ký",
        "giaTriHopDong": "1,5 tỷ",
    }
    rows, reading = deliver(json.dumps({"giao_dich": [deal]}).encode(), EXCHANGE, "a.json")
    assert rows.select("record_type", "record_id", "record_date", "contract_value_vnd", "status").rows() == [
        ("deal", "5", dt.date(2025, 10, 2), 1_500_000_000, "signed")
    ]
    assert findings(reading) == [("cell.unit", None, "tỷ")]
