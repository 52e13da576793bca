"""Reporting periods as departments name them."""

from __future__ import annotations

import datetime as dt

import pytest

from kho.reading.values import parse_period, period_in_text


def told(period):
    return None if period is None else (f"{period.start} {period.end}", period.kind)


Q3 = ("2025-07-01 2025-09-30", "quarter")
NINE = ("2025-01-01 2025-09-30", "nine_months")
HALF = ("2025-01-01 2025-06-30", "half")
OCTOBER = ("2025-10-01 2025-10-31", "month")
YEAR = ("2025-01-01 2025-12-31", "year")
WEEK = ("2025-10-20 2025-10-26", "week")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Quý III/2025", Q3), ("Quý 3 năm 2025", Q3), ("Q3/2025", Q3), ("quý III năm 2025", Q3), ("QUÝ III-2025", Q3),
        ("Qúy 3/2025", Q3), ("Quý ba năm 2025", Q3), ("2025Q3", Q3), ("Kỳ báo cáo: Quý III/2025", Q3),
        ("9 tháng 2025", NINE), ("09 tháng năm 2025", NINE), ("06 tháng đầu năm 2025", HALF),
        ("9 tháng đầu năm 2025", NINE), ("9 tháng năm 2025", NINE), ("9T/2025", NINE),
        ("Ước tính 9 tháng 2025", NINE), ("6 tháng đầu năm 2025", HALF), ("6 tháng 2025", HALF), ("H1/2025", HALF),
        ("6 tháng cuối năm 2025", ("2025-07-01 2025-12-31", "half")), ("Tháng 10/2025", OCTOBER),
        ("tháng 10 năm 2025", OCTOBER), ("Tháng Mười năm 2025", OCTOBER), ("T10/2025", OCTOBER), ("10/2025", OCTOBER),
        ("2025-10", OCTOBER), ("202510", OCTOBER), ("2025", YEAR), ("Năm 2025", YEAR), ("cuối 2025", YEAR),
        ("đến cuối năm 2025", YEAR), ("lũy kế (2025)", YEAR), ("Sơ bộ 2025", YEAR), ("Pre. 2025", YEAR),
        ("đến 2030", ("2030-01-01 2030-12-31", "year")), ("2016-2019", ("2016-01-01 2019-12-31", "span")),
        ("giai đoạn 2026-2030", ("2026-01-01 2030-12-31", "span")), ("2 tháng 2025", ("2025-01-01 2025-02-28", "span")),
        ("từ tháng 1 đến tháng 8 năm 2025", ("2025-01-01 2025-08-31", "span")),
        ("Tuần 40/2025", ("2025-09-29 2025-10-05", "week")), ("03/02/2026", ("2026-02-03 2026-02-03", "point")),
        ("tính đến ngày 30/9/2025", ("2025-09-30 2025-09-30", "point")),
        ("đến hết quý III/2025", ("2025-09-30 2025-09-30", "point")),
        ("tại thời điểm 30/9/2025", ("2025-09-30 2025-09-30", "point")),
        ("Q3/25", Q3), ("Q3'2025", Q3), ("Quý 03/2025", Q3), ("tháng 7-9/2025", Q3), ("01/07/2025 - 30/09/2025", Q3),
        ("Quý III (tháng 7-9/2025)", Q3), ("Chín tháng năm 2025", NINE), ("tháng 1-9/2025", NINE),
        ("T1-T9/2025", NINE), ("Tháng 1 đến tháng 9 năm 2025", NINE), ("từ 01/01/2025 đến 30/9/2025", NINE),
        ("2025H1", HALF), ("2025-W43", WEEK), ("Tuần 43 (20/10 - 26/10/2025)", WEEK), ("20/10/2025-26/10/2025", WEEK),
        ("thg 10/2025", OCTOBER), ("Tháng 10/25", OCTOBER), ("Oct-25", OCTOBER), ("October 2025", OCTOBER),
        ("2025M10", OCTOBER), ("Từ ngày 01/10/2025 đến 31/10/2025", OCTOBER), ("từ 1 đến 31/10/2025", OCTOBER),
        ("Cả năm 2025", YEAR), ("2025.0", YEAR), ("2025 (ước)", YEAR),
        ("từ 15/9 đến 14/10/2025", ("2025-09-15 2025-10-14", "span")),
        ("15/12 - 14/01/2026", ("2025-12-15 2026-01-14", "span")),
    ],
)  # fmt: skip
def test_labels(label, expected):
    assert told(parse_period(label)) == expected


@pytest.mark.parametrize(
    "label",
    [
        "",
        "abc",
        "Quý III",
        "6 tháng cuối năm",
        "Tháng 13/2025",
        "Quý V/2025",
        "31/02/2025",
        "Tuần 54/2025",
        "2019-2016",
        "Kỳ I/2025",
        "Kỳ 1/2025",
        "quý 1, 2/2025",
        "Quý I và II/2025",
        "Tháng 9, 10/2025",
        "lũy kế 11 tháng",
        "T9/12",
        "14/10/2025 - 15/9/2025",
        "Tháng 9/2025 (từ 15/9 đến 14/10/2025)",
    ],
)
def test_what_names_no_period(label):
    assert parse_period(label) is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Tháng 10/2025", "2025-09-15 2025-10-14"),
        ("Tháng 1/2025", "2024-12-15 2025-01-14"),
        ("Quý III/2025", "2025-06-15 2025-09-14"),
        ("2025", "2024-12-15 2025-12-14"),
        ("6 tháng đầu năm 2025", "2024-12-15 2025-06-14"),
        ("đến 30/9/2025", "2025-09-30 2025-09-30"),
        ("từ 15/9 đến 14/10/2025", "2025-09-15 2025-10-14"),
        ("Tháng 10/2025 (15/9 - 14/10/2025)", "2025-09-15 2025-10-14"),
    ],
)
def test_administrative_periods_run_from_the_15th_to_the_14th(label, expected):
    period = parse_period(label, "administrative")
    assert f"{period.start} {period.end}" == expected


