"""Titles and labels as people type them without Vietnamese marks, as names of columns, or as keys of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec
from kho.reading.tables.matching import Layout, Title, match, match_similar
from kho.reading.titles import abbreviates, known_titles
from kho.settings import PROJECT
from tests.fixtures.reading import CONTRACT, TITLES, consume, found, text

STREETS = Catalog.load(PROJECT / "contracts").contracts["cashless_streets"]
#: Two fields that differ in nothing but their marks.
TWINS = CONTRACT.model_copy(
    update={
        "fields": CONTRACT.fields
        | {
            "held_count": FieldSpec(header="Số giữ", type="count"),
            "writer": FieldSpec(header="Sổ giữ", type="text"),
        }
    }
)


def columns(titles: list[str], contract: Contract = STREETS) -> Layout:
    known = known_titles(contract)
    layout = match([Title(index, 1, (title,)) for index, title in enumerate(titles)], known, contract)
    match_similar(layout, known, contract)
    return layout


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("ma_xa", "commune_code"),
        ("Ma xa", "commune_code"),
        ("MaXa", "commune_code"),
        ("maxa", "commune_code"),
        ("SO HO CO MA QR", "qr_traders_count"),
        ("so_ho_qr", "qr_traders_count"),
        ("soHoQR", "qr_traders_count"),
        ("so-ho-kd", "traders_count"),
        ("so ho co qr", "qr_traders_count"),
        ("gia_tri_gd", "transaction_value_vnd"),
    ],
)
def test_a_title_without_marks_or_the_name_of_a_column_is_the_field(title: str, field: str) -> None:
    layout = columns([title])
    assert layout.columns == {field: 0}
    assert not layout.similar


def test_initials_stand_for_their_words_when_one_field_only_can_be_meant() -> None:
    assert abbreviates("so ho kd", "so ho kinh doanh")
    assert abbreviates("sl ho kinh doanh", "so luong ho kinh doanh")
    assert not abbreviates("so ho kd", "so ho kinh doanh lon")
    assert not abbreviates("kd", "kinh doanh")
    contract = TWINS.model_copy(
        update={
            "fields": {
                n: FieldSpec(header=h, type="text") for n, h in (("a", "Số hộ kinh doanh"), ("b", "Số hộ khu dân"))
            }
        }
    )
    assert columns(["so-ho-kd"], contract).columns == {}


def test_a_title_with_its_marks_goes_before_one_without(tmp_path: Path) -> None:
    assert columns(["So giu", "Số giữ"], TWINS).columns == {"writer": 0, "held_count": 1}
    assert columns(["Sổ giữ", "So giu"], TWINS).columns == {"writer": 0, "held_count": 1}


def test_a_title_that_may_mean_two_fields_is_a_finding(tmp_path: Path) -> None:
    file = text(tmp_path / "cho.csv", [";".join([*TITLES, "so_giu"]), "CH01;Chợ;1;Quý III/2025;4"])
    rows, reading = consume(file, contract=TWINS)
    assert rows["held_count"].to_list() == rows["writer"].to_list() == [None]
    (told,) = reading.findings.frame().to_dicts()
    assert (told["rule"], told["standing"], told["cell"], told["raw"]) == ("column.ambiguous", "block", "E1", "so_giu")
    assert told["expected"] == "“Số giữ”, “Sổ giữ”"


def test_keys_of_json_in_any_case_lead_to_their_fields(tmp_path: Path) -> None:
    record = {"ma_cho": "CH01", "TenCho": "Chợ", "soHo": 3, "kyBaoCao": "Quý III/2025", "ThanhToan": {"gia_tri": 2}}
    path = tmp_path / "cho.json"
    path.write_text(json.dumps({"Cho": [record]}), encoding="utf-8")
    rows, reading = consume(path)
    assert rows.select("market_code", "market_name", "merchants_count", "period_label", "kind").rows() == [
        ("CH01", "Chợ", 3, "Quý III/2025", "market")
    ]
    assert rows["qr_value_vnd"].to_list() == [2_000_000]
    assert found(reading) == []


CODES = {"selling": ("Bán", "bán hàng"), "friend": ("Bạn",), "two": ("đang thực hiện",)}


def test_labels_of_an_enumeration_without_marks(read_column) -> None:
    cells = ["Bán", "BẠN", "ban hang", "dang thuc hien", "dangThucHien", "DANG_THUC_HIEN", "ban"]
    read = read_column("enum", cells, codes=CODES)
    assert read.columns["value"].to_list() == ["selling", "friend", "selling", "two", "two", "two", None]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [(6, "cell.code", "ban", "Bán, Bạn")]
