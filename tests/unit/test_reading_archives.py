"""Zip archives of deliveries, and cells read again as written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kho.reading import raw_cells
from tests.fixtures.reading import TITLES, consume, found, text, workbook

ROW = ["CH01", "Chợ Đồng Xuân", 1200, "Quý III/2025"]
LINES = [";".join(TITLES), "CH02;Chợ Hôm;85;Quý III/2025"]


def archive(path: Path, **members: Path) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, member in members.items():
            file.write(member, name.replace("__", "/").replace("_", "."))
    return path


def test_each_member_is_read_like_a_file_of_its_own(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "cho.zip",
        thang__a_xlsx=workbook(tmp_path / "a.xlsx", [TITLES, ROW]),
        b_csv=text(tmp_path / "b.csv", LINES),
    )
    rows, reading = consume(path)
    assert rows.select("sheet_name", "market_code").rows() == [("thang/a.xlsx/Biểu 1", "CH01"), ("b.csv", "CH02")]
    assert found(reading) == []
    assert raw_cells(path, [("b.csv", "B2"), ("thang/a.xlsx/Biểu 1", "C2")]) == {
        ("b.csv", "B2"): ("Chợ Hôm", False),
        ("thang/a.xlsx/Biểu 1", "C2"): ("1200", True),
    }


def test_a_member_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 cut off")
    path = archive(tmp_path / "cho.zip", b_xlsx=tmp_path / "b.xlsx", a_csv=text(tmp_path / "a.csv", LINES))
    rows, reading = consume(path)
    assert rows["market_code"].to_list() == ["CH02"]
    finding = reading.findings.frame().row(0, named=True)
    assert finding["rule"] == "file.unreadable"
    assert "cho.zip/b.xlsx" in finding["params"]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "C:\\a.csv", "x\\..\\..\\a.csv"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "cho.zip", "w") as file:
        file.writestr(name, "\n".join(LINES))
    rows, reading = consume(tmp_path / "cho.zip")
    assert rows.is_empty()
    assert "leads out of the archive" in reading.findings.frame()["params"][0]
    assert not (tmp_path.parent / "a.csv").exists()


def test_what_operating_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "cho.zip", "w") as file:
        file.writestr("cho.csv", "\n".join(LINES))
        file.writestr("__MACOSX/._cho.csv", b"\0\1\2")
        file.writestr(".DS_Store", b"\0")
    rows, reading = consume(tmp_path / "cho.zip")
    assert rows.height == 1
    assert found(reading) == []


def test_an_empty_archive_holds_no_table(tmp_path: Path) -> None:
    zipfile.ZipFile(tmp_path / "cho.zip", "w").close()
    assert [rule for rule, _, _ in found(consume(tmp_path / "cho.zip")[1])] == ["table.missing"]


def test_cells_are_read_again_as_written(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW, ["CH02", " Chợ  Hôm ", "1.200", None]])
    wanted = [("Biểu 1", "B3"), ("Biểu 1", "C3"), ("Biểu 1", "C2"), ("Biểu 1", "D3"), ("Biểu 1", "Z9"), ("Khác", "A1")]
    texts = [" Chợ  Hôm ", "1.200", "1200", "", "", ""]
    assert list(raw_cells(path, wanted).values()) == [(text, text == "1200") for text in texts]
