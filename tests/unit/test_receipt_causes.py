"""What an answer says first: findings of one cause together, the likeliest cause before what follows from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from kho.finding import SCHEMA, Findings
from kho.receipt import as_text
from kho.receipt.causes import causes
from kho.receipt.marks import lines as marked_lines
from kho.rules import finding
from tests.fixtures.receipt_page import PageText, page
from tests.fixtures.receipts import SHEET, contract, judgement


def test_one_wrong_unit_stands_above_the_five_hundred_numbers_it_spoils() -> None:
    found = causes(judgement().shown, 512)
    assert [cause.rule for cause in found] == ["column.missing", "cell.unit", "cell.code", "cell.required", "CST-01"]
    unit = found[1]
    assert [(effect.rule, effect.count, effect.is_whole_column) for effect in unit.effects] == [
        ("cell.range", 500, True)
    ]


def test_equal_values_are_counted_with_their_first_places() -> None:
    code = next(cause for cause in causes(judgement().shown, 512) if cause.rule == "cell.code")
    (value,) = code.values
    assert (value.raw, value.suggestion, value.count) == ("Chơ", "Chợ", 7)
    assert [place["cell"] for place in value.places] == ["B6", "B7", "B8", "B9"]


def test_a_few_rows_are_no_whole_column() -> None:
    found = Findings()
    for row in (2, 3):
        found.add(
            finding("cell.type", sheet=SHEET, cell=f"C{row}", row=row, field="merchants", raw="x", expected="count")
        )
    (cause,) = causes(found.frame(), 2)
    assert not cause.is_whole_column
    assert found.frame().schema == SCHEMA


def test_on_a_terminal_findings_are_told_by_cause_and_the_likeliest_first() -> None:
    lines = as_text(judgement(), contract(), "en").splitlines()
    assert lines[0] == "✕ The report is rejected: Báo cáo “tháng 10” (bản 2).xlsx"
    assert (
        lines[2] == "512 rows of data read; 503 of them to be corrected; title above the table (5); section heading (9)"
    )
    at = "Sheet “Tháng 10”, cell"
    beyond = "which is out of range (expected: 0 – 100.000): check the number and its unit."
    assert lines[4:17] == [
        "✕ Sheet “Tháng 10”: the column “Kỳ báo cáo” is missing: add it together with its values.",
        f"! {at} E4: the unit is written as “đồng” where “triệu đồng” was agreed. The values were converted; use the "
        "agreed unit next time.",
        "  These probably follow from it and vanish once it is corrected:",
        "    ✕ Column “Giá trị giao dịch”: 500 cells, nearly the whole column",
        "      When nearly every row has the same fault, look for one cause: a wrong unit, a column that has slipped, "
        "or a format that was changed.",
        "      The unit agreed for this column: triệu đồng.",
        *(f"    ✕ {at} E{row}: “Giá trị giao dịch” is {12_000_000 + row}, {beyond}" for row in (6, 7, 8)),
        "      … and 497 more in “Giá trị giao dịch”",
        *(
            f"✕ {at} B{row}: “Chơ” is not a known value of “Loại hình”: write one of these: Tuyến phố, Chợ."
            for row in (6, 7, 8)
        ),
    ]
    assert lines[17] == "  … and 4 more in “Loại hình”"
    assert lines[-1] == f"✕ {at} D12: 1,200 merchants with QR of 1,000 merchants: check both columns."


def test_columns_that_are_all_wrong_together_are_one_thing_to_look_at_first(tmp_path: Path) -> None:
    found = Findings()
    for field in ("site", "kind", "merchants"):
        for row in range(6, 46):
            found.add(
                finding("cell.type", sheet=SHEET, cell=f"C{row}", row=row, field=field, raw="x", expected="count")
            )
    changed = {"findings": found.frame(), "rows_read": 40}
    said = (
        "Ở 3 cột (“Tên tuyến phố/chợ”, “Loại hình”, “Số hộ kinh doanh”), gần như dòng nào cũng sai: trước hết hãy xem"
    )
    assert as_text(judgement(**changed), contract(), "vi").splitlines()[4].startswith(said)
    words = PageText(page(tmp_path, **changed), "vi").words
    assert words.index(said) < words.index("Cột “Tên tuyến phố/chợ”: 40 ô, gần như cả cột")
    two = found.frame().filter(pl.col("field") != "kind")
    assert "trước hết" not in as_text(judgement(findings=two, rows_read=40), contract(), "vi")


def test_dates_written_month_first_put_the_whole_column_in_doubt(tmp_path: Path) -> None:
    def told(**params: str) -> tuple[str, str]:
        at: dict[str, Any] = {"sheet": SHEET, "cell": "F7", "row": 7, "field": "period", "raw": "10/25/2025", **params}
        found = Findings()
        found.add(finding("cell.type", expected="date", **at))
        changed = {"findings": found.frame()}
        return as_text(judgement(**changed), contract(), "vi"), PageText(page(tmp_path, **changed), "vi").words

    said = "thì những ô khác trong cột, dù đọc được, cũng có thể bị hiểu sai: đề nghị sửa cả cột."
    plain, words = told(suggestion="25/10/2025")
    assert said in plain
    assert said in words
    assert "Gợi ý: 25/10/2025" in plain
    assert "Gợi ý: 25/10/2025" in words
    assert not any(said in one or "Gợi ý" in one for one in told())


def test_on_a_terminal_every_finding_can_be_asked_for() -> None:
    lines = as_text(judgement(), contract(), "en", every=True).splitlines()
    assert len(lines) == 4 + judgement().shown.height
    assert ["is missing" in lines[4], "the unit is written" in lines[5], "E6: " in lines[6]] == [True] * 3


def test_the_marked_workbook_lists_the_wrong_unit_before_what_it_spoils() -> None:
    listed = list(marked_lines(judgement(), contract(), lambda finding: None, 10_000))
    assert [(line.standing, line.where) for line in listed[:3]] == [
        ("block", "Trang tính “Tháng 10”"),
        ("warn", "Trang tính “Tháng 10”, ô E4"),
        ("block", "Trang tính “Tháng 10”, ô E6"),
    ]
    assert [line.header for line in listed[1:502]] == ["Giá trị giao dịch"] * 501
