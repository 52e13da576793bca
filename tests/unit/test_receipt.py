"""Receipts: the page, its twin, their names, and what stands first on the page."""

from __future__ import annotations

import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from kho.finding import SCHEMA, Findings
from kho.receipt import First, as_json, as_text, write
from kho.receipt.causes import causes
from kho.receipt.marks import lines as marked_lines
from kho.receipt.names import safe_name, stem
from kho.rules import finding
from tests.fixtures.receipts import SHEET, contract, judgement

NOTHING = Findings().frame()


def page(folder: Path, **changes: object) -> str:
    """The page of a delivery whose file cannot be marked."""
    original = folder / "original"
    original.write_bytes(b"")
    written = write(judgement(**changes), original, folder / "outbox", contract())
    return written[0].read_text(encoding="utf-8")


class Text(HTMLParser):
    """The text of one language's part of a page, and the elements that were never closed."""

    def __init__(self, html: str, lang: str) -> None:
        super().__init__()
        self._lang, self._inside, self._words, self.open = lang, False, list[str](), list[str]()
        self.feed(html)
        self.words = re.sub(r"\s+", " ", " ".join(self._words))
        self.words_as_set = re.sub(r"[ \n\t]+", " ", "\n".join(self._words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)
        if tag == "article":
            self._inside = dict(attrs)["lang"] == self._lang

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._inside = self._inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._words.append(data)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Báo cáo chưa được tiếp nhận, cần sửa và gửi lại"),
        ("en", "The report is rejected"),
        ("fr", "Le rapport est refusé"),
    ],
)
def test_the_page_says_the_verdict_and_where_the_faults_are(tmp_path: Path, lang: str, said: str) -> None:
    text = Text(page(tmp_path), lang)
    assert text.open == []
    assert said in text.words
    assert "A9" in text.words
    assert "E4" in text.words
    assert "None" not in text.words


def test_the_page_needs_no_network_and_no_script(tmp_path: Path) -> None:
    html = page(tmp_path)
    assert "http://" not in html
    assert "https://" not in html
    assert "<script" not in html
    assert "@import" not in html


def test_a_hostile_cell_stays_text(tmp_path: Path) -> None:
    found = Findings()
    found.add(
        finding("cell.type", cell="C7", row=7, field="merchants", raw="<script>alert(1)</script>", expected="count")
    )
    html = page(tmp_path, findings=found.frame(), file_name='"><img src=x onerror=alert(1)>.csv')
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_good_report_is_told_that_nothing_is_to_do(tmp_path: Path) -> None:
    words = Text(page(tmp_path, verdict="accepted", findings=NOTHING, rows_in_error=0), "vi").words
    assert "Báo cáo đã được tiếp nhận" in words
    assert "Đơn vị không cần làm gì thêm." in words
    assert "tiêu đề phía trên bảng (5); dòng tiêu đề mục (9)." in words


def test_a_sample_is_marked_as_one(tmp_path: Path) -> None:
    assert "DỮ LIỆU MẪU" in Text(page(tmp_path, is_sample=True), "vi").words
    assert "DỮ LIỆU MẪU" not in Text(page(tmp_path), "vi").words


def test_a_duplicate_points_at_the_first_delivery(tmp_path: Path) -> None:
    first = First(77, "thang10.xlsx", dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC), "accepted")
    words = Text(page(tmp_path, verdict="duplicate", duplicate_of=first, findings=NOTHING), "en").words
    assert "This report has been sent before" in words
    assert "thang10.xlsx Received 08:30 20 Nov 2026 Delivery number 77 Its result The report is accepted" in words


def test_what_is_only_recorded_is_not_said_to_the_sender(tmp_path: Path) -> None:
    assert "CST-02" not in page(tmp_path)
    assert "CST-02" in {one["rule"] for one in as_json(judgement(), contract())["findings"]}


def test_a_feed_without_contract_gets_a_receipt_too(tmp_path: Path) -> None:
    found = Findings()
    found.add(finding("sender.unknown", raw="hanoi/la"))
    (tmp_path / "original").write_bytes(b"x")
    written = write(judgement(findings=found.frame()), tmp_path / "original", tmp_path, None)
    assert [path.suffix for path in written] == [".html", ".json"]
    assert "Thư mục hanoi/la không thuộc đơn vị gửi nào" in written[0].read_text(encoding="utf-8")


