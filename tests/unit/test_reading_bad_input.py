"""Files that cannot be read give a finding that says so, and never an exception."""

from __future__ import annotations

import json
import os
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kho.settings import Settings
from tests.fixtures.reading import TITLES, begin, consume, found, text, workbook

ROW = ["CH01", "Chợ Đồng Xuân", 1200, "Quý III/2025"]


def only(path: Path, name: str | None = None) -> dict[str, str]:
    """The single finding of a file, with its params."""
    rows, reading = consume(path, name)
    assert rows.is_empty()
    finding = reading.findings.frame().row(0, named=True)
    assert len(reading.findings) == 1, found(reading)
    return finding | json.loads(finding["params"])


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n  \r\n", b"\xff\xfe"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cho.csv"
    path.write_bytes(content)
    finding = only(path)
    assert (finding["rule"], finding["file"]) == ("file.empty", "cho.csv")


@pytest.mark.parametrize("name", ["cho.csv", "cho.xlsx"])
def test_a_header_without_rows(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path / name, [TITLES]) if name.endswith("xlsx") else text(tmp_path / name, [";".join(TITLES)])
    assert only(path)["rule"] == "file.no_rows"


def test_a_wrong_extension_is_told_and_read_by_content(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ROW]), "cho.csv")
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["raw"], finding["expected"]) == ("file.extension", "csv", "xlsx")
    assert rows.height == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (b"Rar!\x1a\x07\x00", "rar"),
        (os.urandom(5000).replace(b"PK", b"QK"), "binary"),
    ],
)
def test_a_format_that_is_not_taken_is_named(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "cho.xlsx"
    path.write_bytes(content)
    finding = only(path)
    assert (finding["rule"], finding["raw"], finding["expected"]) == (
        "file.format",
        kind,
        "xlsx, xls, ods, csv, json, zip",
    )


def test_a_workbook_without_the_table(tmp_path: Path) -> None:
    finding = only(workbook(tmp_path / "cho.xlsx", [["Danh bạ", "Điện thoại"], ["An", "0123"]]))
    assert finding["rule"] == "table.missing"
    assert finding["expected"] == "“Mã chợ”, “Tên chợ”, “Số hộ”, “Kỳ báo cáo”"


def test_a_missing_column_is_named_and_the_rows_are_read(tmp_path: Path) -> None:
    rows, reading = consume(
        workbook(tmp_path / "cho.xlsx", [["Mã chợ", "Số hộ", "Kỳ báo cáo"], ["CH01", 5, "Quý III/2025"]])
    )
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["expected"], finding["field"]) == ("column.missing", "Tên chợ", "market_name")
    assert rows["merchants_count"].to_list() == [5]


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_truncated_workbook(tmp_path: Path, keep: float) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, *[ROW] * 200])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    finding = only(path)
    assert (finding["rule"], finding["expected"]) == ("file.unreadable", "xlsx")
    assert finding["reason"] == "the file is cut off or damaged"


def test_a_workbook_with_a_damaged_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, *[ROW] * 2000])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    content[at : at + 60] = os.urandom(60)
    path.write_bytes(bytes(content))
    assert only(path)["rule"] == "file.unreadable"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_whose_first_part_is_damaged(tmp_path: Path, method: int) -> None:
    path = tmp_path / "cho.ods"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" * 3)
    content = path.read_bytes()
    path.write_bytes(content[:42] + bytes([content[42] ^ 0x5A]) + content[43:])
    finding = only(path)
    assert (finding["rule"], finding["expected"]) == ("file.unreadable", "ods")
    assert finding["reason"] == "the file is cut off or damaged"


def test_a_workbook_behind_a_password(tmp_path: Path) -> None:
    path = tmp_path / "cho.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000
    )
    assert only(path)["rule"] == "file.encrypted"


def test_an_xls_behind_a_password(tmp_path: Path) -> None:
    path = tmp_path / "cho.xls"
    path.write_bytes(
        xls_of(struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 6) + struct.pack("<HHH", 0x002F, 2, 1))
    )
    assert only(path)["rule"] == "file.encrypted"


