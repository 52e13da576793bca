"""Files with nothing but the titles of the official forms, their units and their usual mess, are read in full."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.portal_memory import Page
from kho.portals import as_delivery
from kho.reading import Reading, Source, read
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")

INDICATORS = (
    "STT;Mã chỉ tiêu;Chỉ tiêu;Đơn vị tính;Địa phương;Kỳ báo cáo;Kế hoạch năm;Thực hiện kỳ báo cáo;Lũy kế từ đầu năm;"
    "So với cùng kỳ (%);Nguồn/phương pháp;Ghi chú"
)
PROJECTS = (
    "STT;Mã dự án/Số GCNĐT;Tên dự án;Nhà đầu tư;Loại dự án;Quốc tịch;Lĩnh vực CNC;Ngày cấp;{capital};"
    "Vốn đăng ký (USD);Vốn thực hiện;Diện tích;Tình trạng"
)
ACCOUNTS = (
    "Địa phương;Quý;Nhóm tuổi;Số tài khoản cá nhân;Số người có tài khoản;Dân số 15+;Số giao dịch QR;Giá trị giao dịch"
)


def _read(folder: Path, name: str, text: str, feed: str, sender: str) -> tuple[Reading, list[dict[str, Any]]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    reading = read(Source(path, name, sender, dt.date(2026, 3, 2)), CATALOG.contracts[feed], CATALOG)
    return reading, pl.concat(reading.batches()).to_dicts()


def _shadows_aside(reading: Reading) -> list[tuple[str, str | None]]:
    return reading.findings.frame().filter(pl.col("standing") != "shadow").select("rule", "cell").rows()


def test_indicators(tmp_path: Path) -> None:
    text = "\n".join(
        [
            INDICATORS,
            'I;DE_GRDP_SHARE;Tỷ trọng;%;Hải Phòng;Quý III/2025;35;29,8%;;"107,92";Bộ KH&CN;',
            '2;;Tỷ trọng thương mại điện tử trong tổng mức bán lẻ;"""";TP. Hải Phòng;9 tháng 2025;>15;12,5;-;7,92;NSO;',
            "3;DIGITAL_ENT_PER_1000;Tỷ lệ;DN/1.000 dân;31;cuối 2025;>0,7;0,65 (1);…;;NSO;",
            "4;DIGITAL_ENT_COUNT;Số DN;DN;hải  phòng;Năm 2025;13.000;gần 12.345;;;NSO;",
            "5;STATE_BUDGET_REVENUE_VS_PLAN;x;%;31;Quý III/2025;;103,3;;;Sở Tài chính;",
        ]
    )
    reading, rows = _read(tmp_path, "kts.csv", text, "digital_economy_indicators", "haiphong/so_khcn")
    assert _shadows_aside(reading) == []
    assert [row["indicator_code"] for row in rows] == [
        "DE_GRDP_SHARE",
        "ECOM_RETAIL_SHARE",
        "DIGITAL_ENT_PER_1000",
        "DIGITAL_ENT_COUNT",
        "STATE_BUDGET_REVENUE_VS_PLAN",
    ]
    assert {row["territory_code"] for row in rows} == {"31"}
    assert [row["unit"] for row in rows] == ["%", "%", "DN/1.000 dân", "DN", "%"]
    assert [row["target_value"] for row in rows] == [35, 15, Decimal("0.7"), 13_000, None]
    assert [row["target_value_comparator"] for row in rows] == ["=", ">", ">", "=", None]
    assert [row["actual_value"] for row in rows] == [
        Decimal("29.8"),
        Decimal("12.5"),
        Decimal("0.65"),
        12_345,
        Decimal("103.3"),
    ]
    assert [row["actual_value_comparator"] for row in rows] == ["=", "=", "=", "~<", "="]


