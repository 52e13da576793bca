"""Delimited text as departments send it: encodings, delimiters, quotation marks, damage."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kho.reading.values.font_encodings import from_tcvn3
from tests.fixtures.reading import TITLES, consume, found, text

HEADER = ";".join(TITLES)
ROWS = ["CH01;Chợ Đồng Xuân;1.200;Quý III/2025", "CH02;Chợ Hôm;85;Quý III/2025"]
NAMES = ["Chợ Đồng Xuân", "Chợ Hôm"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    rows, reading = consume(text(tmp_path / "cho.csv", [HEADER, *ROWS], encoding))
    assert rows["market_name"].to_list() == NAMES
    assert rows["merchants_count"].to_list() == [1200, 85]
    assert rows["row_number"].to_list() == [2, 3]
    assert found(reading) == []


def test_windows_1258_is_recognised_and_composed(tmp_path: Path) -> None:
    path = tmp_path / "cho.csv"
    path.write_bytes(windows_1258("\r\n".join([HEADER, *ROWS])))
    rows, reading = consume(path)
    assert rows["market_name"].to_list() == NAMES
    assert all(unicodedata.is_normalized("NFC", name) for name in rows["market_name"])
    assert found(reading) == []


def test_the_bytes_of_an_old_font_are_told_from_windows_1258(tmp_path: Path) -> None:
    lines = ["Mã chợ;Tên chợ;Số hộ;Kỳ báo cáo", "CH01;Chợ Hôm;1.200;Quý III/2025", "CH02;Chợ Đồng Xuân;85;Quý III/2025"]
    path = tmp_path / "cho.csv"
    path.write_bytes(tcvn3("\r\n".join(lines)))
    rows, reading = consume(path)
    assert rows["market_name"].to_list() == ["Chợ Hôm", "Chợ Đồng Xuân"]
    assert rows["merchants_count"].to_list() == [1200, 85]
    assert found(reading) == []


def tcvn3(words: str) -> bytes:
    """Vietnamese as a tool writes it whose text is meant for a `.Vn` font."""
    signs = {from_tcvn3(chr(byte)): bytes([byte]) for byte in range(0xA1, 0xFF)}
    return b"".join(signs.get(letter) or letter.encode("ascii") for letter in words)


def windows_1258(words: str) -> bytes:
    """Vietnamese in windows-1258, which writes the tone behind its letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in unicodedata.normalize("NFC", words):
        parts = unicodedata.normalize("NFD", letter)
        tone = [mark for mark in parts[1:] if mark in tones]
        letters.append(
            unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone)) + "".join(tone)
        )
    return "".join(letters).encode("cp1258")


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    rows, _ = consume(text(tmp_path / "cho.csv", [unicodedata.normalize("NFD", line) for line in (HEADER, *ROWS)]))
    assert rows["market_name"].to_list() == NAMES


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [line.replace(";", delimiter) for line in (HEADER, *ROWS)]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert rows["market_code"].to_list() == ["CH01", "CH02"]
    assert found(reading) == []


def test_the_delimiter_that_parts_the_titles_wins_over_decimal_commas(tmp_path: Path) -> None:
    lines = [
        "Mã chợ;Tên chợ;Số hộ;Giá trị giao dịch;Kỳ báo cáo",
        *(f"C{i};Chợ {i};{i};1,5;Quý III/2025" for i in range(1, 9)),
    ]
    rows, _ = consume(text(tmp_path / "cho.csv", lines))
    assert [int(value) for value in rows["qr_value_vnd"]] == [1_500_000] * 8


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    lines = [HEADER, '"CH01";"Chợ ""Đồng;\r\nXuân""";"1.200";"Quý III/2025"', "CH02;Chợ Hôm;85;Quý III/2025"]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert rows["market_name"].to_list() == ['Chợ "Đồng; Xuân"', "Chợ Hôm"]
    assert rows["row_number"].to_list() == [2, 3]
    assert found(reading) == []


def test_a_bare_ditto_mark_opens_no_quotation(tmp_path: Path) -> None:
    lines = [HEADER + ";Đơn vị tính", ROWS[0] + ";hộ", ROWS[1] + ';"', ROWS[1] + ";hộ"]
    rows, _ = consume(text(tmp_path / "cho.csv", lines))
    assert rows["unit"].to_list() == ["hộ", "hộ", "hộ"]


