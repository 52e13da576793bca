"""Communes by code or name, on a day, in a province."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.catalog import Sender
from kho.contract import Text
from kho.reading.fold import fold
from kho.reading.tables import districts
from kho.reading.values.commune_names import keys, written
from kho.reading.values.commune_search import Search
from kho.reading.values.communes import Communes
from kho.reading.values.territories import Territories
from kho.reading.values.text import tidy

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
CODES = Path(__file__).parents[2] / "contracts" / "codes"
COMMUNES, TERRITORIES = Communes.load(CODES), Territories.load(CODES)
NEW = {one.code: one for one in COMMUNES.on(AFTER)}
OLD = {one.code: one for one in COMMUNES.on(BEFORE)}


def find(text: str, day: dt.date = AFTER, *area: str):
    plain = tidy(pl.Series([text]))[0] or "?"
    return Search(COMMUNES, TERRITORIES, day, frozenset(area) if area else None).find(written([plain])[0])


def sender(*codes: str, until: tuple[str, ...] = ()) -> Sender:
    return Sender(
        title=Text(vi="Sở", en="Department", fr="Service"), feeds=("feed",), territories=codes,
        territories_until_2025_06_30=until,
    )  # fmt: skip


# names


@pytest.mark.parametrize(
    "text",
    [
        "Phường Hoàn Kiếm", "P. Hoàn Kiếm", "P.Hoàn Kiếm", "P Hoàn Kiếm", "phường hoàn kiếm", "PHƯỜNG HOÀN KIẾM",
        "Hoàn Kiếm", "Phuong Hoan Kiem", "hoan kiem", "Phuờng Hoàn Kiếm", "Phường Hoàn Kiếm (00070)",
        "00070 - Phường Hoàn Kiếm", "Phường Hoàn Kiếm - 00070", "Hoàn Kiếm [00070]", "12. Phường Hoàn Kiếm",
        "Phường Hoàn Kiếm, Hà Nội", "Phường Hoàn Kiếm, TP. Hà Nội", "00070", "70", "70.0",
        "Ph. Hoàn Kiếm", "Phường Hoàn Kiếm - TP. Hà Nội", "UBND P. Hoàn Kiếm",
    ],
)  # fmt: skip
def test_a_commune_in_any_spelling_has_its_code(text):
    assert find(text, AFTER, "01").commune.code == "00070"


@pytest.mark.parametrize(
    ("text", "area", "code"),
    [
        ("P.4, TP Mỹ Tho", "82", "28252"), ("P4 (thị xã Cai Lậy)", "82", "28439"), ("Phường 04, Q. 3", "79", "27148"),
        ("Phường IV", "72", "25462"), ("phường iii", "93", "31321"),
        ("Xã Vĩnh Quang, TP Cao Bằng", "04", "01693"), ("Phường 3, TX. Ngã Năm", "94", "31747"),
        ("TT. Yên Viên", "01", "00526"), ("Thị trấn Yên Viên", "01", "00526"),
        ("X. Yên Viên", "01", "00532"), ("Huyện Bạch Long Vĩ (318)", "31", "318"), ("Phường Đúc", "46", "19780"),
        ("Xà Phiên", "93", "31495"), ("Xa Dung", "11", "03373"), ("Xã Mỹ Quí", "87", "30055"),
    ],
)  # fmt: skip
def test_old_communes_are_told_apart_by_kind_number_and_district(text, area, code):
    assert find(text, BEFORE, area).commune.code == code


@pytest.mark.parametrize(("text", "code"), [("Mỹ Tho", "28261"), ("Mỹ Thọ", "30076"), ("Xa My Tho", "30076")])
def test_marks_and_the_kind_tell_two_names_apart(text, code):
    assert find(text, AFTER, "82").commune.code == code


def test_a_name_that_may_be_two_names_lists_both():
    found = find("My Tho", AFTER, "82")
    assert (found.rule, found.params) == ("cell.code", {})
    assert found.expected == "Phường Mỹ Tho, Tỉnh Đồng Tháp (28261), Xã Mỹ Thọ, Tỉnh Đồng Tháp (30076)"


def test_a_name_of_several_provinces_needs_one():
    found = find("Xã Tân Lập")
    assert (found.commune, found.rule, found.params) == (None, "cell.code", {})
    assert found.expected == (
        "Xã Tân Lập, Tỉnh Quảng Trị (19462), Xã Tân Lập, Tỉnh Lâm Đồng (23134), Xã Tân Lập, Tỉnh Tây Ninh (25489)"
    )
    assert find("Xã Tân Lập", AFTER, "68").commune.code == "23134"
    assert find("Xã Tân Lập, tỉnh Tây Ninh").commune.code == "25489"
    assert [find(one).commune.code for one in re.findall(r"Xã.*?\(\d+\)", found.expected)] == [
        "19462",
        "23134",
        "25489",
    ]


def test_another_kind_of_unit_is_another_name():
    found = find("Xã Hoàn Kiếm", AFTER, "01")
    assert (found.rule, found.expected) == ("cell.code", "Phường Hoàn Kiếm (00070)")
    assert found.params == {"suggestion": "Phường Hoàn Kiếm (00070)"}


def test_a_misspelt_commune_gets_a_proposal():
    found = find("Phường Hoàn Kếm", AFTER, "01")
    assert (found.rule, found.expected) == ("cell.code", "Phường Hoàn Kiếm (00070)")
    unknown = find("Atlantis", AFTER, "01")
    assert (unknown.rule, unknown.params) == ("cell.code", {})
    assert unknown.expected == "commune"


def test_a_code_that_never_was():
    assert find("99999", AFTER, "01").rule == "cell.code"
    assert find("Phường Hoàn Kiếm (99999)").params == {"suggestion": "Phường Hoàn Kiếm (00070)"}


def test_a_name_beside_the_code_of_another_commune_is_not_believed():
    found = find("Phường Ba Đình (00070)", AFTER, "01")
    assert (found.commune, found.rule) == (None, "cell.code")
    assert found.expected == "Phường Ba Đình, Thành phố Hà Nội (00004), Phường Hoàn Kiếm, Thành phố Hà Nội (00070)"


# both sides of the reform


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phường Trúc Bạch", "Phường Ba Đình (00004)"), ("Trúc Bạch", "Phường Ba Đình (00004)"),
        ("00001", "Phường Hồng Hà (00097)"), ("Phường Trúc Bạch (00004)", "Phường Ba Đình (00004)"),
    ],
)  # fmt: skip
def test_an_old_commune_on_a_new_day_names_the_new_one(text, expected):
    found = find(text, AFTER, "01")
    assert (found.commune, found.rule, found.expected) == (None, "cell.commune", expected)
    assert found.params == {"date": "01/07/2025", "suggestion": expected}
    assert str(find(expected, AFTER, "01").commune) == expected


def test_a_parted_commune_lists_all_that_it_became():
    found = find("Xã Tân Hội", AFTER, "82")
    assert (found.rule, found.params) == ("cell.commune", {"date": "01/07/2025"})
    assert found.expected == "Xã Tân Phú, Tỉnh Đồng Tháp (28468), Phường Hồng Ngự, Tỉnh Đồng Tháp (29955)"


def test_a_new_commune_on_an_old_day_names_what_it_was_made_of():
    found = find("Đặc khu Côn Đảo", BEFORE)
    assert (found.rule, found.expected) == ("cell.commune", "Huyện Côn Đảo (755)")
    found = find("Phường Hoàn Kiếm", BEFORE, "01")
    assert found.rule == "cell.commune"
    assert "Phường Hàng Bạc, Quận Hoàn Kiếm, Thành phố Hà Nội (00061)" in found.expected
    assert "suggestion" not in found.params


def test_a_code_used_again_is_read_by_its_day():
    assert str(find("31582", BEFORE).commune) == "Xã Phú Tân (31582)"
    assert str(find("31582", AFTER).commune) == "Xã Thuận Hòa (31582)"


def test_province_82_and_its_communes_on_both_sides(read_column):
    """Code 82 was Tiền Giang and is Đồng Tháp: Mỹ Tho lies in both, Cao Lãnh only in the second."""
    read = read_column(
        "commune", ["28261", "Phường Mỹ Tho", "Phường Cao Lãnh", "Phường 1, TP. Mỹ Tho", "29869"],
        on=pl.Series([BEFORE, AFTER, AFTER, BEFORE, BEFORE]), territory=pl.Series(["82"] * 5),
    )  # fmt: skip
    assert read.columns["value"].to_list() == ["28261", "28261", "29869", "28261", "29869"]
    assert [OLD["28261"].full_name, NEW["28261"].full_name] == ["Phường 1", "Phường Mỹ Tho"]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [
        (4, "cell.commune_province", "29869", "Tỉnh Tiền Giang (82)")
    ]
    assert json.loads(read.problems["params"][0]) == {"province": "Tỉnh Đồng Tháp (87)"}


def test_the_first_list_holds_before_it():
    assert find("Phường Trúc Bạch", dt.date(2003, 12, 31), "01").commune.code == "00004"


# a column


def test_a_column_gives_the_codes_of_its_days(read_column):
    cells = ["4", "00004", "Phường Ba Đình (00004)", "P. Ba Đình", "x", None, "Phường Trúc Bạch"]
    days = pl.Series([AFTER] * 6 + [BEFORE])
    read = read_column("commune", cells, on=days)
    assert read.columns["value"].to_list() == ["00004", "00004", "00004", "00004", None, None, "00004"]
    assert read.problems.select("row", "rule", "raw").rows() == [(4, "cell.code", "x")]


def test_an_address_is_read_from_its_commune_on(read_column):
    codes = {
        "Số 5 phố Quán Thánh, Phường Ba Đình, Thành phố Hà Nội": "00004", "12 Đội Cấn - P. Ba Đình, Hà Nội": "00004",
        "Thôn 3, xã Hòa Lạc, TP Hà Nội": "09988", "Phú Bài, TT Huế": "19960", "00070 - Phường Ba Đình": None,
        "Phường Ba Đình (phường Trúc Bạch cũ)": "00004", "25 Lê Lợi, Ba Đình": None,
    }  # fmt: skip
    assert read_column("commune", [*codes], scope=sender("*")).columns["value"].to_list() == [*codes.values()]


def test_numbers_of_a_workbook_are_codes(read_column):
    cells = {"raw": ["4", "70", "70"], "number": [4.0, 70.0, None]}
    assert read_column("commune", cells).columns["value"].to_list() == ["00004", "00070", "00070"]


def test_the_sender_tells_which_of_several_is_meant(read_column):
    read = read_column("commune", ["Xã Tân Lập", "Phường Ba Đình"], scope=sender("68"), sender="lamdong/so_khcn")
    assert read.columns["value"].to_list() == ["23134", "00004"]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [
        (1, "sender.territory", "Phường Ba Đình", "Tỉnh Lâm Đồng (68)")
    ]
    assert json.loads(read.problems["params"][0]) == {"date": "01/11/2025", "sender": "lamdong/so_khcn"}


def test_an_old_boundary_has_the_scope_of_its_time(read_column):
    scope = sender("31", until=("31",))
    read = read_column("commune", ["10507", "10507"], on=pl.Series([BEFORE, AFTER]), scope=scope, sender="haiphong")
    assert OLD["10507"].province_code == "30"
    assert read.problems["rule"].to_list()[0] == "sender.territory"


def test_the_province_of_the_row_goes_before_the_scope(read_column):
    read = read_column(
        "commune", ["Xã Tân Lập", "Xã Tân Lập", "Xã Tân Lập"], scope=sender("*"),
        territory=pl.Series(["44", "80", None]), sender="trunguong/bo_khcn",
    )  # fmt: skip
    assert read.columns["value"].to_list() == ["19462", "25489", None]
    assert read.problems.select("row", "rule").rows() == [(2, "cell.code")]


def test_a_row_about_a_zone_looks_in_its_city(read_column):
    read = read_column("commune", ["Xã Hòa Lạc", "Xã Tân Lập"], territory=pl.Series(["01-HL", "VN"]))
    assert read.columns["value"].to_list() == ["09988", None]
    assert read.problems["rule"].to_list() == ["cell.code"]


def test_a_column_full_of_nonsense_takes_no_longer_than_it_must(read_column):
    read = read_column("commune", [f"Xã Khong {a}{b}{c}" for a in "abcdefgh" for b in "ijklmnop" for c in "qrstuvwx"])
    assert set(read.problems["rule"]) == {"cell.code"}
    assert read.problems.height == 512


# spellings

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SPELLINGS = {
    "as it is": lambda name: name,
    "NFD": lambda name: unicodedata.normalize("NFD", name),
    "capitals": str.upper,
    "small letters": str.lower,
    "wide": lambda name: name.replace(" ", "   "),
    "bare": lambda name: re.sub(r"^(Phường|Xã|Thị trấn|Đặc khu) ", "", name),
    "short": lambda name: re.sub("^Phường ", "P. ", re.sub("^Xã ", "X. ", re.sub("^Thị trấn ", "TT. ", name))),
    "tone moved": lambda name: _tone_moved(name),
}


def _tone_moved(name: str) -> str:
    """`hòa` for `hoà`: the tone mark one vowel to the right or left, where a syllable has two."""
    spread = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", re.sub(rf"([ou])([{_TONES}])([aey])(?![a-z])", r"\1\3\2", spread))


@given(
    st.sampled_from(sorted(NEW) + sorted(OLD)), st.sampled_from(sorted(_SPELLINGS)), st.sampled_from(sorted(_SPELLINGS))
)
def test_any_spelling_of_any_commune_is_read_back(code, first, second):
    for day, communes in ((BEFORE, OLD), (AFTER, NEW)):
        if (one := communes.get(code)) is None:
            continue
        name = _SPELLINGS[second](_SPELLINGS[first](one.full_name))
        texts = [f"{name} ({code})", name + (f", {one.district}" if one.district else "")]
        told, named = (find(text, day, one.province_code) for text in texts)
        assert told.commune == one
        assert named.commune == one or f"({code})" in named.expected


@given(st.text(max_size=30))
def test_keys_of_any_text_are_plain_and_stable(text):
    once = keys(pl.Series([text]))
    assert re.fullmatch("[a-z0-9]*", once["loose"][0])
    assert keys(pl.Series([unicodedata.normalize("NFD", text)])).equals(once) or not text.isascii()


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text):
    found = find(text, AFTER, "01")
    assert found.commune is not None or (found.rule in {"cell.code", "cell.commune"} and found.expected)


def test_districts_without_communes_are_no_groups_of_communes() -> None:
    with (CODES / "communes.csv").open(encoding="utf-8") as file:
        alone = {fold(row["name"]) for row in csv.DictReader(file) if row["unit_type"] == "huyện"}
    assert alone == districts.WITHOUT_COMMUNES
    assert [districts.is_group(f"Huyện {name}") for name in sorted(alone)] == [False] * len(alone)
    assert districts.is_group("Huyện đảo Cát Hải")
