"""A report that is filled in on an older template is read as the clerk meant it, and what cannot be is said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import load_workbook

from kho import messages
from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading import Reading, Source, read
from kho.template import SHEET, write

HOUSE = Catalog.load(Path(__file__).resolve().parents[2] / "contracts")
SENDER = "hanoi/so_cong_thuong"

FIELDS: dict[str, dict[str, Any]] = {
    "stall": {"header": "Tên quầy", "type": "text", "required": True},
    "kind": {"header": "Loại hình", "type": "enum", "codes": {"food": ["Ăn uống"], "craft": ["Thủ công"]}},
    "traders": {"header": "Số hộ", "type": "count", "required": True},
    "with_qr": {"header": "Số hộ có QR", "type": "count"},
    "turnover": {"header": "Doanh thu", "type": "money", "unit": "triệu đồng"},
    "period": {"header": "Kỳ báo cáo", "type": "period", "found_in": ["title"]},
}
FIRST = [("Quầy 1", "Ăn uống", 10, 4, 25), ("Quầy 2", "Thủ công", 20, 5, 30)]


def contract(version: int, fields: dict[str, dict[str, Any]], feed: str = "stalls") -> Contract:
    text = {"vi": "Quầy hàng", "en": "Stalls", "fr": "Étals"}
    delivery = {"formats": ["xlsx", "ods", "zip"], "frequency": "month", "sheets": "all"}
    rest = {"grain": "one row a stall", "key": ["period"], "replaces": ["sender"], "delivery": delivery}
    return Contract.model_validate({"feed": feed, "version": version, "title": text, "fields": fields} | rest)


def catalog(known: Contract) -> Catalog:
    sender = HOUSE.senders[SENDER].model_copy(update={"feeds": (known.feed,)})
    return Catalog({known.feed: known}, {SENDER: sender}, HOUSE.folder)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template of the first version, filled in."""
    path = tmp_path_factory.mktemp("first") / "quay_hang.xlsx"
    write("stalls", SENDER, path, catalog(contract(1, FIELDS)))
    book = load_workbook(path)
    sheet = book[SHEET]
    sheet["B3"] = "Tháng 10/2025"
    for row, values in enumerate(FIRST, 6):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value)
    book.save(path)
    return path


def reading(path: Path, now: Contract) -> tuple[Reading, pl.DataFrame]:
    one = read(Source(path, path.name, SENDER, dt.date(2025, 11, 22)), now, catalog(now))
    batches = list(one.batches())
    return one, pl.concat(batches) if batches else pl.DataFrame()


def sentence(finding: dict[str, Any]) -> str:
    return messages.render(finding["rule"], messages.merged(finding), "en")


def found(one: Reading) -> list[tuple[Any, ...]]:
    return one.findings.frame().select("rule", "standing", "cell", "field", "raw").rows()