@pytest.mark.parametrize(
    ("capital", "written"),
    [
        ("Vốn đăng ký", "2.500"),
        ("Vốn đăng ký (tỷ đồng)", "2.500,0"),
        ("Tổng vốn đăng ký (tỷ VNĐ)", "2500"),
    ],
)
def test_projects(capital: str, written: str, tmp_path: Path) -> None:
    text = "\n".join(
        [
            PROJECTS.format(capital=capital),
            "A. Dự án trong nước (1)",
            "1;0123456789;Một;Nhà đầu tư;trong nước;Việt Nam;CNTT;15/03/2019;1.250;;300;2,5;Đang hoạt động",
            "B. FDI (1)",
            f"1;HL3;Hai;Nhà đầu tư;FDI;Xinh-ga-po;Bán dẫn;01/02/2020;{written};100,5;;3;Chưa triển khai",
        ]
    )
    reading, rows = _read(tmp_path, "hoa_lac_2025-Q3.csv", text, "hightech_park_projects", "hanoi/bql_khu_cnc")
    assert _shadows_aside(reading) == []
    assert [row["project_code"] for row in rows] == ["0123456789", "HL3"]
    assert [row["registered_capital_vnd"] for row in rows] == [1_250 * 10**9, 2_500 * 10**9]
    assert [row["registered_capital_usd"] for row in rows] == [None, 100_500_000]
    assert [row["nationality"] for row in rows] == ["VN", "SG"]
    assert {row["period_label"] for row in rows} == {"Quý III/2025"}
    assert {row["territory_code"] for row in rows} == {"01"}


def test_accounts(tmp_path: Path) -> None:
    text = "\n".join(
        [
            ACCOUNTS,
            "22;Quý III/2025;15+;1.648.900;921.300;1.058.700;12.730,5;21.870",
            "Tỉnh Hưng Yên;quý 3 năm 2025;từ 18 tuổi;3102400;2100900;2704300;;-",
        ]
    )
    reading, rows = _read(tmp_path, "tai_khoan.csv", text, "payment_accounts", "nhnn/khu_vuc_6")
    assert _shadows_aside(reading) == []
    assert [(row["territory_code"], row["age_group"]) for row in rows] == [("22", "15+"), ("33", "18+")]
    assert [row["qr_transactions_count"] for row in rows] == [12_730_500, None]
    assert [row["transaction_value_vnd"] for row in rows] == [21_870 * 10**9, None]
    assert {row["period_end"] for row in rows} == {dt.date(2025, 9, 14)}


NEED = '{"id": "N1", "donViId": "HN-SYT", "ngay": "2026-03-01T08:00:00+07:00", "trangThai": "Mới"}'
DEAL = (
    '{"id": "G1", "donViId": "HN-SCT", "maNhuCau": "N1", "maGiaiPhap": "S1", "ngay": "01/03/2026",'
    ' "giaTriHopDong": "1.250.000.000", "kpi": [{"ten": "a", "mucTieu": 1, "ketQua": null}], "trangThai": "đã ký"}'
)


@pytest.mark.parametrize(
    "text",
    [
        f'{{"nhu_cau": [{NEED}], "giai_phap": [], "giao_dich": [{DEAL}]}}',
        f'{{"nhuCau": [{NEED}], "giaoDich": [{DEAL}]}}',
        "["
        + NEED.replace("{", '{"loaiBanGhi": "nhu_cau", ', 1)
        + ","
        + DEAL.replace("{", '{"loaiBanGhi": "giao_dich", ', 1)
        + "]",
    ],
    ids=["three collections", "camel case", "one list"],
)
def test_exchange(text: str, tmp_path: Path) -> None:
    reading, rows = _read(tmp_path, "dtmarket.json", text, "dtmarket_exchange", "hanoi/bva")
    assert _shadows_aside(reading) == []
    assert [(row["record_type"], row["record_id"], row["status"]) for row in rows] == [
        ("need", "N1", "new"),
        ("deal", "G1", "signed"),
    ]
    assert {row["record_date"] for row in rows} == {dt.date(2026, 3, 1)}
    assert rows[1]["contract_value_vnd"] == 1_250_000_000
    assert rows[1]["kpis"] == '[{"ten": "a", "mucTieu": 1, "ketQua": null}]'


