"""Files as departments write them that nobody has agreed on: what a reader understands is read, in exact rows.

Each is made here, and its figures are made up.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.strangers import CATALOG, FOOT, HEADING, Rows, book, consume, picked, text, told
from tests.unit.test_reading_titles import columns


def test_a_return_without_codes_under_its_official_heading(tmp_path: Path) -> None:
    rows: Rows = [
        *HEADING,
        [None, None, None, None, None, None, None, "Phụ lục I"],
        ["BIỂU TỔNG HỢP CÁC CHỈ TIÊU KINH TẾ SỐ QUÝ III NĂM 2025"],
        ["(Kèm theo Báo cáo số 1452/BC-SKHCN ngày 16/10/2025 của Sở Khoa học và Công nghệ)"],
        ["TT", "Tên chỉ tiêu", "ĐVT", "KH năm 2025", "Thực hiện", None, "So cùng kỳ (%)", "Nguồn số liệu"],
        [None, None, None, None, "Quý III/2025", "Lũy kế từ đầu năm"],
        ["A", "B", "C", 1, 2, 3, 4, 5],
        ["I", "Kinh tế số"],
        [1, "Tỷ trọng giá trị tăng thêm của kinh tế số trong GRDP", "%", 30, 23.5, None, 107.2, "Sở KH&CN"],
        [2, "Tỷ trọng thương mại điện tử trong tổng mức bán lẻ", '"', ">15", "14,2", None, None, "Sở Công Thương"],
        ["II", "Doanh nghiệp"],
        [3, "Số doanh nghiệp công nghệ số", "DN", "13.500", "12.850", None, None, "Sở Tài chính"],
        *FOOT,
    ]
    path = book(tmp_path / "Bieu tong hop.xlsx", Bieu=rows)
    read_rows, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
    assert told(reading) == []
    assert picked(read_rows, "indicator_code", "unit", "target_value", "actual_value", "yoy_value", "period_label") == [
        ("DE_GRDP_SHARE", "%", Decimal(30), Decimal("23.5"), Decimal("107.2"), "Quý III/2025"),
        ("ECOM_RETAIL_SHARE", "%", Decimal(15), Decimal("14.2"), None, "Quý III/2025"),
        ("DIGITAL_ENT_COUNT", "DN", Decimal(13_500), Decimal(12_850), None, "Quý III/2025"),
    ]


def test_a_name_that_is_no_indicator_is_told_at_its_cell_where_there_are_no_codes(tmp_path: Path) -> None:
    path = text(
        tmp_path / "kts.csv",
        ["Chỉ tiêu", "Đơn vị tính", "Kỳ báo cáo", "Thực hiện kỳ báo cáo", "Nguồn"],
        ["Số người đi chợ", "người", "Quý III/2025", "12", "NSO"],
    )
    _, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
    assert told(reading) == [("cell.code", "block", "A2", "Số người đi chợ")]


def test_a_form_whose_lines_stand_right_above_its_header(tmp_path: Path) -> None:
    rows: Rows = [
        ["PHIẾU TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ"],
        ["Tên đơn vị: UBND phường Láng"],
        ["Mã đơn vị:", "00199"],
        ["Nhóm ngành: Nông nghiệp thông minh"],
        ["Bộ tiêu chí: 2025.1"],
        ["Ngày đánh giá:", "30/06/2026"],
        ["STT", "Mã tiêu chí", "Nội dung tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định"],
        [1, "N1C1", "Có kế hoạch", 10, 8, 8],
        [2, "N2C1", "Có cán bộ", 10, "7,5", None],
    ]
    path = book(tmp_path / "Phieu.xlsx", Phiếu=rows)
    read_rows, reading = consume(path, "self_assessment", "hanoi/so_khcn")
    assert told(reading) == []
    # `2025.1` is a version of the criteria, no month; the ward is the unit that the list of departments has
    assert picked(
        read_rows, "organisation_code", "criteria_version", "criterion_code", "self_score", "assessed_date"
    ) == [
        ("HN-P-LANG", "2025.1", "N1C1", Decimal(8), dt.date(2026, 6, 30)),
        ("HN-P-LANG", "2025.1", "N2C1", Decimal("7.5"), dt.date(2026, 6, 30)),
    ]
    assert picked(read_rows, "period_label") == [(None,), (None,)]


@pytest.mark.parametrize(
    ("document", "feed"),
    [
        ({"status": 200, "message": "OK", "data": {"total": 1, "items": ["record"], "kyBaoCao": "12/2025"}}, "items"),
        ({"kyBaoCao": "12/2025", "ketQua": {"data": {"hoSo": ["record"]}}}, "hoSo"),
    ],
)
def test_records_in_the_envelope_of_a_gateway(document: dict[str, Any], feed: str, tmp_path: Path) -> None:
    record = {
        "coQuanId": "H26.01", "maTTHC": "1.001234", "mucDo": "Toàn trình", "tonKyTruoc": "10", "tiepNhan": "1.250",
        "tiepNhanTrucTuyen": "1.200", "daGiaiQuyet": "1.245", "dungHan": "90", "dangGiaiQuyet": "15", "soHoa": None,
    }  # fmt: skip
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document).replace('"record"', json.dumps(record)), encoding="utf-8")
    read_rows, reading = consume(path, "online_public_services", "hanoi/tt_pvhcc")
    assert told(reading) == []
    assert picked(read_rows, "agency_code", "received_count", "pending_count", "period_start", "period_kind") == [
        ("H26.01", 1250, 15, dt.date(2025, 12, 1), "month")
    ]


@pytest.mark.parametrize(
    "document", [{"data": {"items": "LIST", "total": 3}}, {"items": "LIST", "meta": {"totalCount": "3", "page": 1}}]
)
def test_one_page_of_several_is_no_whole_list(document: dict[str, Any], tmp_path: Path) -> None:
    listing = {
        "id": "CN-1", "tieuDe": "Công nghệ", "chuSoHuu": "Viện", "loaiChuThe": "viện", "linhVuc": ["AI"],
        "ngayNiemYet": "2026-03-01T08:00:00+07:00", "trangThai": "Đang niêm yết",
    }  # fmt: skip
    path = tmp_path / "hanotex.json"
    for listings, findings in (([listing], [("file.partial", "hold", None, "1")]), ([listing] * 3, [])):
        path.write_text(json.dumps(document).replace('"LIST"', json.dumps(listings)), encoding="utf-8")
        read_rows, reading = consume(path, "technology_listings", "hanoi/bva")
        assert (len(read_rows), told(reading)) == (len(listings), findings)
    pages = [path.read_text(encoding="utf-8").replace("CN-1", f"CN-{page}") for page in range(3)]
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        for number, page in enumerate(pages):
            archive.writestr(f"{number}.json", page.replace('"total": 3', '"total": 9').replace('"3"', '"9"'))
    assert told(consume(tmp_path / "pages.zip", "technology_listings", "hanoi/bva")[1]) == []


BOOTHS = ["MST", "Tên cơ sở", "Loại hình", "Phường/xã", "Mã gian hàng", "Ngày mở", "Số SP", "Số đơn", "Doanh thu"]


def booth(code: str, place: str) -> list[str]:
    return [code, "Cơ sở minh họa", "Hộ kinh doanh", place, f"G-{code}", "01/10/2025", "5", "2", "100.000"]


def test_every_file_of_an_archive_and_every_sheet_of_a_register_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gian_hang_2025-11-16.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, place in enumerate(("Phường Yên Hòa", "P. Láng")):
            file = text(tmp_path / "quan.csv", BOOTHS, booth(f"010000001{number}", place))
            archive.write(file, f"tuan 46/quan {number}.csv")
    read_rows, reading = consume(path, "digital_booths", "hanoi/so_khcn")
    assert told(reading) == []
    assert picked(read_rows, "tax_code", "commune_code") == [("0100000010", "00175"), ("0100000011", "00199")]

    header = ["Mã số DN", "Tên DN", "Mã ngành", "Phường/xã", "Ngày cấp", "Tình trạng", "Tháng"]
    sheets = {
        ward: [header, [code, "Công ty minh họa", "6201", f"Phường {ward}", "01/02/2020", "Đang HĐ", "5/2026"]]
        for ward, code in (("Ba Đình", "0100000020"), ("Đống Đa", "0100000021"))
    }
    path = book(tmp_path / "dkdn.xlsx", **sheets, Ghi_chú=[["Nguồn: cơ sở dữ liệu quốc gia"]])
    read_rows, reading = consume(path, "enterprise_register", "hanoi/so_tai_chinh")
    assert told(reading) == []
    assert picked(read_rows, "tax_code", "commune_code") == [("0100000020", "00004"), ("0100000021", "00235")]


SERVICES = ["Dịch vụ", "Đối tượng", "Cấp mới trong kỳ", "Lũy kế đến cuối tháng", "Tổng đối tượng", "Tháng"]


@pytest.mark.parametrize("unit", ["nghìn", "Nghìn", "1.000"])
def test_thousands_that_only_the_title_block_tells_are_thousands(unit: str, tmp_path: Path) -> None:
    rows: Rows = [[f"Đơn vị tính: {unit}"], SERVICES, ["Chữ ký số", "Cá nhân", 49, 2415, 6300, "4/2026"]]
    path = book(tmp_path / "dich vu.xlsx", Biểu=rows)
    read_rows, reading = consume(path, "digital_services_uptake", "hanoi/so_khcn")
    assert told(reading) == []
    assert picked(read_rows, "new_count", "active_count", "eligible_count") == [(49_000, 2_415_000, 6_300_000)]


def test_a_word_of_scale_above_a_table_with_money_is_about_the_money(tmp_path: Path) -> None:
    header = ["Phường/xã", "Tên điểm", "Mô hình", "Số hộ", "Số hộ QR", "Số giao dịch QR", "Giá trị giao dịch", "Tháng"]
    rows: Rows = [["ĐVT: tỷ"], header, ["Phường Láng", "Phố Láng", "Phố 4.0", 40, 35, 900, "1,5", "11/2025"]]
    read_rows, reading = consume(book(tmp_path / "a.xlsx", Láng=rows), "cashless_streets", "hanoi/so_cong_thuong")
    assert [finding[:3] for finding in told(reading)] == [("cell.unit", "warn", "G2")]
    assert picked(read_rows, "traders_count", "qr_transactions_count", "transaction_value_vnd") == [
        (40, 900, Decimal(1_500_000_000))
    ]


def test_a_scaled_unit_that_no_column_can_have_is_never_passed_over(tmp_path: Path) -> None:
    rows: Rows = [["Đơn vị tính: nghìn lượt"], SERVICES, ["Chữ ký số", "Cá nhân", 49, 2415, 6300, "4/2026"]]
    _, reading = consume(book(tmp_path / "a.xlsx", Biểu=rows), "digital_services_uptake", "hanoi/so_khcn")
    assert told(reading) == [("table.unit", "hold", "A1", "nghìn lượt")]


def test_thousands_of_people_are_not_left_out_where_other_things_are_counted(tmp_path: Path) -> None:
    header = ["Xã/phường", "Dân số từ 14 tuổi", "Dân số trưởng thành", "Hồ sơ thu nhận", "Mức 2", "Tháng"]
    rows: Rows = [["ĐVT: nghìn người"], header, ["Phường Láng", 52, 47, 40, 34, "10/2025"]]
    read_rows, reading = consume(book(tmp_path / "a.xlsx", Láng=rows), "vneid_accounts", "hanoi/cong_an")
    assert [finding[:3] for finding in told(reading)] == [
        ("table.unit", "hold", "A1"), ("cell.unit", "warn", "B2"), ("cell.unit", "warn", "C2"),
    ]  # fmt: skip
    assert picked(read_rows, "population_14_count", "enrolled_count") == [(52_000, 40)]


STREETS = ["Phường/xã", "Tên điểm", "Mô hình", "Số hộ", "Số hộ QR"]


@pytest.mark.parametrize("line", ["Tháng 11/2025", "BÁO CÁO THÁNG 11 NĂM 2025", "Kỳ báo cáo: Tháng 11/2025"])
def test_a_second_month_below_the_first_one_is_never_read_as_the_first(line: str, tmp_path: Path) -> None:
    first: Rows = [["Tháng 10/2025"], STREETS, ["Phường Láng", "Phố A", "Phố 4.0", 10, 5]]
    second: Rows = [[], [line], STREETS, ["Phường Cầu Giấy", "Phố B", "Phố 4.0", 20, 15]]
    path = book(tmp_path / "a.xlsx", Biểu=[*first, *second])
    read_rows, reading = consume(path, "cashless_streets", "hanoi/so_cong_thuong")
    assert picked(read_rows, "period_start") == [(dt.date(2025, 10, 1),), (dt.date(2025, 11, 1),)]
    assert told(reading) == []


def test_a_year_over_rows_of_a_month_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Tháng 10/2025"], STREETS, ["Năm 2024"], ["Phường Láng", "Phố A", "Phố 4.0", 10, 5]]
    _, reading = consume(book(tmp_path / "a.xlsx", Biểu=rows), "cashless_streets", "hanoi/so_cong_thuong")
    assert told(reading) == [("period.disagrees", "hold", "A3", "Năm 2024")]


def test_a_workbook_with_a_sheet_a_month(tmp_path: Path) -> None:
    rows: Rows = [["UBND PHƯỜNG LÁNG"], STREETS, ["Phường Láng", "Phố A", "Phố 4.0", 10, 5]]
    path = book(tmp_path / "Quy IV 2025.xlsx", **{"T10.2025": rows, "Tháng 11-2025": rows})
    read_rows, reading = consume(path, "cashless_streets", "hanoi/so_cong_thuong")
    assert told(reading) == []
    assert picked(read_rows, "period_start") == [(dt.date(2025, 10, 1),), (dt.date(2025, 11, 1),)]

    path = book(tmp_path / "Thang 9-2025.xlsx", **{"T10.2025": rows})
    assert told(consume(path, "cashless_streets", "hanoi/so_cong_thuong")[1]) == [
        ("period.disagrees", "hold", None, "T10.2025")
    ]


@pytest.mark.parametrize(
    "form", ["Biểu 1-2025", "Phụ lục 3 - 2025", "(Ban hành kèm theo Thông tư 09/2019)", "PL 2.2025"]
)
def test_the_number_of_a_form_is_no_month(form: str, tmp_path: Path) -> None:
    rows: Rows = [[form], STREETS, ["Phường Láng", "Phố A", "Phố 4.0", 10, 5]]
    _, reading = consume(book(tmp_path / "a.xlsx", Biểu=rows), "cashless_streets", "hanoi/so_cong_thuong")
    assert [finding[:2] for finding in told(reading)] == [("field.missing", "block")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_a_quarter_and_the_year_so_far_the_one_that_the_report_is_on(order: tuple[int, int], tmp_path: Path) -> None:
    figures = [("Thực hiện quý III/2025", 23), ("Thực hiện 9 tháng năm 2025", 21)]
    titles, values = zip(*(figures[at] for at in order), strict=True)
    header = ["Mã chỉ tiêu", "Chỉ tiêu", "Đơn vị tính", *titles, "Nguồn"]
    rows: Rows = [header, ["DE_GRDP_SHARE", "Tỷ trọng", "%", *values, "NSO"]]
    for title, value in (("QUÝ III NĂM 2025", 23), ("9 THÁNG NĂM 2025", 21)):
        path = book(tmp_path / "a.xlsx", Biểu=[[f"BÁO CÁO {title}"], *rows])
        read_rows, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
        assert [finding[:2] for finding in told(reading)] == [("column.unknown", "warn")]
        assert picked(read_rows, "actual_value") == [(Decimal(value),)]
    path = book(tmp_path / "a.xlsx", Biểu=[["BÁO CÁO NĂM 2025"], *rows])
    _, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
    assert [finding[:2] for finding in told(reading)] == [("column.double", "block")]


SIGNALS = ["Tên xã", "Mã xã", "Tên xóm", "Tình trạng", "Tháng"]


def test_codes_of_places_with_their_names_beside_them(tmp_path: Path) -> None:
    path = text(
        tmp_path / "song.csv",
        SIGNALS,
        ["Xã Sảng Mộc", "05719", "Xóm Một", "trắng sóng", "3/2026"],
        ["Thần Sa", "", "Xóm Hai", "lõm sóng", "3/2026"],
        ["", "05722", "Xóm Ba", "lõm sóng", "3/2026"],
        ["Xã Thần Sa", "05719", "Xóm Bốn", "lõm sóng", "3/2026"],
    )
    read_rows, reading = consume(path, "signal_gaps", "thainguyen/viettel")
    assert told(reading) == [("cell.disagrees", "hold", "B5", "05719")]
    assert picked(read_rows, "commune_code") == [("05719",), ("05725",), ("05722",), ("05719",)]


def test_a_report_in_the_folder_of_another_one_is_told_where_it_belongs(tmp_path: Path) -> None:
    rows: Rows = [*HEADING, ["Tháng 4/2026"], SERVICES[:-1], ["Chữ ký số", "Cá nhân", 49, 2415, 6300]]
    path = book(tmp_path / "dich vu.xlsx", Biểu=rows)
    _, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
    (found,) = reading.findings.frame().to_dicts()
    told_as = (found["rule"], found["standing"], found["raw"], found["expected"])
    assert told_as == ("file.other_feed", "block", "digital_services_uptake", "digital_economy_indicators")

    path = text(tmp_path / "khac.csv", ["Họ tên", "Chức vụ"], ["Nguyễn Văn Minh", "Giám đốc"])
    _, reading = consume(path, "digital_economy_indicators", "hanoi/so_khcn")
    assert [finding[0] for finding in told(reading)] == ["table.missing"]


@pytest.mark.parametrize(
    ("title", "feed", "field"),
    [
        ("Tổng DS từ 14 tuổi", "vneid_accounts", "population_14_count"),
        ("Số HS thu nhận", "vneid_accounts", "enrolled_count"),
        ("TK kích hoạt mức 2", "vneid_accounts", "activated_2_count"),
        ("Số TK cá nhân", "payment_accounts", "accounts_count"),
        ("Giá trị GD", "payment_accounts", "transaction_value_vnd"),
        ("Mã TTHC", "online_public_services", "procedure_code"),
        ("LK giải ngân", "science_technology_budget", "cumulative_vnd"),
        ("TH kỳ báo cáo", "digital_economy_indicators", "actual_value"),
        ("KH năm 2026", "digital_economy_indicators", "target_value"),
        ("DT (ha)", "hightech_park_projects", "area_ha"),
    ],
)
def test_abbreviations_that_every_clerk_knows(title: str, feed: str, field: str) -> None:
    layout = columns([title], CATALOG.contracts[feed])
    assert (layout.columns, layout.similar, layout.ambiguous) == ({field: 0}, {}, [])
