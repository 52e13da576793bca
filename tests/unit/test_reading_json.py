"""JSON in the shapes that portals answer in."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.reading import raw_cells
from tests.fixtures.reading import CONTRACT, consume, found

RECORD = {"maCho": "CH01", "tenCho": "Chợ Đồng Xuân", "soHo": 1200, "Kỳ báo cáo": "Quý III/2025"}

MARKET = {key: value for key, value in RECORD.items() if key != "Kỳ báo cáo"}


def written(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("document", "sheet"),
    [
        ([RECORD], "json"),
        ({"items": [RECORD], "next": None}, "items"),
        ({"ketQua": [RECORD]}, "ketQua"),
        ({"a": [], "data": [RECORD]}, "data"),
    ],
)
def test_a_list_of_records_under_any_usual_key(tmp_path: Path, document: Any, sheet: str) -> None:
    rows, reading = consume(written(tmp_path / "cho.json", document))
    assert rows.select("sheet_name", "row_number", "market_code", "merchants_count").rows() == [
        (sheet, 1, "CH01", 1200)
    ]
    assert found(reading) == []
    assert reading.layout[sheet]["market_code"] == "maCho"


def test_collections_fill_the_field_that_names_them(tmp_path: Path) -> None:
    rows, reading = consume(
        written(tmp_path / "cho.json", {"cho": [RECORD, RECORD], "pho": [RECORD | {"Loại": "tuyến"}]})
    )
    assert rows.select("sheet_name", "row_number", "kind").rows() == [
        ("cho", 1, "market"),
        ("cho", 2, "market"),
        ("pho", 1, "tuyến"),
    ]
    assert reading.rows_read == 3


def test_dotted_titles_lead_into_objects(tmp_path: Path) -> None:
    rows, reading = consume(
        written(tmp_path / "cho.json", [RECORD | {"thanhToan": {"giaTri": 2.5}}, RECORD | {"thanhToan": None}])
    )
    assert rows["qr_value_vnd"].to_list() == [Decimal(2_500_000), None]
    assert reading.layout["json"]["qr_value_vnd"] == "thanhToan.giaTri"
    assert found(reading) == []


def test_lists_and_objects_stay_json(tmp_path: Path) -> None:
    spec = CONTRACT.fields["kind"].model_copy(update={"type": "text", "header": "kpi"})
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | {"kind": spec}})
    rows, _ = consume(
        written(tmp_path / "cho.json", [RECORD | {"kpi": [{"ten": "số hộ", "ketQua": 5}]}]), contract=contract
    )
    assert json.loads(rows["kind"][0]) == [{"ten": "số hộ", "ketQua": 5}]


def test_findings_name_the_key_and_the_ordinal_but_no_cell(tmp_path: Path) -> None:
    _, reading = consume(written(tmp_path / "cho.json", [RECORD, RECORD | {"soHo": "nhiều", "la": 1}]))
    rows = reading.findings.frame().select("rule", "sheet", "cell", "row", "field", "raw").rows()
    assert rows == [
        ("column.unknown", "json", None, None, None, "la"),
        ("cell.type", "json", None, 2, "merchants_count", "nhiều"),
    ]


def test_a_key_that_no_record_has_is_missing(tmp_path: Path) -> None:
    _, reading = consume(
        written(tmp_path / "cho.json", [{key: value for key, value in RECORD.items() if key != "soHo"}])
    )
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["expected"]) == ("column.missing", "Số hộ")


@pytest.mark.parametrize("beside", [{"is_sample": True}, {"sample": True}, {"ghiChu": "Số liệu minh họa"}])
def test_a_document_may_say_that_it_is_a_sample(tmp_path: Path, beside: dict[str, Any]) -> None:
    _, reading = consume(written(tmp_path / "cho.json", {**beside, "items": [RECORD]}))
    assert reading.is_sample


def test_no_records_are_no_rows(tmp_path: Path) -> None:
    rows, reading = consume(written(tmp_path / "cho.json", {"items": []}))
    assert rows.is_empty()
    assert [rule for rule, _, _ in found(reading)] == ["file.no_rows"]


def test_values_are_found_again_as_written(tmp_path: Path) -> None:
    path = written(tmp_path / "cho.json", {"items": [RECORD, RECORD | {"thanhToan": {"giaTri": "2,5"}}]})
    cells = [("items", "soHo:1"), ("items", "thanhToan.giaTri:2"), ("items", "khac:1")]
    assert raw_cells(path, cells) == dict(zip(cells, [("1200", True), ("2,5", False), ("", False)], strict=True))


@pytest.mark.parametrize(
    "document",
    [
        [MARKET | {"THANG": "10", "NAM": 2025}],
        {"thang": 10, "nam": "2025", "items": [MARKET]},
    ],
    ids=["in every record", "beside the records"],
)
def test_a_month_and_its_year_may_stand_apart(tmp_path: Path, document: Any) -> None:
    fields = CONTRACT.fields | {"period": CONTRACT.fields["period"].model_copy(update={"aliases": ("Tháng",)})}
    contract = CONTRACT.model_copy(update={"fields": fields})
    rows, reading = consume(written(tmp_path / "cho.json", document), contract=contract)
    assert rows.select("period_start", "period_end").rows() == [(dt.date(2025, 10, 1), dt.date(2025, 10, 31))]
    assert found(reading) == []


def test_a_code_of_many_digits_loses_none_of_them(tmp_path: Path) -> None:
    document = [RECORD | {"maCho": 9_007_199_254_740_993}, RECORD | {"maCho": 7}]
    rows, reading = consume(written(tmp_path / "cho.json", document))
    assert rows["market_code"].to_list() == ["9007199254740993", "7"]
    assert found(reading) == []
