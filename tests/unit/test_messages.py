"""Messages: every text exists in three languages, and reads as a clerk needs it."""

from __future__ import annotations

import ast
import datetime as dt
import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kho import messages
from kho.rules import RULES
from tests.fixtures.receipts import contract

PROJECT = Path(__file__).resolve().parents[2]
SENTENCE = {"where", "raw", "expected", "header", "sheet", "cell", "row"}


def extracted() -> dict[str, str | tuple[str, ...]]:
    """Every text in the code: its key → its English, singular and plural where it has both."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"counted": (1, 2)}
    found = extract_from_dir(PROJECT, methods, options, keywords)
    return {text if isinstance(text, str) else text[0]: text for _, _, text, _, _ in found}


def catalogue(lang: str) -> Catalog:
    with (messages.LOCALE / lang / "LC_MESSAGES" / "kho.po").open("rb") as file:
        return read_po(file, locale=lang)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("lang", ["vi", "fr"])
def test_every_text_in_the_code_is_translated(lang: str) -> None:
    known = catalogue(lang)
    missing = [key for key in extracted() if key not in known or not all(translations(known[key]))]
    assert missing == [], f"add these to kho/locale/{lang}/LC_MESSAGES/kho.po"


@pytest.mark.parametrize("lang", ["vi", "fr"])
def test_no_translation_is_left_over(lang: str) -> None:
    texts = extracted()
    assert [message.id for message in catalogue(lang) if message.id and _key(message) not in texts] == []


@pytest.mark.parametrize("lang", ["vi", "fr"])
def test_translations_name_what_the_english_names(lang: str) -> None:
    wrong = []
    for message in catalogue(lang):
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        named = set().union(*map(placeholders, english))
        wrong += [text for text in translations(message) if placeholders(text) != named and message.id]
    assert wrong == []


@pytest.mark.parametrize("lang", ["vi", "fr"])
def test_each_language_has_all_its_plural_forms(lang: str) -> None:
    known = catalogue(lang)
    plural = [message for message in known if message.pluralizable]
    assert plural, "the catalogue has plural texts"
    assert all(len(translations(message)) == known.num_plurals for message in plural)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("lang", messages.LANGUAGES)
def test_every_rule_has_a_sentence_without_gaps(rule: str, lang: messages.Language) -> None:
    sentence = messages.render(rule, {"row": 12, "field": "merchants", "file": "a.csv"}, lang)
    assert "None" not in sentence
    assert "{" not in sentence
    assert sentence[0].isupper() or not sentence[0].isalpha()
    if lang != "en":
        assert sentence != messages.render(rule, {"row": 12, "field": "merchants", "file": "a.csv"}, "en")


WHERE = [
    ({"sheet": "B1", "cell": "C7"}, "Trang tính “B1”, ô C7", "Sheet “B1”, cell C7", "Feuille « B1 », cellule C7"),
    ({"cell": "C7", "row": 7}, "Ô C7", "Cell C7", "Cellule C7"),
    ({"row": 12}, "Dòng 12", "Line 12", "Ligne 12"),
    ({"sheet": "B1", "row": 12}, "Trang tính “B1”, dòng 12", "Sheet “B1”, row 12", "Feuille « B1 », ligne 12"),
    ({"sheet": "Biểu 1"}, "Trang tính “Biểu 1”", "Sheet “Biểu 1”", "Feuille « Biểu 1 »"),
    ({}, "Toàn bộ tệp", "The whole file", "Tout le fichier"),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "vi", "en", "fr"), WHERE)
def test_the_place_is_said_with_what_is_known(finding: dict[str, object], vi: str, en: str, fr: str) -> None:
    assert [messages.where(finding, lang).replace("\u00a0", " ") for lang in ("vi", "en", "fr")] == [vi, en, fr]


def test_a_record_of_json_has_no_line() -> None:
    assert messages.where({"sheet": "nhu_cau", "row": 3}, "vi", records=True) == "Danh sách “nhu_cau”, bản ghi 3"
    assert messages.where({"row": 3}, "vi", records=True) == "Bản ghi 3"


def test_a_wrong_number_says_where_what_and_what_to_write() -> None:
    finding = {"sheet": "T10", "cell": "C7", "row": 7, "header": "Số hộ", "raw": "mười hai", "expected": "count"}
    assert messages.render("cell.type", finding, "vi") == (
        "Trang tính “T10”, ô C7: không đọc được “mười hai” ở cột “Số hộ”. Cần ghi một số nguyên, ví dụ 1.250."
    )
    assert messages.render("cell.type", finding, "en") == (
        "Sheet “T10”, cell C7: “mười hai” cannot be read as “Số hộ”: write a whole number, for example 1.250."
    )


@pytest.mark.parametrize(
    ("value", "vi", "en", "fr"),
    [
        (1234567, "1.234.567", "1,234,567", "1 234 567"),
        (Decimal("1234.50"), "1.234,5", "1,234.5", "1 234,5"),
        (dt.date(2025, 10, 5), "05/10/2025", "5 Oct 2025", "05/10/2025"),
        (None, "(để trống)", "(empty)", "(vide)"),
        (True, "có", "yes", "oui"),
        ("001", "001", "001", "001"),
    ],
)
def test_values_are_written_as_the_language_does(value: object, vi: str, en: str, fr: str) -> None:
    said = [messages.written(value, lang).replace("\u202f", " ").replace("\u00a0", " ") for lang in ("vi", "en", "fr")]
    assert said == [vi, en, fr]


def test_long_lists_are_cut_between_two_values() -> None:
    listing = "; ".join(f"Xã số {number}" for number in range(100))
    said = messages.expectation(listing, "vi")
    assert len(said) < 260
    assert said.startswith("Xã số 0; Xã số 1; ")
    assert said.endswith("… (và 79 giá trị khác)")


def test_places_of_a_contract_are_translated() -> None:
    assert messages.expectation("title, file_name", "vi") == "ở phần tiêu đề phía trên bảng hoặc ở tên tệp"
    assert messages.expectation("title, file_name", "en") == "the title block above the table or the name of the file"


def test_a_rule_nobody_knows_any_more_still_has_a_sentence() -> None:
    said = messages.render("OLD-01", {"row": 3, "raw": "x", "expected": "y"}, "en")
    assert said == "Line 3: “x” does not follow the rule OLD-01 (expected: y): correct it."


def test_a_contract_says_its_own_sentence_with_numbers_of_the_language() -> None:
    finding = {"row": 12, "cell": "D12", "field": "merchants_qr", "merchants_qr": "1200", "merchants": "1000"}
    assert messages.render("CST-01", finding, "vi", contract()) == (
        "Ô D12: số hộ có mã QR (1.200) lớn hơn số hộ kinh doanh (1.000): kiểm tra lại hai cột."
    )
    assert messages.render("CST-01", finding, "en", contract()) == (
        "Cell D12: 1,200 merchants with QR of 1,000 merchants: check both columns."
    )


def reasons() -> set[str]:
    """Why reading refuses a file, in the words of the code, each gap filled with a 7."""
    found = set()
    for path in (PROJECT / "kho" / "reading").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("unreadable", "_judged"):
                found.add(_text(node.args[1]))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("reason", "_TOO_DEEP"):
                found.add(_text(node.value))
    return found - {""}


def _text(node: ast.expr) -> str:
    """A text of the code with its gaps filled; nothing where it is no text but a name."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node] if isinstance(node, ast.Constant) else []
    return "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in parts)


