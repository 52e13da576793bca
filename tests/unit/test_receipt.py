"""Receipts: the page, its twin, and their names."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from kho.finding import Findings
from kho.receipt import First, as_json, as_text, write
from kho.receipt.marks import lines as marked_lines
from kho.receipt.names import safe_name, stem
from kho.rules import finding
from tests.fixtures.receipt_page import PageText, page
from tests.fixtures.receipts import contract, judgement

NOTHING = Findings().frame()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Báo cáo chưa được tiếp nhận, cần sửa và gửi lại"),
        ("en", "The report is rejected"),
        ("fr", "Le rapport est refusé"),
    ],
)
def test_the_page_says_the_verdict_and_where_the_faults_are(tmp_path: Path, lang: str, said: str) -> None:
    text = PageText(page(tmp_path), lang)
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
    words = PageText(page(tmp_path, verdict="accepted", findings=NOTHING, rows_in_error=0), "vi").words
    assert "Báo cáo đã được tiếp nhận" in words
    assert "Đơn vị không cần làm gì thêm." in words
    assert "tiêu đề phía trên bảng (5); dòng tiêu đề mục (9)." in words


def test_a_sample_is_marked_as_one(tmp_path: Path) -> None:
    assert "DỮ LIỆU MẪU" in PageText(page(tmp_path, is_sample=True), "vi").words
    assert "DỮ LIỆU MẪU" not in PageText(page(tmp_path), "vi").words


def test_a_duplicate_points_at_the_first_delivery(tmp_path: Path) -> None:
    first = First(77, "thang10.xlsx", dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC), "accepted")
    words = PageText(page(tmp_path, verdict="duplicate", duplicate_of=first, findings=NOTHING), "en").words
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


#: An ordinary or a narrow space at a sign, or none; a single `!` is the mark of a remark.
UNSET = re.compile(r"\S[ \u202f][:;?%»]|«[^\u00a0]|[\w»)”’][:;?!](?=\s|$)|\d%")


def test_french_is_set_with_no_break_spaces_wherever_it_is_said(tmp_path: Path) -> None:
    french = judgement(language="fr", sender_title=contract().title)
    (tmp_path / "original").write_bytes(b"x")
    html = write(french, tmp_path / "original", tmp_path / "outbox", contract())[0].read_text(encoding="utf-8")
    told = [one["message"]["fr"] for one in as_json(french, contract())["findings"]]
    listed = [line.message for line in marked_lines(french, contract(), lambda finding: None, 10_000)]
    for said in (PageText(html, "fr").words_as_set, as_text(french, contract(), "fr"), *told, *listed):
        assert UNSET.findall(said) == []


def test_on_a_terminal_a_duplicate_names_the_first() -> None:
    first = First(77, "thang10.xlsx", dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC), "accepted")
    said = as_text(judgement(verdict="duplicate", duplicate_of=first, findings=NOTHING, ignored=()), contract(), "vi")
    assert said.endswith("Đó là lần gửi số 77, tệp thang10.xlsx, nhận lúc 08:30 20/11/2026.")
