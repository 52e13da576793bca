"""Forms as departments send them, wide and long, each with what its rows must come out as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.fixtures.mess import SENDERS, Reader, findings, xlsx

Rows = Sequence[Sequence[Any]]
TABLE, SOCIAL, BUDGET = "statistics_table", "socioeconomic_indicators", "science_technology_budget"
SENT = {TABLE: "trunguong/cuc_thong_ke", SOCIAL: "hanoi/thong_ke", BUDGET: "danang/so_khcn"}
YEARS = ["Chỉ tiêu", "2023", "2024"]
TASKS = ["STT", "Nội dung, nhiệm vụ", "Đơn vị chủ trì", "Nguồn vốn", "Dự toán năm 2025", "Giải ngân trong kỳ", "Lũy kế"]


def task(number: int | str | None, name: str, figure: int) -> list[Any]:
    return [number, name, "Sở KH&CN", "NSNN", 10 * figure, figure, 2 * figure]


#: Title → rows, merged cells, and for some cells (row, column) path, label, period and unit.
MATRICES: dict[str, tuple[Rows, Sequence[str], dict[str, tuple[str | None, ...]]]] = {
    "years across": ([["1. A"], YEARS, ["Lúa", 1, 2]], (), {"C3": (None, "Lúa", "Năm 2024", None)}),
    "years down": ([["2. B"], ["Năm", "Lúa (Tấn)"], [2023, 5], [2024, 6]], (), {"B4": (None, "2024", "2024", "Tấn")}),
    "quarters under years": (
        [["3. C"], ["Chỉ tiêu", "Năm 2024", None, "Năm 2025"], [None, "Quý III", "Quý IV", "Quý I"], ["Lúa", 1, 2, 3]],
        ("B2:C2",), {"C4": (None, "Lúa", "Quý IV/2024", None), "D4": (None, "Lúa", "Quý I/2025", None)},
    ),
    "what all columns are compared with": (
        [["4. D"], [None, "Tháng 9/2025 so với (%)", None], [None, "Tháng 9/2024", "Tháng 8/2025"],
         ["Giá", 103.1, 100.2]],
        ("B2:C2",), {"B4": (None, "Giá", "Tháng 9/2025", "%"), "C4": (None, "Giá", "Tháng 9/2025", "%")},
    ),
    "three rows of titles": (
        [["5. Đ"], ["Chỉ tiêu", "Năm 2024", None, None], [None, "Tổng số", "Trong đó", None], [None, None, "Nữ", "Trẻ"],
         ["Hà Nội", 9, 5, 1]],
        ("A2:A4", "B2:D2", "B3:B4", "C3:D3"), {"D5": (None, "Hà Nội", "Năm 2024", None)},
    ),
    "units in a row of their own": (
        [["6. E"], ["Chỉ tiêu", "Sản lượng", "Tăng so cùng kỳ"], [None, "Nghìn tấn", "%"], ["Lúa", 9, 1.2]],
        (), {"B4": (None, "Lúa", None, "Nghìn tấn"), "C4": (None, "Lúa", None, "%")},
    ),
    "side by side": (
        [["7. G"], [None, "2023", "2024", None, None, "2023"], ["Huế", 1, 2, None, "Tư nhân", 7]],
        (), {"C3": (None, "Huế", "Năm 2024", None), "F3": (None, "Tư nhân", "Năm 2023", None)},
    ),
    "below one another": (
        [["8. H"], YEARS, ["Lúa", 1, 2], [], ["9. I"], YEARS, ["Ngô", 3, 4]],
        (), {"B3": (None, "Lúa", "Năm 2023", None), "B7": (None, "Ngô", "Năm 2023", None)},
    ),
    "a header again within a section": (
        [["10. K"], YEARS, ["I. Nông nghiệp"], ["Lúa", 1, 2], YEARS, ["Ngô", 3, 4], ["II. Công nghiệp", 5, 6]],
        (), {"B6": ("I. Nông nghiệp", "Ngô", "Năm 2023", None), "B7": (None, "II. Công nghiệp", "Năm 2023", None)},
    ),
    "merged labels": (
        [["11. L"], ["Vùng", "Tỉnh", "2024", "2025"], ["Bắc", "Hà Nội", 1, 2], [None, "Hải Phòng", 3, 4]],
        ("A3:A4",), {"C4": ("Bắc", "Hải Phòng", "Năm 2024", None)},
    ),
    "away from the corner": (
        [[], [], [None, None, "12. M"], [None, None, *YEARS], [None, None, "Lúa", 1, 2]],
        (), {"D5": (None, "Lúa", "Năm 2023", None)},
    ),
    "notes between columns": (
        [["13. N"], ["Chỉ tiêu", "2023", "Ghi chú", "2024", "Ghi chú"], ["Lúa", 1, "tạm", 2, None]],
        (), {"D3": (None, "Lúa", "Năm 2024", None)},
    ),
    "a note between rows": (
        [["14. O"], YEARS, ["Lúa", 1, 2], ["Ghi chú: số sơ bộ"], ["Ngô", 3, 4]],
        (), {"B5": (None, "Ngô", "Năm 2023", None)},
    ),
    "women are no years": (
        [["15. P"], ["Địa phương", "Nam", "Nữ"], ["Huế", 1, 2]], (), {"B3": (None, "Huế", None, None)},
    ),
    "no title at all": ([YEARS, ["Lúa", 1, 2]], (), {"B2": (None, "Lúa", "Năm 2023", None)}),
    "numbers of columns, of rows and codes": (
        [["16. Q"], ["STT", "Chỉ tiêu", "Mã số", "ĐVT", "Năm 2024"], ["A", "B", "C", "D", 1],
         ["I", "Thu", "01", "Tỷ đồng", 9], [1, "Thuế", "02", '"', 5]],
        (), {"E5": ("Thu", "Thuế", "Năm 2024", "Tỷ đồng")},
    ),
    "pages": (
        [["17. R"], YEARS, ["Lúa", 1, 2], ["Cộng trang", 1, 2], YEARS, ["Mang sang", 1, 2], ["Ngô", 3, 4]],
        (), {"B7": (None, "Ngô", "Năm 2023", None)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MATRICES)
def test_matrices(deliver: Reader, name: str) -> None:
    rows, merges, expected = MATRICES[name]
    frame, reading = deliver(xlsx(rows, merges), TABLE, sender=SENT[TABLE])
    cells = {
        f"{column}{row}": told
        for column, row, *told in frame.select(
            "column_letter", "row_number", "row_path", "row_label", "value_period", "unit"
        ).rows()
    }
    assert {cell: tuple(cells[cell]) for cell in expected} == expected
    numbers = sum(isinstance(cell, int | float) for row in rows for cell in row)
    left_out = {"numbers of columns, of rows and codes": 2, "years down": 2, "pages": 4}
    assert frame["value"].is_not_null().sum() == numbers - left_out.get(name, 0)
    assert findings(reading) == []
    ignored = sum(run.row_count for run in reading.ignored)
    assert frame["row_number"].n_unique() + ignored == len(rows)


#: Rows and merged cells, and for some cells indicator, part, period, scenario or vintage, comparison.
INDICATORS: dict[str, tuple[Rows, Sequence[str], dict[str, tuple[str | None, ...]]]] = {
    "plan and actual": (
        [["Thu ngân sách nhà nước 9 tháng năm 2025"],
         ["Nội dung", "Dự toán năm 2025", "Thực hiện", "So sánh (%)", None],
         [None, None, None, "Dự toán", "Cùng kỳ"], ["Tổng thu", 500, 400, 80, 110]],
        ("A2:A3", "B2:B3", "C2:C3", "D2:E2"),
        {"B4": ("STATE_BUDGET_REVENUE", None, "Năm 2025", "target", None),
         "D4": ("STATE_BUDGET_REVENUE", None, "9 tháng năm 2025", None, "of_plan"),
         "E4": ("STATE_BUDGET_REVENUE", None, "9 tháng năm 2025", None, "year_on_year")},
    ),
    "indicators down": (
        [["Một số chỉ tiêu"], ["STT", "Chỉ tiêu", "ĐVT", "Năm 2023"], ["I", "GRDP", "Tỷ đồng", 9],
         ["1", "Dịch vụ", '"', 5]],
        (), {"D3": ("GRDP", None, "Năm 2023", None, None), "D4": ("GRDP", "Dịch vụ", "Năm 2023", None, None)},
    ),
    "indicators across, years down": (
        [["GRDP và thu ngân sách"], ["Năm", "GRDP (Tỷ đồng)", "Thu ngân sách nhà nước (Tỷ đồng)"],
         ["Năm 2024", 9, 5]],
        (), {"B3": ("GRDP", None, "Năm 2024", None, None),
         "C3": ("STATE_BUDGET_REVENUE", None, "Năm 2024", None, None)},
    ),
    "another table without a gap": (
        [["1. Thu ngân sách nhà nước"], ["Chỉ tiêu", "Tháng 8/2025", "Tháng 9/2025"], ["Tổng thu", 9, 8],
         ["2. Giá tiêu dùng (CPI)"], [None, "%"], ["Chỉ tiêu", "Tháng 9/2025 so với cùng kỳ năm trước"],
         ["Chỉ số giá tiêu dùng chung", 103]],
        (), {"B7": ("CPI_YOY", "Chỉ số giá tiêu dùng chung", "Tháng 9/2025", None, "year_on_year")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INDICATORS)
def test_tables_of_indicators(deliver: Reader, name: str) -> None:
    rows, merges, expected = INDICATORS[name]
    frame, reading = deliver(xlsx(rows, merges), SOCIAL, sender=SENT[SOCIAL])
    columns = ["column_letter", "row_number", "indicator_code", "breakdown", "period_label", "scenario", "comparison"]
    cells = {f"{column}{row}": tuple(told) for column, row, *told in frame.select(columns).rows()}
    assert {cell: cells[cell] for cell in expected} == expected
    assert [rule for rule, _, _ in findings(reading) if not rule.startswith("table.hidden")] == []


def test_a_province_across_is_not_the_sender(deliver: Reader) -> None:
    rows: Rows = [
        ["Thu ngân sách nhà nước năm 2024"],
        [None, "Tỷ đồng"],
        ["Chỉ tiêu", "Hà Nội", "Quảng Ninh"],
        ["Tổng thu", 4, 5],
    ]
    frame, reading = deliver(xlsx(rows), SOCIAL, sender=SENT[SOCIAL])
    assert frame["territory_code"].to_list() == ["01", "22"]
    assert findings(reading) == [("sender.territory", "C4", "Quảng Ninh")]


#: Rows below the title, merged cells, rows that are ignored by reason, and the sum of the allotments.
LISTS: dict[str, tuple[Rows, Sequence[str], dict[str, int]]] = {
    "pages": (
        [TASKS, ["A", "B", "C", "D", 1, 2, 3], task(1, "A", 1), task(2, "B", 2),
         [None, "Cộng trang 1", None, None, 30, 3, 6], [], TASKS, ["A", "B", "C", "D", 1, 2, 3],
         [None, "Mang sang", None, None, 30, 3, 6], task(3, "C", 3),
         [None, "Cộng trang 2", None, None, 30, 3, 6], [None, "Tổng cộng", None, None, 60, 6, 12]],
        (), {"title": 1, "header": 4, "total": 4, "empty": 1},
    ),
    "gaps in the numbers, and sections": (
        [TASKS, ["I", "NGUỒN SỰ NGHIỆP"], task(1, "A", 1), task(3, "B", 2), ["II", "NGUỒN ĐẦU TƯ"], task(None, "C", 3),
         [None, "Tổng số", None, None, 60, 6, 12]],
        (), {"title": 1, "header": 1, "section": 2, "total": 1},
    ),
    "three rows of titles and their numbers": (
        [[*TASKS[:4], "Kinh phí", None, None], [None] * 4 + ["Dự toán năm 2025", "Thực hiện", None],
         [None] * 5 + ["Giải ngân trong kỳ", "Lũy kế"], [f"({at})" for at in range(1, 8)],
         task(1, "A", 1), task(2, "B", 2), task(3, "C", 3)],
        ("A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:G2", "E3:E4", "F3:G3"), {"title": 1, "header": 4},
    ),
    "a signature and a note": (
        [TASKS, task(1, "A", 1), task(2, "B", 2), task(3, "C", 3), ["Ghi chú: số tạm tính"],
         [None, None, "NGƯỜI LẬP BIỂU"], [None, None, "(Ký, ghi rõ họ tên)"]],
        (), {"title": 1, "header": 1, "footnote": 1, "signature": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists(deliver: Reader, name: str) -> None:
    rows, merges, expected = LISTS[name]
    sender = next(one for one in (SENT[BUDGET], *SENDERS.values()) if one)
    frame, reading = deliver(
        xlsx([["Kinh phí Quý III năm 2025, đơn vị tính: Triệu đồng"], *rows], merges), BUDGET, sender=sender
    )
    assert frame["task_name"].to_list() == ["A", "B", "C"]
    assert int(frame["allotment_vnd"].sum()) == 60_000_000
    assert "total.disagrees" not in {rule for rule, _, _ in findings(reading)}
    counts: dict[str, int] = {}
    for run in reading.ignored:
        counts[run.reason] = counts.get(run.reason, 0) + run.row_count
    assert counts == expected
