"""Which labels a label stands under: by indentation, by what marks it, by headings without values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.reading.tables.nesting import ARROW, Nesting, is_mark, within

#: Labels as they are entered; one that begins with `#` is a heading, without the sign, and an empty one an empty row.
CASES: dict[str, tuple[list[str], list[str]]] = {
    "indented": (["Thu", "  Thuế", "    Thuế xe", "  Phí"], ["Thu", "Thu/Thuế", "Thu/Thuế/Thuế xe", "Thu/Phí"]),
    "marked": (
        ["TỔNG SỐ", "A. Thu", "I. Thuế", "1. Thuế xe", "2. Thuế đất", "II. Phí", "B. Chi"],
        ["TỔNG SỐ", "A", "A/I", "A/I/1", "A/I/2", "A/II", "B"],
    ),
    "numbers of two parts": (["1. Thu", "1.1 Thuế", "1.2. Phí", "2. Chi"], ["1", "1/1.1", "1/1.2", "2"]),
    "dashes under what has no mark": (
        ["Dân số", "- Nam", "- Nữ", "Diện tích"],
        ["Dân số", "Dân số/-", "Dân số/-", "Diện tích"],
    ),
    "what has no mark under what has": (
        ["I. Miền Bắc", "Hà Nội", "Hải Phòng", "II. Miền Nam", "Cà Mau"],
        ["I", "I/Hà Nội", "I/Hải Phòng", "II", "II/Cà Mau"],
    ),
    "a heading": (
        ["#Tỷ lệ thất nghiệp", "Quý I", "Quý II", "#Tỷ lệ thiếu việc", "Quý I"],
        ["Tỷ lệ thất nghiệp", "Tỷ lệ thất nghiệp/Quý I", "Tỷ lệ thất nghiệp/Quý II", "Tỷ lệ thiếu việc",
         "Tỷ lệ thiếu việc/Quý I"],
    ),
    "a heading further right": (
        ["#      KHU VỰC I", "Lúa", "#      KHU VỰC II", "Tôm"],
        ["KHU VỰC I", "KHU VỰC I/Lúa", "KHU VỰC II", "KHU VỰC II/Tôm"],
    ),
    "an empty row ends what is not indented": (["#Thu", "Thuế", "", "Chi"], ["Thu", "Thu/Thuế", "", "Chi"]),
    "words for parts": (
        ["Dân số", "#Chia ra:", "Nam", "Nữ", "#Phân theo vùng", "Thành thị", "Trong đó: nữ"],
        ["Dân số", "Dân số/Chia ra:", "Dân số/Chia ra:/Nam", "Dân số/Chia ra:/Nữ", "Dân số/Phân theo vùng",
         "Dân số/Phân theo vùng/Thành thị", "Dân số/Phân theo vùng/Thành thị/Trong đó: nữ"],
    ),
    "a total with a mark": (["A. Thu", "I. Thuế", "II. Tổng cộng"], ["A", "A/I", "A/II"]),
    "signs of two kinds": (["Thu", "- Thuế", "+ Thuế xe", "- Phí"], ["Thu", "Thu/-", "Thu/-/+", "Thu/-"]),
    "a total within a section": (
        ["#I. Hành khách", "Tổng số", "#II. Hàng hóa", "Tổng số"],
        ["I", "I/Tổng số", "II", "II/Tổng số"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_labels_stand_under_one_another(case: str) -> None:
    entered, expected = CASES[case]
    nesting, paths = Nesting(), []
    for text in entered:
        if text:
            nesting.enter(text.removeprefix("#"), heads=text.startswith("#"))
        else:
            nesting.leave()
        paths.append(nesting.path if text else [])
    assert [len(path) for path in paths] == [path.count("/") + bool(path) for path in expected]
    for path, wanted in zip(paths, expected, strict=True):
        assert all(text.startswith(part) for text, part in zip(path, wanted.split("/"), strict=bool(path))), path


def test_marks_may_stand_in_a_column_of_their_own_and_styles_may_indent() -> None:
    nesting = Nesting()
    for mark, text in (("I", "Thu"), ("1", "Thuế"), ("2", "Phí"), ("II", "Chi")):
        nesting.enter(text, mark=mark)
        if text == "Phí":
            assert nesting.path == ["Thu", "Phí"]
    assert nesting.path == ["Chi"]
    nesting.enter("Lương", steps=1, mark="II")
    assert nesting.path == ["Chi", "Lương"]
    nesting.enter("Xã", level=1)
    assert nesting.path == ["Chi", "Lương", "Xã"]


def test_a_step_of_a_style_is_wider_than_two_spaces_and_a_marked_total_stands_by_its_mark() -> None:
    nesting = Nesting()
    nesting.enter("Thu", mark="A")
    nesting.enter("  Thuế")
    nesting.enter("Phí", steps=1)
    assert nesting.path == ["Thu", "Thuế", "Phí"]
    nesting.enter("Chi", mark="A")
    nesting.enter("Lương", mark="I")
    nesting.enter("Tổng cộng", mark="II")
    assert nesting.path == ["Chi", "Tổng cộng"]


@pytest.mark.parametrize(
    ("text", "marks"),
    [("I", True), ("IV.", True), ("1.2", True), ("a)", True), ("-", True), ("Thu", False), ("II. Chi", False)],
)
def test_what_marks_a_label(text: str, marks: bool) -> None:
    assert is_mark(text) is marks


def test_a_part_is_told_without_totals_and_numbering() -> None:
    assert within(["TỔNG SỐ", "I. Thuế", "Trong đó:", "- Thuế xe:"]) == f"Thuế{ARROW}Thuế xe"
    assert within(["Tổng cộng"]) is None
    nesting = Nesting()
    assert [nesting.part(text) for text in ("Thu", "  Thuế", None, "  Phí")] == ["Thu", f"Thu{ARROW}Thuế", None, "Phí"]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["Thu", "I. Chi", "1. Phí", "- Lệ", "Chia ra:"]), st.booleans())
    )
)
def test_a_path_ends_with_its_label_and_what_stands_right_of_all_is_never_lost(
    rows: list[tuple[int, str, bool]],
) -> None:
    nesting = Nesting()
    for spaces, text, heads in rows:
        nesting.enter(" " * spaces + text, heads=heads)
        assert nesting.path[-1] == text
        above = nesting.path
        nesting.enter(" " * 90 + "Trong cùng")
        assert nesting.path == [*above, "Trong cùng"]
