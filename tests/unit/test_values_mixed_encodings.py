"""Cells that mix font encodings and Unicode, and the right Unicode that looks as if it were in a font encoding."""

from __future__ import annotations

import csv
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.reading.values.font_encodings import TCVN3, from_tcvn3
from kho.reading.values.legacy import decode_legacy, decoded_text
from kho.reading.values.vocabulary import VOCABULARY

#: Usual words that are no other usual word in TCVN3 (`mét` is `một` there).
UNMISTAKABLE = sorted(word for word in VOCABULARY if word == from_tcvn3(word) or from_tcvn3(word) not in VOCABULARY)
TO_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}


def decoded(*texts: str) -> list[str]:
    return decode_legacy(pl.Series(texts)).to_list()


@pytest.mark.parametrize(
    ("mixed", "unicode"),
    [
        ("Tæng sè hộ", "Tổng số hộ"),
        ("Hộ dân tæng hîp", "Hộ dân tổng hợp"),
        ("UBND xã Hoµ B×nh – Hòa Bình", "UBND xã Hoà Bình – Hòa Bình"),
        ("Đạt 85% kÕ ho¹ch", "Đạt 85% kế hoạch"),
        ("Số hé nghÌo", "Số hộ nghèo"),
        ("§¬n vÞ tính: tỷ đồng", "Đơn vị tính: tỷ đồng"),
        ("Tỉnh Đắk Lắk (§¾k L¾k)", "Tỉnh Đắk Lắk (Đắk Lắk)"),
        ("Hîp t¸c x· Nông nghiệp", "Hợp tác xã Nông nghiệp"),
        ("Thaønh phố Hà Nội", "Thành phố Hà Nội"),
        ("Chöông trình đào tạo", "Chương trình đào tạo"),
        ("Thò xaõ Vĩnh Long", "Thị xã Vĩnh Long"),
        ("UÛy ban nhân dân", "Ủy ban nhân dân"),
        ("Xã Ea Dr¨ng (ThÞ trÊn)", "Xã Ea Drăng (Thị trấn)"),
        ("Ph\u00adêng Quúnh Mai", "Phường Quỳnh Mai"),
        ("Phöôøng Quyønh Mai", "Phường Quỳnh Mai"),
        ("Thò traán Ba Tri", "Thị trấn Ba Tri"),
    ],
)
def test_the_words_of_a_cell_are_decoded_one_by_one(mixed: str, unicode: str) -> None:
    assert decoded(mixed) == [unicode]
    assert decoded_text(mixed) == unicode


@pytest.mark.parametrize(
    "text",
    [
        "XÃ EA YÔNG", "XÃ EA YỄNG", "daê", "Buôn daê", "Ông Loïc Dupont, Giám đốc", "Loïc", "Công ty Müller Việt Nam",
        "Hôtel de Noël – Đà Lạt", "m² đất ở", "Viettel® Việt Nam", "«Chợ số» Hà Nội", "Tổng sè", "Tổng số hé",
        "L'île Bourbon – Đảo Réunion", "naïve café ở Huế", "± 5 µm – độ chính xác", "220 kV·A điện lực",
    ],
)  # fmt: skip
def test_words_of_other_languages_are_left_alone(text: str) -> None:
    assert decoded(text) == [text]


def test_capitals_come_out_as_capitals() -> None:
    assert decoded("TæNG Sè", "Hµ Néi") == ["TỔNG SỐ", "Hà Nội"]


def test_the_other_cells_of_a_column_tell_what_a_cell_alone_does_not() -> None:
    sure = ["Hµ Néi", "Qu¶ng Ninh", "B¾c Ninh"]
    assert decoded(*sure, "Hé", "Sè") == ["Hà Nội", "Quảng Ninh", "Bắc Ninh", "Hộ", "Số"]
    assert decoded(*sure, "Hé", "Láng Thượng")[3:] == ["Hé", "Láng Thượng"]
    assert decoded(*sure[:2], "Hé")[2:] == ["Hé"]


