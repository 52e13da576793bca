"""Provinces by code or name, on a day."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import polars as pl
import pytest

from kho.catalog import Sender
from kho.contract import Text
from kho.reading.values.territories import Territories, name_key

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
PROVINCES = {"tỉnh", "thành phố trực thuộc trung ương"}


@pytest.fixture(scope="module")
def territories(codes):
    return Territories.load(codes)


def provinces(territories, day):
    return [one for one in territories.on(day) if one.unit_type in PROVINCES]


def test_63_provinces_became_34_and_seven_codes_changed_their_meaning(territories):
    old = {one.code: one.name for one in provinces(territories, BEFORE)}
    new = {one.code: one.name for one in provinces(territories, AFTER)}
    assert (len(old), len(new)) == (63, 34)
    assert {code for code in old.keys() & new.keys() if old[code] != new[code]} == {
        "15",
        "24",
        "44",
        "52",
        "80",
        "82",
        "91",
    }
    assert (old["82"], new["82"]) == ("Tiền Giang", "Đồng Tháp")


def test_no_code_means_two_things_on_one_day(territories):
    for day in (dt.date(2004, 1, 1), dt.date(2008, 8, 1), dt.date(2025, 1, 1), BEFORE, AFTER, dt.date(2026, 4, 30)):
        assert max(Counter(one.code for one in territories.on(day)).values()) == 1
        names = Counter(name_key(one.name) for one in territories.on(day))
        assert max(names.values()) == 1


def test_every_old_province_leads_to_one_of_today(territories):
    for one in provinces(territories, BEFORE):
        found = territories.resolve(one.name, AFTER)
        assert found.territory or found.expected in {str(now) for now in provinces(territories, AFTER)}


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("01", "01", "01"), ("1", "01", "01"), ("1.0", "01", "01"), ("Hà Nội", "01", "01"),
        ("Thủ đô Hà Nội", "01", "01"),
        ("HÀ NỘI", "01", "01"), ("Hà Nội (01)", "01", "01"), ("HẢI PHÒNG", "31", "31"), ("31 - Hải Phòng", "31", "31"),
        ("2. Hải Phòng", "31", "31"), ("Tỉnh Quảng Ninh", "22", "22"), ("TP. Hồ Chí Minh", "79", "79"),
        ("TPHCM", "79", "79"), ("TP.HCM", "79", "79"), ("Thành phố  Hồ Chí  Minh", "79", "79"),
        ("Thanh Hoá", "38", "38"),
        ("Thừa Thiên Huế", "46", "46"), ("Thừa Thiên - Huế", "46", "46"), ("Đắc Lắc", "66", "66"),
        ("Lao Cai", "10", "15"),
        ("Đồng Tháp", "87", "82"), ("Tây Ninh", "72", "80"), ("Cả nước", "VN", "VN"), ("Toàn quốc", "VN", "VN"),
        ("TT-Huế", "46", "46"), ("T.T.Huế", "46", "46"), ("UBND tỉnh Quảng Ninh", "22", "22"),
        ("Ủy ban nhân dân TP. Hà Nội", "01", "01"),
        ("01-HL", "01-HL", "01-HL"), ("Khu Công nghệ cao Hòa Lạc (Hà Nội)", "01-HL", "01-HL"),
    ],
)  # fmt: skip
def test_a_place_in_any_spelling_has_the_code_of_the_day(territories, text, before, after):
    assert territories.resolve(text, BEFORE).territory.code == before
    assert territories.resolve(text, AFTER).territory.code == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hải Dương", "Thành phố Hải Phòng (31)"), ("30", "Thành phố Hải Phòng (31)"), ("87", "Tỉnh Đồng Tháp (82)"),
        ("Tiền Giang", "Tỉnh Đồng Tháp (82)"), ("Tiền Giang (82)", "Tỉnh Đồng Tháp (82)"),
        ("Bình Dương", "Thành phố Hồ Chí Minh (79)"), ("Hà Tây", "Thành phố Hà Nội (01)"),
        ("28", "Thành phố Hà Nội (01)"),
    ],
)  # fmt: skip
def test_an_old_place_on_a_new_day_names_the_new_one(territories, text, expected):
    found = territories.resolve(text, AFTER)
    assert (found.territory, found.rule, found.expected) == (None, "cell.territory", expected)
    assert found.params == {"date": "01/07/2025", "suggestion": expected}
    assert str(territories.resolve(expected, AFTER).territory) == expected


def test_a_misspelt_place_gets_a_proposal(territories):
    found = territories.resolve("Quảng Nin", AFTER)
    assert (found.rule, found.expected) == ("cell.code", "Tỉnh Quảng Ninh (22)")
    unknown = territories.resolve("Atlantis", AFTER)
    assert unknown.rule == "cell.code"
    assert unknown.expected.startswith("Thành phố Hà Nội (01), Tỉnh Cao Bằng (04), ")


def test_the_first_list_of_codes_holds_before_it(territories):
    assert territories.resolve("Hà Tây", dt.date(2003, 12, 31)).territory.code == "28"


def test_a_column_is_resolved_on_the_day_of_each_row(read_column):
    days = pl.Series([BEFORE, AFTER, AFTER, None])
    read = read_column("territory", ["82", "82", "Hải Dương", "Đồng Tháp"], on=days)
    assert read.columns["value"].to_list() == ["82", "82", None, "82"]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [
        (2, "cell.territory", "Hải Dương", "Thành phố Hải Phòng (31)")
    ]


def test_a_sender_reports_for_its_own_territories_of_the_day(read_column):
    scope = Sender(
        title=Text(vi="Sở", en="Department", fr="Service"), feeds=("feed",), territories=("31",),
        territories_until_2025_06_30=("30", "31"),
    )  # fmt: skip
    days = pl.Series([BEFORE, AFTER, AFTER])
    read = read_column(
        "territory", ["Hải Dương", "Hải Phòng", "Hà Nội"], on=days, scope=scope, sender="haiphong/so_khcn"
    )
    assert read.columns["value"].to_list() == ["30", "31", "01"]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [
        (2, "sender.territory", "Hà Nội", "Thành phố Hải Phòng (31)")
    ]
    assert json.loads(read.problems["params"][0]) == {"date": "01/07/2025", "sender": "haiphong/so_khcn"}


def test_a_zone_lies_within_the_scope_of_its_city(read_column):
    scope = Sender(title=Text(vi="Ban", en="Board", fr="Comité"), feeds=("feed",), territories=("01",))
    read = read_column("territory", ["01-HL"], scope=scope, sender="hanoi/bql_khu_cnc")
    assert read.columns["value"].to_list() == ["01-HL"]
    assert read.problems.is_empty()


@pytest.mark.parametrize("name", ["T. Quảng Ninh", "t.Quảng Ninh", "T. QUẢNG NINH"])
def test_the_kind_of_a_province_may_be_an_initial(territories, name):
    assert territories.resolve(name, AFTER).territory.code == "22"