DOSSIERS = (
    "Mã cơ quan;Mã TTHC;Mức độ;Tồn kỳ trước;Tiếp nhận trong kỳ;Trong đó trực tuyến;Đã giải quyết;Đúng hạn;"
    "Đang giải quyết;Thanh toán trực tuyến;Số hóa;Văn bản trao đổi trực tuyến với DN"
)
COLUMNS = (
    "ma_co_quan;ma_tthc;muc_do;ton_ky_truoc;tiep_nhan;tiep_nhan_tt;da_giai_quyet;dung_han;dang_giai_quyet;"
    "tt_truc_tuyen;so_hoa;vb_truc_tuyen"
)


@pytest.mark.parametrize("header", [DOSSIERS, COLUMNS], ids=["titles", "columns"])
def test_dossiers(header: str, tmp_path: Path) -> None:
    text = f"{header}\nH26.01;1.001234;Toàn trình;12;1.250;1.000;1.240;1.200;22;-;3;\n"
    reading, rows = _read(tmp_path, "dvc_2025-10.csv", text, "online_public_services", "hanoi/tt_pvhcc")
    assert _shadows_aside(reading) == []
    assert (rows[0]["procedure_code"], rows[0]["service_level"]) == ("1.001234", "full")
    assert [rows[0][name] for name in ("received_count", "paid_online_count", "digitised_count")] == [1_250, None, 3]
    assert rows[0]["period_end"] == dt.date(2025, 10, 31)


def test_scores_as_the_gateway_gives_them(tmp_path: Path) -> None:
    score = '{"ROW_STT":"3","ID":"398101","TEN":"Thành phố Hà Nội","CKMB":"15.20","TDGQ":"18.1","TTTT":"9.53"'
    text = f'[{score},"CLGQ":"10.2","MDHL":"17.5","MDSH":"17.00","TONG_SCORE":"87.53","THANG":"10","NAM":"2025"}}]'
    reading, rows = _read(tmp_path, "766.json", text, "online_public_services", "hanoi/tt_pvhcc")
    assert _shadows_aside(reading) == []
    assert (rows[0]["agency_code"], rows[0]["total_score"], rows[0]["received_count"]) == (
        "398101",
        Decimal("87.53"),
        None,
    )


def test_a_form_without_scores_needs_every_column_of_dossiers(tmp_path: Path) -> None:
    text = f"{DOSSIERS.replace('Đúng hạn;', '')}\nH26.01;1.001234;Toàn trình;12;1250;1000;1240;22;;;\n"
    reading, _ = _read(tmp_path, "dvc_2025-10.csv", text, "online_public_services", "hanoi/tt_pvhcc")
    missing = reading.findings.frame().row(0, named=True)
    assert (missing["rule"], missing["expected"]) == ("column.missing", "Đúng hạn")


def test_accounts_of_identity_by_the_districts_that_are_no_more(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "Xã/phường;Dân số từ 14 tuổi;Dân số trưởng thành;Hồ sơ thu nhận;Tài khoản kích hoạt mức 1;"
            "Tài khoản kích hoạt mức 2;Tỷ lệ kích hoạt (%)",
            "Công an quận Hồng Bàng (cũ);60.000;55.000;45.000;2.000;40.000;88,9",
            "Công an phường Hồng Bàng;30.000;27.500;22.500;1.000;20.000;88,9",
            "UBND phường Hồng An;30.000;27.500;22.500;-;20.000;88,9",
            "Huyện Tiên Lãng;9.000;8.000;5.000;;4.001;",
            "Xã Tiên Lãng;9.000;8.000;5.000;;4.000;80",
            "Thành phố Hải Phòng;69.000;63.000;50.000;1.000;44.000;",
        ]
    )
    reading, rows = _read(tmp_path, "vneid_2025-10.csv", text, "vneid_accounts", "haiphong/cong_an")
    assert [(row["commune_code"], row["activated_2_count"]) for row in rows] == [
        ("11311", 20_000),
        ("11602", 20_000),
        ("11755", 4_000),
    ]
    assert _shadows_aside(reading) == [("total.disagrees", "E2"), ("total.disagrees", "F5")]


