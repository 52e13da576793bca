"""Titles and labels as people type them without Vietnamese marks, as names of columns, or as keys of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec
from kho.messages import merged, render
from kho.reading.fold import split_unit
from kho.reading.tables.dated_titles import without_period
from kho.reading.tables.leftovers import match_dated, match_similar
from kho.reading.tables.locate import locate
from kho.reading.tables.matching import Layout, Title, match
from kho.reading.titles import abbreviates, known_titles
from kho.settings import PROJECT
from tests.fixtures.mess import house
from tests.fixtures.reading import CONTRACT, TITLES, consume, found, text, workbook

STREETS = Catalog.load(PROJECT / "contracts").contracts["cashless_streets"]
#: Two fields that differ in nothing but their marks.
TWINS = CONTRACT.model_copy(
    update={
        "fields": CONTRACT.fields
        | {
            "held_count": FieldSpec(header="Số giữ", type="count"),
            "writer": FieldSpec(header="Sổ giữ", type="text"),
        }
    }
)


def columns(titles: list[str], contract: Contract = STREETS) -> Layout:
    known = known_titles(contract)
    layout = match([Title(index, 1, (title,)) for index, title in enumerate(titles)], known, contract)
    match_dated(layout, known, contract)
    match_similar(layout, known, contract)
    return layout


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("ma_xa", "commune_code"),
        ("Ma xa", "commune_code"),
        ("MaXa", "commune_code"),
        ("maxa", "commune_code"),
        ("SO HO CO MA QR", "qr_traders_count"),
        ("so_ho_qr", "qr_traders_count"),
        ("soHoQR", "qr_traders_count"),
        ("so-ho-kd", "traders_count"),
        ("so ho co qr", "qr_traders_count"),
        ("gia_tri_gd", "transaction_value_vnd"),
        ("Tổng số hộ kinh doanh", "traders_count"),
        ("Số lượng giao dịch QR", "qr_transactions_count"),
        ("Tỉ lệ %", "qr_pct"),
    ],
)
def test_a_title_without_marks_or_the_name_of_a_column_is_the_field(title: str, field: str) -> None:
    layout = columns([title])
    assert layout.columns == {field: 0}
    assert not layout.similar


def test_initials_stand_for_their_words_when_one_field_only_can_be_meant() -> None:
    assert abbreviates("so ho kd", "so ho kinh doanh")
    assert abbreviates("sl ho kinh doanh", "so luong ho kinh doanh")
    assert not abbreviates("so ho kd", "so ho kinh doanh lon")
    assert not abbreviates("kd", "kinh doanh")
    contract = TWINS.model_copy(
        update={
            "fields": {
                n: FieldSpec(header=h, type="text") for n, h in (("a", "Số hộ kinh doanh"), ("b", "Số hộ khu dân"))
            }
        }
    )
    assert columns(["so-ho-kd"], contract).columns == {}


def test_a_title_with_its_marks_goes_before_one_without(tmp_path: Path) -> None:
    assert columns(["So giu", "Số giữ"], TWINS).columns == {"writer": 0, "held_count": 1}
    assert columns(["Sổ giữ", "So giu"], TWINS).columns == {"writer": 0, "held_count": 1}


def test_a_title_that_may_mean_two_fields_is_a_finding(tmp_path: Path) -> None:
    file = text(tmp_path / "cho.csv", [";".join([*TITLES, "so_giu"]), "CH01;Chợ;1;Quý III/2025;4"])
    rows, reading = consume(file, contract=TWINS)
    assert rows["held_count"].to_list() == rows["writer"].to_list() == [None]
    (told,) = reading.findings.frame().to_dicts()
    assert (told["rule"], told["standing"], told["cell"], told["raw"]) == ("column.ambiguous", "block", "E1", "so_giu")
    assert told["expected"] == "“Số giữ”, “Sổ giữ”"


def test_keys_of_json_in_any_case_lead_to_their_fields(tmp_path: Path) -> None:
    record = {"ma_cho": "CH01", "TenCho": "Chợ", "soHo": 3, "kyBaoCao": "Quý III/2025", "ThanhToan": {"gia_tri": 2}}
    path = tmp_path / "cho.json"
    path.write_text(json.dumps({"Cho": [record]}), encoding="utf-8")
    rows, reading = consume(path)
    assert rows.select("market_code", "market_name", "merchants_count", "period_label", "kind").rows() == [
        ("CH01", "Chợ", 3, "Quý III/2025", "market")
    ]
    assert rows["qr_value_vnd"].to_list() == [2_000_000]
    assert found(reading) == []


CODES = {"selling": ("Bán", "bán hàng"), "friend": ("Bạn",), "two": ("đang thực hiện",)}


def test_labels_of_an_enumeration_without_marks(read_column) -> None:
    cells = ["Bán", "BẠN", "ban hang", "dang thuc hien", "dangThucHien", "DANG_THUC_HIEN", "ban"]
    read = read_column("enum", cells, codes=CODES)
    assert read.columns["value"].to_list() == ["selling", "friend", "selling", "two", "two", "two", None]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [(6, "cell.code", "ban", "Bán, Bạn")]


@pytest.mark.parametrize(
    ("title", "bare", "unit"),
    [
        ("Giá trị - tỷ đồng", "Giá trị", "tỷ đồng"),
        ("Giá trị\nTriệu đồng", "Giá trị", "Triệu đồng"),
        ("Giá trị, nghìn tỷ đồng", "Giá trị", "nghìn tỷ đồng"),
        ("Vốn đăng ký triệu USD", "Vốn đăng ký", "triệu USD"),
        ("Diện tích, ha", "Diện tích", "ha"),
        ("Giá trị (triệu đồng)(*)", "Giá trị", "triệu đồng"),
        ("Giá trị(**)", "Giá trị", None),
        ("Thu bằng đồng", "Thu bằng đồng", None),
        ("Nội dung, hội đồng", "Nội dung, hội đồng", None),
        ("Cộng đồng", "Cộng đồng", None),
    ],
)
def test_the_unit_of_a_title_in_brackets_behind_a_dash_or_on_a_line_of_its_own(
    title: str, bare: str, unit: str | None
) -> None:
    assert split_unit(title) == (bare, unit)


def test_a_unit_on_the_second_line_of_a_title_is_heeded(tmp_path: Path) -> None:
    rows, reading = consume(
        workbook(tmp_path / "a.xlsx", [["Giá trị giao dịch\ntỷ đồng", *TITLES], [2, "C1", "Chợ", 5, "Quý III/2025"]])
    )
    assert rows["qr_value_vnd"].to_list() == [2_000_000_000]
    assert found(reading) == [("cell.unit", "A1", "tỷ đồng")]


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Thực hiện quý III/2025", "Thực hiện"),
        ("Kế hoạch năm 2026", "Kế hoạch"),
        ("Thực hiện (9 tháng đầu năm 2025)", "Thực hiện"),
        ("Giải ngân quý I", "Giải ngân"),
        ("Lũy kế 9 tháng", "Lũy kế"),
    ],
)
def test_what_a_title_says_before_its_period(title: str, bare: str) -> None:
    assert without_period(title)[0][0] == bare


@pytest.mark.parametrize("title", ["Số hộ 12", "Nghị quyết 57", "Tháng 10", "Mức 2", "Điểm N1C1"])
def test_a_number_at_the_end_of_a_title_is_no_period(title: str) -> None:
    assert without_period(title) == ()


def dated(path: Path, titles: list[str], figures: list[int]) -> tuple[list[int | None], list[tuple[str, str | None]]]:
    """The merchants read under these titles in a report on Quý III/2025, and the findings with their cells."""
    head = ["Mã chợ", "Tên chợ", "Kỳ báo cáo"]
    rows, reading = consume(workbook(path, [[*head, *titles], ["C1", "Chợ", "Quý III/2025", *figures]]))
    return rows["merchants_count"].to_list(), [(rule, cell) for rule, cell, _ in found(reading)]


def test_a_title_that_prints_the_period_of_the_report_is_the_title_without_it(tmp_path: Path) -> None:
    assert dated(tmp_path / "a.xlsx", ["Số hộ quý III/2025"], [7]) == ([7], [])
    assert dated(tmp_path / "b.xlsx", ["Số hộ quý III"], [7]) == ([7], [])


def test_of_several_periods_the_latest_is_read(tmp_path: Path) -> None:
    read = dated(tmp_path / "a.xlsx", ["Số hộ quý III/2024", "Số hộ quý III/2025"], [6, 7])
    assert read == ([7], [("column.unknown", "D1")])


def test_a_title_that_prints_another_period_than_the_report_s_is_held(tmp_path: Path) -> None:
    assert dated(tmp_path / "a.xlsx", ["Số hộ năm 2024"], [6]) == ([6], [("period.disagrees", "D1")])
    _, reading = consume(
        workbook(tmp_path / "b.xlsx", [["Quý III/2025"], ["Mã chợ", "Tên chợ", "Số hộ năm 2024"], ["C1", "Chợ", 6]])
    )
    finding = reading.findings.frame().row(0, named=True)
    assert render(finding["rule"], merged(finding), "vi", CONTRACT) == (
        "Trang tính “Biểu 1”, ô C2: kỳ báo cáo ghi ở tiêu đề cột là Số hộ năm 2024, "
        "nhưng ghi ở phần tiêu đề phía trên bảng là Quý III/2025. Đề nghị sửa chỗ sai."
    )


def test_the_official_title_goes_before_another_field_s_alias() -> None:
    contract = Catalog.load(PROJECT / "contracts").contracts["self_assessment"]
    layout = columns(["Đơn vị", "Mã đơn vị"], contract)
    assert layout.columns == {"organisation_name": 0, "organisation_code": 1}
    assert not layout.double


def test_the_total_of_a_title_is_that_title_and_no_other_field_called_total() -> None:
    head = (
        ["Dịch vụ", "Đối tượng", "Số mới trong kỳ", None, "Lũy kế đang hiệu lực", None],
        [None, None, "Tổng số", "Nữ", "Tổng số", "Nữ"],
    )
    layout = locate(head, [(1, 2, 1, 3), (1, 4, 1, 5)], house().contracts["digital_services_uptake"])
    assert layout is not None
    assert layout.columns == {"service_code": 0, "user_group": 1, "new_count": 2, "active_count": 4}
    assert [title.index for title in layout.unknown] == [3, 5]
    assert layout.double == []
