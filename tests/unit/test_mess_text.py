"""The mess that departments send, line by line of its catalogue: encodings, marks and bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl.styles import Font

from tests.fixtures.mess import (
    ACCOUNT,
    ACCOUNT_TITLES,
    ACCOUNTS,
    INDICATORS,
    SHARE,
    SOURCE,
    TITLES,
    Reader,
    csv,
    findings,
    indicator,
    xlsx,
)

#: `Tổng sản phẩm`, as fonts of the family .VnTime show it.
TCVN3 = "Tæng s¶n phÈm"


def test_13_tcvn3_text(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator(what=("DE_GRDP_SHARE", TCVN3, "%"))]), INDICATORS)
    assert rows["indicator_name"].to_list() == ["Tổng sản phẩm"]
    assert findings(reading) == []


def test_14_tcvn3_and_unicode_in_one_workbook(deliver: Reader) -> None:
    names = [TCVN3, "Tổng sản phẩm", "Số doanh nghiệp"]
    content = xlsx([TITLES, *(indicator(what=("DE_GRDP_SHARE", name, "%")) for name in names)])
    rows, reading = deliver(content, INDICATORS)
    assert rows["indicator_name"].to_list() == ["Tổng sản phẩm", "Tổng sản phẩm", "Số doanh nghiệp"]
    assert findings(reading) == []


def test_15_unicode_text_in_a_legacy_font(deliver: Reader) -> None:
    def dress(book: Any) -> None:
        for row in book.active.iter_rows():
            for cell in row:
                cell.font = Font(name=".VnTime")

    rows, reading = deliver(xlsx([TITLES, indicator()], change=dress), INDICATORS)
    assert rows["indicator_name"].to_list() == [SHARE[1]]
    assert findings(reading) == []


def test_16_combining_marks(deliver: Reader) -> None:
    def loose(text: Any) -> Any:
        return unicodedata.normalize("NFD", text) if isinstance(text, str) else text

    rows, reading = deliver(
        xlsx([list(map(loose, TITLES)), list(map(loose, indicator(place="Hải Phòng")))]), INDICATORS
    )
    assert rows.select("indicator_name", "territory_code", "source_method").row(0) == (SHARE[1], "31", SOURCE)
    assert findings(reading) == []


def test_17_the_place_of_the_tone_mark(deliver: Reader) -> None:
    places = ["Thanh Hóa", "Thanh Hoá", "Khánh Hòa", "Khánh Hoà"]
    content = xlsx([TITLES, *(indicator(place=place) for place in places)])
    rows, reading = deliver(content, INDICATORS, sender="trunguong/bo_khcn")
    assert rows["territory_code"].to_list() == ["38", "38", "56", "56"]
    assert findings(reading) == []


def cp1258(text: str) -> bytes:
    """Text in windows-1258, where a letter keeps its circumflex or horn and its tone stands behind it."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(unicodedata.normalize("NFD", letter))
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            shape = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
            out += (shape + "".join(tones)).encode("cp1258")
    return out


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda: b"\xef\xbb\xbf" + csv([ACCOUNT_TITLES, ACCOUNT], end="\r\n").encode(), id="BOM, CRLF, ;"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], "\t").encode("utf-16"), id="Unicode Text"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], "\t").encode("utf-16-le"), id="UTF-16 without mark"),
        pytest.param(lambda: cp1258(csv([ACCOUNT_TITLES, ACCOUNT])), id="windows-1258"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, [f'"{cell}"' for cell in ACCOUNT]], ",").encode(), id="quoted"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], end="\r").encode(), id="old Macintosh"),
    ],
)
def test_18_bytes_and_delimiters(deliver: Reader, written: Callable[[], bytes]) -> None:
    rows, reading = deliver(written(), ACCOUNTS, "a.csv")
    assert rows.select("territory_code", "age_group", "accounts_count", "transaction_value_vnd").rows() == [
        ("31", "15+", 5_100_000, 1_234_500_000_000)
    ]
    assert findings(reading) == []


def test_19_one_stray_byte(deliver: Reader) -> None:
    content = csv([ACCOUNT_TITLES, ACCOUNT]).encode().replace("Hải Phòng".encode(), b"H\xeci Phong")
    rows, reading = deliver(content, ACCOUNTS, "a.csv")
    assert rows["accounts_count"].to_list() == [5_100_000]
    assert findings(reading, "cell.encoding") == [("cell.encoding", "A2", "H�i Phong")]