def test_a_cell_that_begins_with_a_line_break_is_no_ditto_mark(tmp_path: Path) -> None:
    lines = ["Mã chợ;Tên chợ;Số hộ;Kỳ báo cáo", 'C1;"', 'Chợ Lớn";120;Quý III/2025', "C2;Chợ Nhỏ;12;Quý III/2025"]
    rows, reading = consume(text(tmp_path / "a.csv", lines))
    assert rows["market_name"].to_list() == ["Chợ Lớn", "Chợ Nhỏ"]
    assert found(reading) == []


def test_a_stray_byte_costs_one_cell_and_is_reported(tmp_path: Path) -> None:
    path = text(tmp_path / "cho.csv", [HEADER, *ROWS])
    path.write_bytes(path.read_bytes().replace("Hôm".encode(), b"H\xecm"))
    rows, reading = consume(path)
    assert rows["market_name"].to_list() == ["Chợ Đồng Xuân", "Chợ H�m"]
    assert found(reading) == [("cell.encoding", "B3", "Chợ H�m")]
    assert reading.findings.frame()["expected"].to_list() == ["UTF-8"]


def test_a_row_with_a_cell_too_many_is_an_error_of_that_row(tmp_path: Path) -> None:
    lines = [HEADER, ROWS[0], *["CH03;Chợ Mơ;12;Quý III/2025"] * 500, "CH02;Chợ Hôm;85;Quý III/2025;thừa"]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert found(reading) == [("cell.type", "E503", "thừa")]
    assert reading.rows_in_error == 1
    assert rows.height == 502


def test_title_lines_blank_lines_and_the_end_are_accounted_for(tmp_path: Path) -> None:
    lines = [
        "BÁO CÁO CHỢ SỐ",
        "Kỳ báo cáo: Quý III/2025",
        "",
        "Mã chợ;Tên chợ;Số hộ",
        "CH01;Chợ Đồng Xuân;7",
        "",
        ";;",
        "CH02;Chợ Hôm;8",
    ]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert rows["row_number"].to_list() == [5, 8]
    assert rows["period_label"].unique().to_list() == ["Quý III/2025"]
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored] == [
        (1, "title", 3),
        (4, "header", 1),
        (6, "empty", 2),
    ]
    assert reading.rows_read + sum(run.row_count for run in reading.ignored) == len(lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(tmp_path: Path, end: str) -> None:
    rows, _ = consume(text(tmp_path / "cho.csv", [HEADER, *ROWS], end=end))
    assert rows["period_label"].to_list() == ["Quý III/2025"] * 2


def test_a_csv_line_that_says_sample_makes_the_delivery_one(tmp_path: Path) -> None:
    _, reading = consume(text(tmp_path / "cho.csv", ["# Số liệu minh họa", HEADER, *ROWS]))
    assert reading.is_sample


def test_batches_are_numbered_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kho.reading.files.text_files._BLOCK", 1000)
    lines = [HEADER, *(f"C{i};Chợ số {i};{i};Quý III/2025" for i in range(1, 400))]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert rows["row_number"].to_list() == list(range(2, 401))
    assert rows["merchants_count"].to_list() == list(range(1, 400))
    assert found(reading) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_where_a_block_ends_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, end: str
) -> None:
    # halves of the letters ਊ and Ā make a line break of UTF-16
    lines = [HEADER, *(f"C{i};Chợ \u0a0a\u0100\u010a số {i}{'ợ' * (i % 17)};{i};Quý III/2025" for i in range(300))]
    path = text(tmp_path / "cho.csv", lines, encoding, end=end)
    whole, _ = consume(path)
    for block, last in ((500, 100), (1000, 1000), (2048, 64)):
        monkeypatch.setattr("kho.reading.files.text_files._BLOCK", block)
        monkeypatch.setattr("kho.reading.files.text_files._LINES", last)
        rows, reading = consume(path)
        assert rows.equals(whole)
        assert found(reading) == []


@pytest.mark.parametrize("name", ["Chợ", '"Chợ"'], ids=["plain", "quoted"])
def test_a_line_that_has_no_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("kho.reading.files.text_files._RECORDS", 1000)
    monkeypatch.setattr("kho.reading.files.text_files._BLOCK", 1 << 20)
    lines = [HEADER, *(f"C{i};{name};{i};Quý III/2025" for i in range(100_000)), "CH03;" + "a" * (2 << 20)]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert rows.height >= 99_000
    assert found(reading) == [("file.unreadable", None, None)]
    assert "a line has more than 1 MB of text" in reading.findings.frame()["params"][0]