def test_no_name_of_the_code_lists_is_ever_changed(codes) -> None:
    names = {
        unicodedata.normalize("NFC", name)
        for list_ in ("communes", "provinces", "province_aliases", "indicators", "sectors", "units")
        for row in csv.DictReader((codes / f"{list_}.csv").open(encoding="utf-8"))
        for cell in row.values()
        for name in (cell or "").split("|")
        if not name.isascii()
    }
    assert len(names) > 10_000
    words = {word for name in names for word in name.split()}
    texts = pl.Series(sorted({spelled for text in names | words for spelled in (text, text.upper(), text.lower())}))
    assert texts.filter(decode_legacy(texts) != texts).to_list() == []
    # nor beside cells that are encoded
    beside = pl.concat([texts, pl.Series(["Hµ Néi", "Qu¶ng Ninh", "B¾c Ninh", "Thaønh phoá Hoà Chí Minh"])])
    assert texts.filter(decode_legacy(beside).head(texts.len()) != texts).to_list() == []


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["Bé KH&CN"] * 6, ["Bộ KH&CN"] * 6),
        (["NSO / Bé KH&CN / NEU"], ["NSO / Bộ KH&CN / NEU"]),
        (["Së KH&CN, tù tÝnh", "Sở TC"], ["Sở KH&CN, tự tính", "Sở TC"]),
        (["Boä KH&CN"], ["Bộ KH&CN"]),
        (["BÐ", "Tổ dân phố / Bé KHCN"], ["BÐ", "Tổ dân phố / Bộ KHCN"]),
        (["Bé", "Bé Ba", "Nguyễn Thị Bé", "Bé Lan", "Hé"], ["Bé", "Bé Ba", "Nguyễn Thị Bé", "Bé Lan", "Hé"]),
    ],
)
def test_a_name_that_a_list_knows_is_evidence_where_the_letters_are_none(read_column, cells, meant) -> None:
    assert read_column("text", cells).columns["value"].to_list() == meant


@given(
    left=st.lists(st.sampled_from(UNMISTAKABLE), min_size=1, max_size=4),
    right=st.lists(st.sampled_from(sorted(VOCABULARY)), min_size=2, max_size=4),
)
def test_what_is_unicode_in_a_cell_of_two_halves_stays(left: list[str], right: list[str]) -> None:
    unicode, plain = " ".join(left), " ".join(right)
    text = f"{unicode}: " + "".join(TO_TCVN3.get(letter, letter) for letter in plain)
    assert decoded(text)[0].startswith(f"{unicode}:")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("T£N CHØ TI£U", "TÊN CHỈ TIÊU"),
        ("NG¦êI LËP BIÓU", "NGƯỜI LẬP BIỂU"),
        ("GI¸ TRÞ GIAO DÞCH - TRIÖU §åNG", "GIÁ TRỊ GIAO DỊCH - TRIỆU ĐỒNG"),
        ("§IÓM CHUÈN", "ĐIỂM CHUẨN"),
        ("B¸O C¸O T×NH H×NH", "BÁO CÁO TÌNH HÌNH"),
        ("Chî Hµng BÌ", "Chợ Hàng Bè"),
        ("Hoä treân saøn TMÑT", "Hộ trên sàn TMĐT"),
        ("S¶n phÈm SØREN", "Sản phẩm SØREN"),
        ("Hoäi chôï ESPAÑA", "Hội chợ ESPAÑA"),
    ],
)
def test_capitals_with_small_tones_between_them_are_words_of_the_font(written: str, meant: str) -> None:
    assert decoded_text(written) == meant


@pytest.mark.parametrize("text", ["MỸ PHẨM HÒA BÌNH", "CÔNG TY BÓNG ĐÈN", "TRÌNH ĐỘ", "ÔNG BÌ", "Société GÉNÉRALE"])
def test_capitals_in_unicode_stay(text: str) -> None:
    assert decoded_text(text) is None


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("boolean", ["cã", "kh«ng", "Coù", "Khoâng"], [True, False, True, False]),
        ("date", ["ngµy 30 th¸ng 6 n¨m 2025", "ngaøy 30 thaùng 6 naêm 2025"], ["2025-06-30", "2025-06-30"]),
        ("period", ["Quý III n¨m 2025", "Thaùng 9/2025"], ["2025-07-01", "2025-09-01"]),
        ("money", ["8.855,1 tyû ñoàng", "5 tû ®ång"], ["8855100000000.000000", "5000000000.000000"]),
    ],
)
def test_words_of_a_font_are_read_in_columns_that_hold_no_text(read_column, kind, written, meant) -> None:
    read = read_column(kind, written)
    first = read.columns.to_series(0).to_list()
    assert [one if isinstance(one, bool) else str(one) for one in first] == meant
    assert read.problems.filter(rule="cell.type").is_empty()