def test_written_again_it_replaces_itself_and_leaves_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(b"x")
    folder = tmp_path / "outbox"
    first = write(judgement(), tmp_path / "original", folder, contract())
    before = [path.read_bytes() for path in first[:2]]
    assert write(judgement(), tmp_path / "original", folder, contract()) == first
    assert [path.read_bytes() for path in first[:2]] == before
    assert sorted(folder.iterdir()) == sorted(first)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Báo cáo tháng 10.xlsx", "Báo cáo tháng 10"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.csv", "a"),
        ("a\"b'c<d>|e?.csv", "a_b_c_d_e_"),
        (".hidden", "hidden"),
        ("", "_"),
        ("...", "_"),
        ("con.csv", "_con"),
        ("a\x00b\n.csv", "a_b_"),
    ],
)
def test_names_are_safe_in_every_folder(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_long_names_are_cut_between_letters(tmp_path: Path) -> None:
    name = stem(judgement(file_name="ế" * 300 + ".xlsx"))
    assert len(name.encode()) < 220
    assert name.startswith("2026-11-22_101500_123__ế")
    (tmp_path / f"{name}.html").touch()


def test_the_twin_is_the_object_of_the_interface(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(b"x")
    written = write(judgement(), tmp_path / "original", tmp_path / "outbox", contract())
    twin = json.loads(written[1].read_text(encoding="utf-8"))
    assert twin == as_json(judgement(), contract())
    assert {"feed", "sender", "sha256", "verdict", "rows_read", "rows_ignored", "rows_in_error"} <= twin.keys()
    fault = next(one for one in twin["findings"] if one["rule"] == "cell.required")
    assert list(fault) == ["rule", "tier", "standing", "sheet", "cell", "row", "field", "raw", "expected", "message"]
    assert fault["message"] == {
        "vi": "Trang tính “Tháng 10”, ô A9: cột “Tên tuyến phố/chợ” đang để trống. "
        "Dòng nào cũng phải có giá trị ở cột này; đề nghị điền vào.",
        "en": "Sheet “Tháng 10”, cell A9: “Tên tuyến phố/chợ” is empty. Every row needs a value here: fill it in.",
        "fr": "Feuille «\u00a0Tháng 10\u00a0», cellule A9\u00a0: «\u00a0Tên tuyến phố/chợ\u00a0» est vide. "
        "Chaque ligne doit avoir une valeur ici\u00a0: complétez-la.",
    }


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
    words = Text(page(tmp_path, **changed), "vi").words
    assert words.index(said) < words.index("Cột “Tên tuyến phố/chợ”: 40 ô, gần như cả cột")
    two = found.frame().filter(pl.col("field") != "kind")
    assert "trước hết" not in as_text(judgement(findings=two, rows_read=40), contract(), "vi")


def test_dates_written_month_first_put_the_whole_column_in_doubt(tmp_path: Path) -> None:
    def told(**params: str) -> tuple[str, str]:
        place = {"sheet": SHEET, "cell": "F7", "row": 7, "field": "period", "raw": "10/25/2025"}
        found = Findings()
        found.add(finding("cell.type", **place, expected="date", **params))
        changed = {"findings": found.frame()}
        return as_text(judgement(**changed), contract(), "vi"), Text(page(tmp_path, **changed), "vi").words

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


#: An ordinary or a narrow space at a sign, or none; a single `!` is the mark of a remark.
UNSET = re.compile(r"\S[ \u202f][:;?%»]|«[^\u00a0]|[\w»)”’][:;?!](?=\s|$)|\d%")


def test_french_is_set_with_no_break_spaces_wherever_it_is_said(tmp_path: Path) -> None:
    french = judgement(language="fr", sender_title=contract().title)
    (tmp_path / "original").write_bytes(b"x")
    html = write(french, tmp_path / "original", tmp_path / "outbox", contract())[0].read_text(encoding="utf-8")
    told = [one["message"]["fr"] for one in as_json(french, contract())["findings"]]
    listed = [line.message for line in marked_lines(french, contract(), lambda finding: None, 10_000)]
    for said in (Text(html, "fr").words_as_set, as_text(french, contract(), "fr"), *told, *listed):
        assert UNSET.findall(said) == []


def test_on_a_terminal_a_duplicate_names_the_first() -> None:
    first = First(77, "thang10.xlsx", dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC), "accepted")
    said = as_text(judgement(verdict="duplicate", duplicate_of=first, findings=NOTHING, ignored=()), contract(), "vi")
    assert said.endswith("Đó là lần gửi số 77, tệp thang10.xlsx, nhận lúc 08:30 20/11/2026.")
