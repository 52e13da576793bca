"""ods and xlsb: errors, percentages, types and hidden parts as in xlsx."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from kho.reading.files import biff
from kho.reading.refusal import Refused
from tests.fixtures.mess import reader
from tests.fixtures.other_workbooks import ods, ods_cell, xlsb, xlsb_cell
from tests.fixtures.reading import CONTRACT, consume, found

TITLES = ["Mã chợ", "Tên chợ", "Số hộ", "Tỷ lệ (%)", "Ngày mở", "Kỳ báo cáo"]
#: A serial number of Excel and the day it stands for.
SERIAL, DAY = 45_658, dt.date(2025, 1, 1)


def as_ods(path: Path) -> Path:
    return ods(
        path,
        [
            [ods_cell(title) for title in TITLES],
            [ods_cell("CH01"), ods_cell("Chợ"), ods_cell(5), ods_cell(0.35, percent=True), ods_cell("2025-01-01"),
             ods_cell("Quý I/2025")],
            [ods_cell("CH02"), ods_cell("Chợ"), ods_cell(0, error="#REF!"), ods_cell(0, error="Err:502"),
             ods_cell("2025-01-01"), ods_cell("Quý I/2025")],
            "<table:table-row table:visibility=\"collapse\">"
            + "".join([ods_cell("CH03"), ods_cell("Chợ"), ods_cell(7), ods_cell(35), ods_cell(None),
                       ods_cell("Quý I/2025")])
            + "</table:table-row>",
        ],
    )  # fmt: skip


def as_xlsb(path: Path) -> Path:
    def row(code: str, *cells: bytes) -> list[bytes]:
        return [xlsb_cell(0, code), xlsb_cell(1, "Chợ"), *cells, xlsb_cell(5, "Quý I/2025")]

    return xlsb(
        path,
        [
            [xlsb_cell(column, title) for column, title in enumerate(TITLES)],
            row("CH01", xlsb_cell(2, 5), xlsb_cell(3, 0.35, "share"), xlsb_cell(4, SERIAL, "day")),
            row("CH02", xlsb_cell(2, "#REF!"), xlsb_cell(3, "#N/A"), xlsb_cell(4, SERIAL, "day")),
            row("CH03", xlsb_cell(2, 7), xlsb_cell(3, 35)),
        ],
        hidden=[4],
    )


CONTRACT_OF_ALL = CONTRACT.model_copy(
    update={"delivery": CONTRACT.delivery.model_copy(update={"formats": ("ods", "xlsb")})}
)


@pytest.mark.parametrize("kind", ["ods", "xlsb"])
def test_errors_percentages_dates_and_hidden_rows(kind: str, tmp_path: Path) -> None:
    write = as_ods if kind == "ods" else as_xlsb
    rows, reading = consume(write(tmp_path / f"cho.{kind}"), contract=CONTRACT_OF_ALL)
    assert rows["merchants_count"].to_list() == [5, None, 7]
    assert rows["share_pct"].to_list() == [Decimal(35), None, Decimal(35)]
    assert rows["opened_date"].to_list() == [DAY, DAY, None]
    assert set(found(reading)) == {
        ("cell.error", "C3", "#REF!"),
        ("cell.error", "D3", "Err:502" if kind == "ods" else "#N/A"),
        ("table.hidden", None, "row 4"),
    }


def test_booleans_of_both_formats(tmp_path: Path) -> None:
    fields = {"market_code": CONTRACT.fields["market_code"]} | {
        "is_open": CONTRACT.fields["kind"].model_copy(update={"type": "boolean", "header": "Đang mở", "aliases": ()})
    }
    contract = CONTRACT_OF_ALL.model_copy(update={"fields": fields})
    head = ["Mã chợ", "Đang mở"]
    cells = [[ods_cell(name) for name in head], [ods_cell("A"), ods_cell(True)], [ods_cell("B"), ods_cell(False)]]
    rows, _ = consume(ods(tmp_path / "cho.ods", cells), contract=contract)
    assert rows["is_open"].to_list() == [True, False]
    binary = [[xlsb_cell(at, name) for at, name in enumerate(head)]]
    binary += [[xlsb_cell(0, code), xlsb_cell(1, value)] for code, value in (("A", True), ("B", False))]
    rows, _ = consume(xlsb(tmp_path / "cho.xlsb", binary), contract=contract)
    assert rows["is_open"].to_list() == [True, False]


def test_merged_cells_of_an_ods_sheet_stand_for_their_rows(tmp_path: Path) -> None:
    spanned = ' table:number-rows-spanned="2" table:number-columns-spanned="1"'
    row = [ods_cell("Chợ"), ods_cell(5), ods_cell(1), ods_cell("2025-01-01"), ods_cell("Quý I/2025")]
    file = ods(
        tmp_path / "cho.ods",
        [
            [ods_cell(title) for title in TITLES],
            [ods_cell("CH01", more=spanned), *row],
            ["<table:covered-table-cell/>", *row],
        ],
    )
    rows, _ = consume(file, contract=CONTRACT_OF_ALL)
    assert rows["market_code"].to_list() == ["CH01", "CH01"]


def test_repeated_percentages_are_told_for_each_row(tmp_path: Path) -> None:
    cells = [ods_cell("CH01"), ods_cell("Chợ"), ods_cell(5), ods_cell(0.5, percent=True), ods_cell(None)]
    row = "".join([*cells, ods_cell("Quý I/2025")])
    file = ods(
        tmp_path / "cho.ods",
        [
            [ods_cell(title) for title in TITLES],
            f'<table:table-row table:number-rows-repeated="3">{row}</table:table-row>',
        ],
    )
    rows, _ = consume(file, contract=CONTRACT_OF_ALL)
    assert rows["share_pct"].unique().to_list() == [Decimal(50)]
    assert rows.height == 3


@pytest.mark.parametrize("kind", ["ods", "xlsb"])
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_laid_out(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"cho.{kind}"
    if kind == "ods":
        cell = ods_cell(1, more=' table:number-columns-repeated="1024"')
        ods(path, [f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'])
    else:
        xlsb(path, [[xlsb_cell(0, "Mã chợ")], [xlsb_cell(16_383, 1)]], numbers=[1, 1_048_576])
    rows, reading = consume(path, contract=CONTRACT_OF_ALL)
    assert rows.is_empty()
    (told,) = reading.findings.frame().filter(pl.col("rule") == "file.unreadable").to_dicts()
    assert "as far out as row 1048576" in told["params"]


def test_an_xls_sheet_that_reaches_too_far_is_refused_before_it_is_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record can name a column far beyond the 256 that any program writes into xls."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    book = record(0x809) + record(0x85, struct.pack("<IHB", 19, 0, 0)) + record(0x0A)
    sheet = record(0x203, struct.pack("<HHHd", 65_535, 65_534, 0, 1.0)) + record(0x0A)
    assert len(book) == 19
    monkeypatch.setattr(biff, "stream", lambda content, names: book + sheet)
    path = tmp_path / "cho.xls"
    path.write_bytes(b"")
    with pytest.raises(Refused) as refused:
        biff.inspect(path)
    assert refused.value.where["reason"] == "the sheet has cells as far out as row 65536 and column 65535"


@pytest.mark.parametrize(
    "content",
    [
        "<office:document-content><table:table table:name='a'><table:table-row",
        "<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>",
    ],
)
def test_an_ods_whose_content_is_no_sound_xml_is_refused_before_anything_waits_for_its_end(
    tmp_path: Path, content: str
) -> None:
    path = ods(tmp_path / "cho.ods", [])
    damaged = tmp_path / "damaged.ods"
    with zipfile.ZipFile(path) as sound, zipfile.ZipFile(damaged, "w") as archive:
        for name in sound.namelist():
            archive.writestr(name, content if name == "content.xml" else sound.read(name))
    rows, reading = consume(damaged, contract=CONTRACT_OF_ALL)
    assert rows.is_empty()
    assert [rule for rule, _, _ in found(reading)] == ["file.unreadable"]


#: Labels with the steps by which their style moves them to the right, and those that each stands under.
OUTLINE = [("Thu", 0, None), ("Thuế", 1, "Thu"), ("Thuế xe", 2, "Thu › Thuế"), ("Phí", 1, "Thu"), ("Chi", 0, None)]


@pytest.mark.parametrize("unit", ["{}in", "{}cm", "{}pt"])
def test_styles_of_ods_indent_labels(tmp_path: Path, unit: str) -> None:
    step = {"in": 0.1189, "cm": 0.353, "pt": 10}[unit[2:]]
    styles = "".join(
        f'<style:style style:name="ce{count}" style:family="table-cell"><style:paragraph-properties '
        f'fo:margin-left="{unit.format(round(step * count, 4))}"/></style:style>'
        for count in (1, 2)
    )
    rows = [[ods_cell(cell) for cell in ("Chỉ tiêu", 2023, 2024)]]
    for label, count, _ in OUTLINE:
        rows.append([ods_cell(label, more=f' table:style-name="ce{count}"' if count else ""), ods_cell(1), ods_cell(2)])
    content = ods(tmp_path / "b.ods", rows, styles=styles).read_bytes()
    frame, _ = reader(tmp_path)(content, "statistics_table", "bieu.ods", "trunguong/cuc_thong_ke")
    assert frame.select("row_label", "row_path").rows()[::2] == [(label, path) for label, _, path in OUTLINE]


def test_styles_of_xlsb_indent_labels(tmp_path: Path) -> None:
    names = ["plain", "indented", "indented twice"]
    rows = [[xlsb_cell(0, "Chỉ tiêu"), xlsb_cell(1, 2023), xlsb_cell(2, 2024)]]
    rows += [[xlsb_cell(0, label, names[steps]), xlsb_cell(1, 1), xlsb_cell(2, 2)] for label, steps, _ in OUTLINE]
    content = xlsb(tmp_path / "b.xlsb", rows).read_bytes()
    frame, _ = reader(tmp_path)(content, "statistics_table", "bieu.xlsb", "trunguong/cuc_thong_ke")
    assert frame.select("row_label", "row_path").rows()[::2] == [(label, path) for label, _, path in OUTLINE]