ASSESSMENT = (
    "Mã đơn vị;Tên đơn vị;Nhóm ngành;Phiên bản bộ tiêu chí;Mã tiêu chí;Điểm tự đánh giá;Điểm tối đa;Điểm thẩm định;"
    "Minh chứng;Ngày đánh giá"
)
ASSESSMENT_COLUMNS = (
    "ma_don_vi;ten_don_vi;ma_nganh_uu_tien;phien_ban;ma_tieu_chi;diem_tu_danh_gia;diem_toi_da;diem_tham_dinh;"
    "minh_chung;ngay_danh_gia"
)


@pytest.mark.parametrize("header", [ASSESSMENT, ASSESSMENT_COLUMNS], ids=["titles", "columns"])
def test_assessments(header: str, tmp_path: Path) -> None:
    text = "\n".join(
        [
            header,
            "HP-SCT;Sở Công Thương;thương mại điện tử;2025.1;N1C1;3;4;2,5;;15/06/2025",
            "Sở Du lịch;Sở Du lịch;du lịch thông minh;2025.1;N1C2;Có;1;-;;15/06/2025",
            "Phường Hồng Bàng;UBND phường Hồng Bàng;TMĐT;2025.1;N2C1;-;4;;;15/12/2025",
            "0201234567;Công ty;Công nghiệp 4.0;2025.1;N2C2;850/1000;1000;;;15/12/2025",
            ";;;;Tổng điểm;853;1009;;;",
        ]
    )
    reading, rows = _read(tmp_path, "phieu.csv", text, "self_assessment", "haiphong/so_cong_thuong")
    assert _shadows_aside(reading) == []
    assert [(row["organisation_code"], row["sector_code"]) for row in rows] == [
        ("HP-SCT", "ecommerce"),
        ("HP-SDL", "smart_tourism"),
        ("11311", "ecommerce"),
        ("0201234567", "industry_4_0"),
    ]
    assert [(row["self_score"], row["self_score_text"]) for row in rows] == [
        (3, None),
        (None, "Có"),
        (None, None),
        (850, None),
    ]


def test_a_criterion_of_no_known_set_is_reported_and_kept(tmp_path: Path) -> None:
    row = "HP-SCT;Sở Công Thương;thương mại điện tử;{};{};3;4;2,5;;15/06/2025"
    text = "\n".join(
        [ASSESSMENT, row.format("2025.1", "N9C9"), row.format("2025.1", "N2C4"), row.format("2024", "N1C1")]
    )
    reading, rows = _read(tmp_path, "phieu.csv", text, "self_assessment", "haiphong/so_cong_thuong")
    criteria = "N1C1, N1C2, N1C3, N2C1, N2C2, N2C3, N3C1, N3C2"
    found = reading.findings.frame().select(
        "standing", "field", "raw", "expected", pl.col("params").str.json_path_match("$.suggestion")
    )
    assert found.rows() == [
        ("warn", "criteria_version", "2024", "2025.1", None),
        ("warn", "criterion_code", "N9C9", criteria, None),
        ("warn", "criterion_code", "N2C4", criteria, None),  # as near to N2C1 as to N2C2
    ]
    assert [row["criterion_code"] for row in rows] == ["N9C9", "N2C4", "N1C1"]


def test_the_month_that_a_gateway_gives_once_goes_with_its_records(tmp_path: Path) -> None:
    (portal,) = CATALOG.contracts["online_public_services"].pull
    score = {"ID": "398101", "TEN": "Thành phố Hà Nội", "TONG_SCORE": "87.53"}
    page = Page(url="", etag=None, last_modified=None, records=[score], remark="10/2025", next_url=None)
    text = as_delivery([page], portal).decode()
    _, rows = _read(tmp_path, "online_public_services.json", text, "online_public_services", portal.sender)
    assert [(row["total_score"], row["period_end"]) for row in rows] == [(Decimal("87.53"), dt.date(2025, 10, 31))]
