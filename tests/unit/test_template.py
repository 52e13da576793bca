"""Templates: what a department fills in is read back as it was meant, for every contract that is sent as a workbook."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec
from kho.prefill import shown
from kho.reading import Source, read
from kho.template import GUIDE, LISTS, SHEET, STAMP, TemplateError, column_title, has_column, write

CATALOG = Catalog.load(Path(__file__).resolve().parents[2] / "contracts")
FEEDS = sorted(name for name, contract in CATALOG.contracts.items() if "xlsx" in contract.delivery.formats)
SCALES = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}
ON = dt.date(2026, 11, 22)


def sender_of(feed: str) -> str:
    return next(name for name, sender in CATALOG.senders.items() if feed in sender.feeds)


def made(feed: str, folder: Path) -> Path:
    path = folder / f"{feed}.xlsx"
    write(feed, sender_of(feed), path, CATALOG)
    return path


def header_row(path: Path) -> dict[str, tuple[int, int]]:
    """Title of each column → its row and column."""
    sheet = load_workbook(path)[SHEET]
    last = int(str(sheet.freeze_panes).removeprefix("A")) - 1
    return {str(cell.value): (last, cell.column) for cell in sheet[last] if cell.value}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_field_has_its_column_or_its_line(feed: str, tmp_path: Path) -> None:
    path, contract = made(feed, tmp_path), CATALOG.contracts[feed]
    titles = [column_title(spec) for spec in contract.fields.values() if has_column(spec)]
    assert list(header_row(path)) == titles
    above = [str(row[0].value) for row in load_workbook(path)[SHEET].iter_rows(max_row=8)]
    assert all(f"{spec.header}:" in above for spec in contract.fields.values() if spec.found_in[0] == "title")


@pytest.mark.parametrize("feed", FEEDS)
def test_the_stamp_says_which_version_it_is(feed: str, tmp_path: Path) -> None:
    book = load_workbook(made(feed, tmp_path))
    stamp = list(book[STAMP].iter_rows(values_only=True))
    said = [("feed", feed), ("version", CATALOG.contracts[feed].version), ("sender", sender_of(feed))]
    assert [row[:2] for row in stamp[:3]] == said
    titles = [column_title(spec) for spec in CATALOG.contracts[feed].fields.values() if has_column(spec)]
    assert [row[2] for row in stamp if row[0] == "field"][: len(titles)] == titles
    assert book[STAMP].sheet_state == "veryHidden"
    assert book[LISTS].sheet_state == "hidden"


def test_drop_downs_offer_the_codes_of_the_contract(tmp_path: Path) -> None:
    path = made("payment_accounts", tmp_path)
    book = load_workbook(path)
    row, column = header_row(path)["Nhóm tuổi"]
    letter = book[SHEET].cell(row, column).column_letter
    (check,) = [one for one in book[SHEET].data_validations.dataValidation if str(one.sqref).startswith(letter)]
    assert check.type == "list"
    offered = [cell.value for cell in book[LISTS][letter][1:] if cell.value]
    assert offered == ["15+", "18+"]
    assert check.formula1 == f"'{LISTS}'!${letter}$2:${letter}$3"


def test_explanations_stand_in_three_languages(tmp_path: Path) -> None:
    sheet = load_workbook(made("payment_accounts", tmp_path))[GUIDE]
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]]
    assert "2. Giữ nguyên tiêu đề các cột; ghi số liệu bằng số, không kèm đơn vị tính." in said
    assert "2. Keep the titles of the columns; write figures as figures, without their unit." in said
    assert any(line.startswith("2. Gardez les titres des colonnes") for line in said)


def test_an_empty_template_is_told_that_it_has_no_rows(tmp_path: Path) -> None:
    for feed in FEEDS:
        reading = read(Source(made(feed, tmp_path), "a.xlsx", sender_of(feed), ON), CATALOG.contracts[feed], CATALOG)
        assert sum(batch.height for batch in reading.batches()) == 0
        assert "file.no_rows" in reading.findings.frame()["rule"].to_list()


@pytest.mark.parametrize(
    ("feed", "sender", "said"),
    [
        ("nothing", "hanoi/so_khcn", "There is no report 'nothing'; there are: "),
        ("payment_accounts", "nobody", "There is no sender 'nobody'; see senders.yml for those that are registered."),
        ("payment_accounts", "hanoi/so_khcn", "The sender hanoi/so_khcn may not send payment_accounts; it may send: "),
        ("dtmarket_exchange", sender_of("dtmarket_exchange"), "The report dtmarket_exchange is sent as json"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(feed: str, sender: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError) as refused:
        write(feed, sender, tmp_path / "a.xlsx", CATALOG)
    assert str(refused.value).startswith(said)


#: Type → cells of it, and what reading makes of them.
LISTED: dict[str, list[tuple[Any, Any]]] = {
    "period": [("Quý III/2025", "Quý III/2025"), ("Quý IV/2025", "Quý IV/2025")],
    "indicator": [("DE_GRDP_SHARE", "DE_GRDP_SHARE"), ("DE_CORE_GRDP_SHARE", "DE_CORE_GRDP_SHARE")],
    "boolean": [("Có", True), ("Không", False)],
    "timestamp": [("05/11/2025 08:30", dt.datetime(2025, 11, 5, 1, 30, tzinfo=dt.UTC))],
    "organisation": [("HP-SCT", "HP-SCT"), ("Sở Du lịch Hà Nội", "HN-SDL"), ("0201234567", "0201234567")],
    "list": [("Y tế; Giáo dục", '["Y tế", "Giáo dục"]')],
}

#: Provinces of the first senders, and what a clerk writes for them.
PLACES = {
    "31": "Thành phố Hải Phòng",
    "01": "Thành phố Hà Nội",
    "48": "Thành phố Đà Nẵng",
    "82": "Tỉnh Đồng Tháp",
    "19": "Tỉnh Thái Nguyên",
}
#: A commune of each.
COMMUNES = {"31": "10507", "01": "00070", "48": "20194", "82": "28249", "19": "01840"}


def cell_values(name: str, spec: FieldSpec, contract: Contract) -> st.SearchStrategy[tuple[Any, Any]]:
    """What a clerk may enter in a column, and what reading makes of it."""
    scale = next((factor for word, factor in SCALES.items() if (spec.unit or "").startswith(word)), 1)
    most = int(min(spec.max if spec.max is not None else 9_999, 9_999))
    least = int(spec.min or 0)
    whole = st.integers(max(least, 0), most)
    match spec.type:
        case "enum":
            return st.sampled_from([(labels[0], code) for code, labels in (spec.codes or {}).items()])
        case "count" | "integer":
            return whole.map(lambda value: (value, value * scale))
        case "decimal" | "money" | "percent":
            return whole.map(lambda value: (value, Decimal(value) * scale))
        case "date":
            # a place that is understood by this day has today's code since the reform only
            dates_a_place = any(other.dated_by == name for other in contract.fields.values())
            first = dt.date(2025, 7, 1) if dates_a_place else dt.date(2000, 1, 1)
            return st.dates(first, dt.date(2025, 12, 31)).map(lambda day: (day, day))
        case "commune":
            code = COMMUNES[_place_of_rows(contract)]
            return st.just((code, code))
        case "period" | "indicator" | "boolean" | "timestamp" | "list" | "organisation":
            return st.sampled_from(LISTED[spec.type])
        case "territory":
            place = _place_of_rows(contract)
            return st.just((PLACES[place], place))
        case "code" if spec.length:
            return st.integers(1, 10**spec.length - 1).map(lambda value: (value, str(value).zfill(spec.length or 0)))
        case "text" if name == "unit" and any(other.unit_of for other in contract.fields.values()):
            return st.just(("%", "%"))
        case _:
            words = st.sampled_from(["Cục Thống kê", "Bộ KH&CN", "Công ty Ánh Dương", "KH-106/2025", "Đường 5", "quý"])
            return st.lists(words, min_size=1, max_size=3).map(" ".join).map(lambda value: (value, value))


@st.composite
def rows(draw: st.DrawFn, contract: Contract) -> list[dict[str, tuple[Any, Any]]]:
    """Rows as a clerk fills them in: required columns always, the others now and then."""
    columns = {name: spec for name, spec in contract.fields.items() if has_column(spec)}
    count = draw(st.integers(1, 6))
    return [
        {
            name: draw(cell_values(name, spec, contract))
            for name, spec in columns.items()
            if spec.required or spec.surrogate or draw(st.booleans())
        }
        for _ in range(count)
    ]


Entered = list[dict[str, tuple[Any, Any]]]


def filled(template: Path, path: Path, contract: Contract, entered: Entered, known: tuple[str, ...] = ()) -> None:
    """Write what was entered into a copy of a template, but for the fields that it has already."""
    book, places = load_workbook(template), header_row(template)
    sheet = book[SHEET]
    for row in range(1, 10):
        if str(sheet.cell(row, 1).value).endswith(":"):
            sheet.cell(row, 2).value = "Quý III/2025"
    for number, values in enumerate(entered, 1):
        for name, (value, _) in values.items():
            if name in known:
                continue
            header, column = places[column_title(contract.fields[name])]
            sheet.cell(header + number, column).value = value
    book.save(path)


@pytest.mark.parametrize("feed", FEEDS)
def test_what_is_filled_in_is_read_back(feed: str, tmp_path: Path) -> None:
    contract = CATALOG.contracts[feed]
    sender = _sender_of_rows(contract)
    template, path = tmp_path / "template.xlsx", tmp_path / "a.xlsx"
    write(feed, sender, template, CATALOG)

    @settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(entered=rows(contract))
    def comes_back(entered: Entered) -> None:
        filled(template, path, contract, entered)
        assert read_back(path, contract, sender, entered) == ([], {})

    comes_back()


PREFILLED = [feed for feed in FEEDS if CATALOG.contracts[feed].template.prefill]


@pytest.mark.parametrize("feed", PREFILLED)
def test_what_is_filled_in_before_is_read_back_too(feed: str, tmp_path: Path) -> None:
    contract = CATALOG.contracts[feed]
    sender = _sender_of_rows(contract)
    template, path = tmp_path / "template.xlsx", tmp_path / "a.xlsx"
    names = contract.template.prefill

    @settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate])
    @given(entered=rows(contract))
    def comes_back(entered: Entered) -> None:
        stored = [{name: values[name][1] if name in values else None for name in names} for values in entered]
        write(feed, sender, template, CATALOG, shown(contract, stored, CATALOG, ON))
        filled(template, path, contract, entered, names)
        assert read_back(path, contract, sender, entered) == ([], {})

    comes_back()


def read_back(path: Path, contract: Contract, sender: str, entered: Entered) -> tuple[list[Any], dict[str, list[Any]]]:
    """What is wrong with the form of a report, and the values of its columns: those that differ from what was meant."""
    reading = read(Source(path, "a.xlsx", sender, ON), contract, CATALOG)
    frame = pl.concat(list(reading.batches()))
    meant = {
        name: [values[name][1] if name in values else None for values in entered]
        for name in set(contract.fields) & set(frame.columns)
        if has_column(contract.fields[name])
    }
    other = {name: frame[name].to_list() for name in meant if frame[name].to_list() != meant[name]}
    return reading.findings.frame().filter(tier="syntax").rows(), other


def _place_of_rows(contract: Contract) -> str:
    """The first place that some sender of the feed may report for."""
    return next(place for place in PLACES if any(_may_send(name, contract, place) for name in CATALOG.senders))


def _sender_of_rows(contract: Contract) -> str:
    """A sender who may report for the place that the rows name."""
    return next(name for name in CATALOG.senders if _may_send(name, contract, _place_of_rows(contract)))


def _may_send(sender: str, contract: Contract, place: str) -> bool:
    one = CATALOG.senders[sender]
    return contract.feed in one.feeds and bool({"*", place} & set(one.territories))