def changed(**fields: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The fields with some changed, added or (None) dropped."""
    merged = {name: FIELDS.get(name, {}) | (fields.get(name) or {}) for name in {**FIELDS, **fields}}
    return {name: spec for name, spec in merged.items() if fields.get(name, {}) is not None}


VERSION = ("template.version", "shadow", None, None, "1")


def test_a_template_of_today_says_nothing(first: Path) -> None:
    one, rows = reading(first, contract(1, FIELDS))
    assert found(one) == []
    assert rows["with_qr"].to_list() == [4, 5]


def test_a_later_version_reads_titles_labels_and_order_of_then(first: Path) -> None:
    fields = changed(
        stall={"header": "Điểm bán", "formerly": ["shop"]},
        kind={"header": "Ngành hàng", "codes": {"food": ["Ẩm thực"], "craft": ["Thủ công"], "other": ["Khác"]}},
        period={"header": "Tháng báo cáo"},
        note={"header": "Ghi chú", "type": "text"},
    )
    now = contract(3, dict(reversed(fields.items())))
    one, rows = reading(first, now)
    assert found(one) == [VERSION]
    assert rows.select("stall", "kind", "traders", "with_qr", "period_label", "note").rows() == [
        ("Quầy 1", "food", 10, 4, "Tháng 10/2025", None),
        ("Quầy 2", "craft", 20, 5, "Tháng 10/2025", None),
    ]


def test_titles_that_have_changed_places_mean_what_they_meant(first: Path) -> None:
    fields = changed(traders={"header": "Số hộ có QR"}, with_qr={"header": "Số hộ"})
    one, rows = reading(first, contract(2, fields))
    assert found(one) == [VERSION]
    assert rows.select("traders", "with_qr").rows() == [(10, 4), (20, 5)]


def test_a_title_that_went_to_a_new_field_stays_with_the_old_one(first: Path) -> None:
    fields = changed(with_qr={"header": "Số hộ có mã VietQR"}, with_wallet={"header": "Số hộ có QR", "type": "count"})
    one, rows = reading(first, contract(2, fields))
    assert found(one) == [VERSION]
    assert rows.select("with_qr", "with_wallet").rows() == [(4, None), (5, None)]


def test_a_label_that_went_to_another_code_means_the_one_of_then(first: Path) -> None:
    fields = changed(kind={"codes": {"food": ["Thực phẩm"], "craft": ["Thủ công"], "restaurant": ["Ăn uống"]}})
    one, rows = reading(first, contract(2, fields))
    assert found(one) == [VERSION]
    assert rows["kind"].to_list() == ["food", "craft"]


def test_a_field_with_another_name_is_the_same_field(first: Path) -> None:
    fields = {{"with_qr": "qr_traders"}.get(name, name): spec for name, spec in FIELDS.items()}
    fields["qr_traders"] = {"header": "Hộ dùng mã QR", "type": "count", "formerly": ["with_qr"]}
    one, rows = reading(first, contract(2, fields))
    assert found(one) == [VERSION]
    assert rows["qr_traders"].to_list() == [4, 5]


def test_figures_in_the_unit_of_then_are_converted_and_the_sender_is_told(first: Path) -> None:
    one, rows = reading(first, contract(2, changed(turnover={"unit": "tỷ đồng"})))
    assert found(one) == [VERSION, ("cell.unit", "warn", "E5", "turnover", "triệu đồng")]
    assert rows["turnover"].to_list() == [25_000_000, 30_000_000]


def test_what_cannot_be_migrated_is_said(first: Path) -> None:
    fields = changed(
        with_qr=None,
        kind={"codes": {"food": ["Ăn uống"]}},
        area={"header": "Diện tích", "type": "decimal", "required": True},
    )
    one, rows = reading(first, contract(4, fields))
    assert found(one) == [
        VERSION,
        ("template.column", "warn", "D5", None, "Số hộ có QR"),
        ("template.lacks", "block", None, "area", None),
        ("cell.code", "block", "B7", "kind", "Thủ công"),
    ]
    assert rows["kind"].to_list() == ["food", None]
    said = [sentence(row) for row in one.findings.frame().iter_rows(named=True)]
    assert said[1:3] == [
        "Sheet “Báo cáo”, cell D5: the column “Số hộ có QR” of your template (version 1) is no longer part of this "
        "report and was left out: ask for the new template.",
        "Sheet “Báo cáo”: your template is version 1 and has no “Diện tích”, which version 4 requires: ask for the new "
        "template, or add the column together with its values.",
    ]


def test_a_template_in_an_archive_speaks_for_itself_only(first: Path, tmp_path: Path) -> None:
    now = contract(2, changed(with_qr={"header": "Hộ dùng VietQR"}))
    write("stalls", SENDER, tmp_path / "new.xlsx", catalog(now))
    book = load_workbook(tmp_path / "new.xlsx")
    book[SHEET]["B3"] = "Tháng 11/2025"
    for column, value in enumerate(FIRST[0], 1):
        book[SHEET].cell(6, column, value)
    book.save(tmp_path / "new.xlsx")
    with ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.write(first, "a.xlsx")
        archive.write(tmp_path / "new.xlsx", "b.xlsx")
    one, rows = reading(tmp_path / "both.zip", now)
    assert [rule for rule, *_ in found(one)] == ["template.version"]
    assert rows["with_qr"].to_list() == [4, 5, 4]


def test_the_template_of_another_report_is_told_so(first: Path) -> None:
    other = {"code": {"header": "Mã dự án", "type": "code", "required": True}, "period": FIELDS["period"]}
    one, _ = reading(first, contract(1, other, feed="projects"))
    assert [row[:2] for row in found(one)] == [("template.feed", "block")]
    (finding,) = one.findings.frame().iter_rows(named=True)
    assert sentence(finding) == (
        "The file quay_hang.xlsx is the template of the report stalls, but it lay in the folder of projects: put it "
        "into the folder of its own report."
    )


@pytest.mark.parametrize("nonsense", ["", "x" * 40_000, "=1+1"])
def test_a_stamp_of_nonsense_is_none(first: Path, tmp_path: Path, nonsense: str) -> None:
    book = load_workbook(first)
    sheet = book["_kho_template"]
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = nonsense[:32_000]
    book.save(tmp_path / "a.xlsx")
    one, rows = reading(tmp_path / "a.xlsx", contract(1, FIELDS))
    assert found(one) == []
    assert rows.height == 2