@pytest.mark.parametrize(
    ("label", "vintage"),
    [("Sơ bộ 2024", "preliminary"), ("Ước tính 9 tháng 2025", "estimate"), ("Ước thực hiện năm 2025", "estimate"),
     ("Chính thức 2023", "final"), ("Quý IV năm 2024 (sơ bộ)", "preliminary"), ("Pre. 2016", "preliminary"),
     ("2024", None)],
)  # fmt: skip
def test_the_vintage_in_a_label(label, vintage):
    assert parse_period(label).vintage == vintage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BÁO CÁO CHỈ TIÊU KINH TẾ SỐ QUÝ III/2025", Q3),
        ("tram_phat_song_2025-10.csv", OCTOBER),
        ("bao_cao_q3_2025.xlsx", Q3),
        ("quy_iii_2025 (1).xlsx", Q3),
        ("BaoCao_Thang10_2025.xlsx", OCTOBER),
        ("10_2025.csv", OCTOBER),
        ("kinh_te_so_2025.xlsx", YEAR),
        ("9thang_2025.xlsx", NINE),
        ("QUÝ III NĂM 2025 (từ 15/6/2025 đến 14/9/2025)", Q3),
        ("(Số liệu tính đến ngày 30/9/2025)", ("2025-09-30 2025-09-30", "point")),
        ("DỰ TOÁN THU, CHI NGÂN SÁCH NĂM 2025", YEAR),
        ("Hà Nội, ngày 15 tháng 10 năm 2025", None),
        ("(Kèm theo Quyết định số 757/2003/QĐ-BTC ngày 08/04/2003 của Bộ trưởng)", None),
        ("Biểu số 10/2025/TT-BTC", None),
        ("Số: 106/KH-UBND", None),
        ("xuat_ngay_2025-10-15.csv", None),
        ("BÁO CÁO (Từ ngày 01/10/2025 đến ngày 31/10/2025)", OCTOBER),
        ("bao_cao_tu_01-10-2025_den_31-10-2025.xlsx", OCTOBER),
        ("BÁO CÁO 9 THÁNG NĂM 2025 (từ 01/01/2025 đến 30/9/2025)", NINE),
        ("BÁO CÁO THÁNG 7-9/2025", Q3),
        ("BÁO CÁO QUÝ 1, 2/2025", None),
        ("BÁO CÁO QUÝ 5/2025", None),
        ("BÁO CÁO KỲ I NĂM 2025", None),
        ("DANH MỤC MÁY 2025", None),
    ],
)
def test_a_period_within_a_title_or_a_file_name(text, expected):
    assert told(period_in_text(text)) == expected


def test_days_that_fill_an_administrative_month_are_that_month():
    assert parse_period("từ 15/9 đến 14/10/2025", "administrative").kind == "month"
    assert parse_period("từ 15/6 đến 14/9/2025", "administrative").kind == "quarter"
    assert parse_period("từ 1/10 đến 31/10/2025", "administrative").kind == "span"


def test_a_column_of_periods_keeps_the_label(read_column):
    read = read_column("period", ["Quý III/2025", "quý sau", None, "-"])
    assert read.columns.columns == ["value_start", "value_end", "value_kind", "value_label"]
    assert read.columns.row(0) == (dt.date(2025, 7, 1), dt.date(2025, 9, 30), "quarter", "Quý III/2025")
    assert read.problems.rows() == [(1, "cell.type", "quý sau", "period", None)]


def test_a_date_cell_on_the_first_means_its_month(read_column):
    cells = {
        "raw": ["01/10/2025", "45931", "2025", "03/02/2026"],
        "date": [dt.datetime(2025, 10, 1), None, None, dt.datetime(2026, 2, 3)],
        "number": [None, 45931.0, 2025.0, None],
    }
    read = read_column("period", cells)
    assert read.columns["value_kind"].to_list() == ["month", "month", "year", "point"]
    assert read.columns["value_end"].to_list() == [
        dt.date(2025, 10, 31), dt.date(2025, 10, 31), dt.date(2025, 12, 31), dt.date(2026, 2, 3),
    ]  # fmt: skip


def test_a_text_date_on_the_first_means_its_month_only_in_a_monthly_report(read_column):
    assert read_column("period", ["01/10/2025"], frequency="month").columns["value_kind"].to_list() == ["month"]
    assert read_column("period", ["01/10/2025"], frequency="quarter").columns["value_kind"].to_list() == ["point"]


def test_a_column_follows_the_basis_of_its_feed(read_column):
    read = read_column("period", ["Quý III/2025"], basis="administrative")
    assert read.columns.row(0)[:2] == (dt.date(2025, 6, 15), dt.date(2025, 9, 14))