def test_every_reason_of_a_refusal_is_said_in_three_languages() -> None:
    said = reasons()
    assert {"it has 7 sheets, more than 7", "a number has thousands of digits"} <= said
    for lang in ("vi", "fr"):
        assert [one for one in sorted(said) if messages.phrase(one, lang) == one] == []
    assert [one for one in said if messages.phrase(one, "en") != one] == []


def test_what_is_hidden_and_how_long_a_row_is_are_told_in_the_language() -> None:
    hidden = {"sheet": "T10", "raw": "column C; row 3, 5"}
    assert "(cột C; dòng 3, 5)" in messages.render("table.hidden", hidden, "vi")
    assert "(colonne C\u00a0; ligne 3, 5)" in messages.render("table.hidden", hidden, "fr")
    assert messages.expectation("12 cells in this row", "vi") == "12 ô trong dòng này"
    assert messages.render("cell.type", {"cell": "C7", "header": "A", "raw": "row 7"}, "vi").startswith(
        "Ô C7: không đọc được “row 7”"
    )
    assert messages.expectation(">= 0, <= 500", "en") == "≥ 0, ≤ 500"


def test_a_sum_is_set_as_the_numbers_of_the_language() -> None:
    found = {"sheet": None, "cell": "E6", "row": 6, "raw": "150.000", "expected": "132428.5"}
    said = {lang: messages.render("total.disagrees", found, lang) for lang in messages.LANGUAGES}
    assert "cộng các số chi tiết được 132.428,5." in said["vi"]
    assert "its parts add up to 132,428.5:" in said["en"]
    assert "la somme de ses parties est 132\N{NARROW NO-BREAK SPACE}428,5" in said["fr"]


def test_the_bounds_of_a_range_are_numbers_of_the_language() -> None:
    expected = ">= 0.5, <= 20000000 triệu đồng"
    assert messages.expectation(expected, "vi") == "≥ 0,5, ≤ 20.000.000 triệu đồng"
    assert messages.expectation(expected, "en") == "≥ 0.5, ≤ 20,000,000 triệu đồng"
    assert messages.expectation("≤ 50.000 triệu đồng", "vi") == "≤ 50.000 triệu đồng"


def test_a_sender_of_nothing_is_told_so() -> None:
    params = {"rule": "sender.nothing", "raw": "payment_accounts", "sender": "nhnn/khu_vuc_9", "expected": None}
    assert messages.render("sender.nothing", params, "vi") == (
        "Đơn vị nhnn/khu_vuc_9 đã đăng ký nhưng chưa được phân công gửi báo cáo nào: "
        "đề nghị người vận hành bổ sung báo cáo payment_accounts cho đơn vị."
    )
