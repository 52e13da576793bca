"""Text in one form of Unicode, whatever it was written in."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from kho.reading.fold import fold
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.text import folded, tidy

REAL_FILES = Path(os.environ.get("KHO_REAL_FILES") or Path(__file__).parents[3] / "shared" / "real_files")
#: One table in TCVN3 on its first sheet and in Unicode on its second.
TWICE = REAL_FILES / "mof_budget_plan_2003_by_province_tcvn3.xls"


def decoded(text):
    return decode_legacy(pl.Series([text]))[0]


@pytest.mark.parametrize(
    ("tcvn3", "unicode"),
    [
        ("Tæng s¶n phÈm trong n\u00adíc", "Tổng sản phẩm trong nước"),
        ("KÌm theo QuyÕt ®Þnh sè 757/2003/Q§-BTC", "Kèm theo Quyết định số 757/2003/QĐ-BTC"),
        ("H§ phôc vô c¸ nh©n vµ céng ®ång", "HĐ phục vụ cá nhân và cộng đồng"),
        ("Thanh hãa", "Thanh hóa"),
    ],
)
def test_tcvn3_is_decoded(tcvn3, unicode):
    assert decoded(tcvn3) == unicode


@pytest.mark.parametrize(
    ("vni", "unicode"),
    [
        ("Toång saûn phaåm", "Tổng sản phẩm"),
        ("Thaønh phoá Hoà Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Ñaø Naüng", "Đà Nẵng"),
        ("UÛy ban nhaân daân tænh", "Ủy ban nhân dân tỉnh"),
        ("THAØNH PHOÁ HAÛI PHOØNG", "THÀNH PHỐ HẢI PHÒNG"),
    ],
)
def test_vni_is_decoded(vni, unicode):
    assert decoded(vni) == unicode


@pytest.mark.parametrize(
    "text",
    [
        "Hà Nam", "HÀNH CHÍNH", "Thanh Hóa", "Công ty Müller", "Nhà máy Zürich", "São Paulo", "Économie numérique",
        "où", "là où", "« Stand numérique »", "Viettel®", "10 µm", "µg/m³", "35 °C", "Hôtel de Noël", "coöperate",
        "Ô-xtrây-lia", "Kế hoạch", "Phường Từ Sơn", "m²", "Tỷ lệ (%)", "NSNN", "naïve café",
    ],
)  # fmt: skip
def test_real_text_is_left_alone(text):
    assert decoded(text) == text


def test_fonts_of_capitals_are_told():
    assert decode_legacy(pl.Series(["Hµ néi"]), capitals=True)[0] == "HÀ NỘI"


@pytest.mark.skipif(
    not TWICE.exists(), reason=f"the real file {TWICE.name} is not there; set KHO_REAL_FILES to its folder"
)
def test_one_real_table_in_both_encodings_comes_out_equal():
    workbook = CalamineWorkbook.from_path(TWICE)
    legacy, plain = (
        [
            str(row[1])
            for row in workbook.get_sheet_by_name(sheet).to_python()
            if len(row) > 1 and isinstance(row[1], str) and row[1]
        ]
        for sheet in ("Sheet1", "Sheet1 (2)")
    )
    assert [text.casefold() for text in decode_legacy(pl.Series(legacy))] == [text.casefold() for text in plain]
    assert len(legacy) == 65


def test_cells_are_tidied(read_column):
    cells = ["  Hòa \u00a0 Bình\n", "Ho\u0300a Bi\u0300nh", "-", "…", "", None, "Tæng sè", "a\u200bb"]
    read = read_column("text", cells)
    assert read.columns["value"].to_list() == ["Hòa Bình", "Hòa Bình", None, None, None, None, "Tổng số", "ab"]


def test_ditto_marks_repeat_the_cell_above(read_column):
    assert read_column("text", ["%", '"', "”", None, "người", '"']).columns["value"].to_list() == [
        "%", "%", "%", None, "người", "người",
    ]  # fmt: skip


def test_folding_joins_the_spellings_of_a_name():
    spellings = pl.Series(["Hòa  Bình", "Hoà Bình", "HOÀ BÌNH", "hoa-binh", "Hòa Bình."])
    assert folded(spellings).unique().to_list() == ["hoa binh"]
    assert fold("Đắk Lắk") == "dak lak"


def test_tidying_keeps_the_rows():
    assert tidy(pl.Series(["a", None, " b "])).to_list() == ["a", None, "b"]