def xls_of(stream: bytes) -> bytes:
    """The smallest compound file with a stream called Workbook."""
    stream = stream.ljust(4096, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    return header + struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat))) + directory() + stream


def directory() -> bytes:
    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        label = name.encode("utf-16-le") + b"\0\0"
        ends = struct.pack("<HBBIII", len(label), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return label.ljust(64, b"\0") + ends + b"\0" * 36 + struct.pack("<IQ", start, size)

    empty = b"\0" * 64 + struct.pack("<HBBIII", 0, 0, 0, *[0xFFFFFFFF] * 3) + b"\0" * 48
    return entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, 4096) + empty * 2


def test_a_workbook_over_the_limit(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW])
    with path.open("ab") as file:
        file.truncate(151 << 20)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/large.bin", b"")
    finding = only(path)
    assert (finding["rule"], finding["raw"], finding["expected"]) == (
        "file.too_large",
        "151",
        str(Settings.max_megabytes),
    )


def test_a_text_over_the_limit_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_MAX_MEGABYTES", "0")
    rows, _ = consume(text(tmp_path / "cho.csv", [";".join(TITLES), "CH01;Chợ Đồng Xuân;5;Quý III/2025"]))
    assert rows.height == 1


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", b"\0" * (200 << 20))
    finding = only(path)
    assert finding["rule"] == "file.unreadable"
    assert finding["reason"].startswith("it would unpack to 200 MB")


def test_a_cell_at_the_far_end_of_the_sheet_is_not_laid_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, title in enumerate(TITLES, 1):
        book.active.cell(1, column, title)
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "cho.xlsx")
    finding = only(tmp_path / "cho.xlsx")
    assert finding["rule"] == "file.unreadable"
    assert "row 1048576 and column 16384" in finding["reason"]


def test_ten_thousand_columns_take_bounded_time(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES + [f"Cột {i}" for i in range(10_000)], [*ROW, *range(10_000)]])
    begun = time.perf_counter()
    rows, reading = consume(path)
    assert rows.height == 1
    assert {rule for rule, _, _ in found(reading)} == {"column.unknown", "table.wide"}
    assert time.perf_counter() - begun < 20


def test_a_million_empty_rows_take_bounded_time(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Biểu")
    page.append(TITLES)
    page.append(ROW)
    for _ in range(50_000):
        page.append([])
    book.save(tmp_path / "cho.xlsx")
    rows, reading = consume(tmp_path / "cho.xlsx")
    assert rows.height == 1
    assert found(reading) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[" * 1000 + "]" * 1000, "its lists and objects are nested too deeply"),
        ('{"a":' * 100_000, "its lists and objects are nested too deeply"),
        ('[{"maCho": "CH01"', "line 1, column 18: expecting ',' delimiter"),
        ('[{"maCho": NaN}]', "NaN is no number"),
        ("[1, 2]", "record 1 of json is no object"),
        ('{"tong": 5}', "it has no list of records under a known key"),
    ],
)
def test_json_that_is_none(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "cho.json"
    path.write_text(content)
    finding = only(path)
    assert (finding["rule"], finding["reason"]) == ("file.unreadable", reason)


def test_json_in_a_broken_encoding(tmp_path: Path) -> None:
    path = tmp_path / "cho.json"
    path.write_bytes(b'[{"maCho": "CH\xec1"}]')
    assert only(path)["reason"] == "byte 14 is no UTF-8"


def test_an_accident_inside_a_reader_becomes_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kho.reading.tables.search.locate", fail)
    finding = only(workbook(tmp_path / "cho.xlsx", [TITLES, ROW]))
    assert (finding["rule"], finding["file"]) == ("file.failed", "cho.xlsx")


def test_the_reader_of_the_rows_may_stop_early(tmp_path: Path) -> None:
    batches = begin(workbook(tmp_path / "cho.xlsx", [TITLES, ROW])).batches()
    assert next(batches).height == 1
    batches.close()
    with pytest.raises(StopIteration):
        next(batches)
