"""A spelling that a steward accepts: written into the contract at its place, or refused with a reason."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml

from kho.aliases import Alias, AliasRefused, accepted, check, write
from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading.titles import known_titles

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
CATALOG = Catalog.load(CONTRACTS)

SMALL = """# who sells where
feed: stalls
title: {vi: Quầy hàng, en: Stalls, fr: Étals}
grain: one row a stall
key: [name]
replaces: [sender]
delivery: {formats: [csv], frequency: month, ignore: [STT]}
fields:
  name: {header: Tên quầy, type: text}   # as on the sign
  kind:
    header: 'Loại hình'  # of the stall
    type: enum
    codes:
      food: [Ăn uống,
             Thực phẩm]   # two lines
      other: []
  traders:
    header: Số hộ
    aliases:
      # seen in 2024
      - Tổng số hộ
    type: count
"""


def small() -> Contract:
    return Contract.model_validate(yaml.safe_load(SMALL))


def changes(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize(
    ("alias", "changed"),
    [
        (Alias("name", "Quầy"), [
            "-  name: {header: Tên quầy, type: text}   # as on the sign",
            "+  name: {header: Tên quầy, aliases: [Quầy], type: text}   # as on the sign",
        ]),
        (Alias("kind", "Ngành: hàng"), ['+    aliases: ["Ngành: hàng"]']),
        (Alias("traders", "Số hộ KD"), ["+      - Số hộ KD"]),
        (Alias("kind", "Đồ ăn, thức uống", "food"), [
            "-             Thực phẩm]   # two lines",
            '+             Thực phẩm, "Đồ ăn, thức uống"]   # two lines',
        ]),
        (Alias("kind", "Khác", "other"), ["-      other: []", "+      other: [Khác]"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
def test_only_the_place_of_the_spelling_and_the_version_change(
    alias: Alias, changed: list[str], end_of_line: str
) -> None:
    before = SMALL.replace("\n", end_of_line)
    after = accepted(before, small(), alias)
    assert changes(SMALL, after.replace("\r\n", "\n")) == ["+version: 2", *changed]
    assert after.count("\r\n") == (after.count("\n") if end_of_line == "\r\n" else 0)


@pytest.mark.parametrize("feed", sorted(CATALOG.contracts))
def test_every_field_and_code_of_every_contract_takes_a_spelling(feed: str) -> None:
    contract = CATALOG.contracts[feed]
    source = (CONTRACTS / f"{feed}.yml").read_text(encoding="utf-8")
    name, _ = next(reversed(contract.fields.items()))
    wanted = [Alias(name, "Tên mới: “thử” #1"), Alias(next(iter(contract.fields)), "- một dòng")]
    wanted += [
        Alias(name, "Giá trị mới", code)
        for name, spec in contract.fields.items()
        for code in list(spec.codes or {})[:2]
    ]
    for alias in wanted:
        check(contract, alias)
        assert len(changes(source, accepted(source, contract, alias))) in (2, 3, 4)


@pytest.mark.parametrize(
    ("alias", "said"),
    [
        (Alias("sellers", "x"), "contracts/stalls.yml has no field 'sellers'; it has: name, kind, traders."),
        (
            Alias("traders", "tổng  SỐ hộ"),
            "contracts/stalls.yml knows “tổng  SỐ hộ” of traders already: `kho replay --feed stalls` judges again what "
            "was delivered before.",
        ),
        (
            Alias("traders", "ten quay"),
            "“ten quay” means the field name in contracts/stalls.yml: one spelling cannot mean two things.",
        ),
        (
            Alias("traders", "STT"),
            "“STT” means a column that is left out in contracts/stalls.yml: one spelling cannot mean two things.",
        ),
        (Alias("name", " … "), "“ … ” has no letter and no digit: name the spelling as `kho alias list` shows it."),
        (
            Alias("kind", "Thực phẩm", "other"),
            "“Thực phẩm” means the code food in contracts/stalls.yml: one spelling cannot mean two things.",
        ),
        (
            Alias("kind", "Chợ", "market"),
            "contracts/stalls.yml: the field kind has no code 'market'; it has: food, other.",
        ),
        (Alias("name", "A", "a"), "contracts/stalls.yml: the field name has no code 'a'; it is no list of codes."),
    ],
)
def test_what_cannot_be_accepted_is_said_in_a_sentence(alias: Alias, said: str, tmp_path: Path) -> None:
    path = tmp_path / "stalls.yml"
    path.write_text(SMALL, encoding="utf-8")
    with pytest.raises(AliasRefused) as refused:
        write(path, small(), alias)
    assert str(refused.value) == said
    assert path.read_text(encoding="utf-8") == SMALL
    assert list(tmp_path.iterdir()) == [path]


def test_a_title_that_may_mean_two_fields_is_told_apart_by_being_accepted() -> None:
    twins = SMALL.replace("  traders:", "  book: {header: Sổ hộ, type: text}\n  traders:")
    contract = Contract.model_validate(yaml.safe_load(twins))
    alias = Alias("traders", "so ho")
    check(contract, alias)
    after = accepted(twins, contract, alias)
    assert known_titles(Contract.model_validate(yaml.safe_load(after))).fields("so ho") == ("traders",)


def test_a_layout_that_cannot_be_added_to_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stalls.yml"
    merged = SMALL.replace("    header: 'Loại hình'  # of the stall\n", "    <<: {header: Loại hình}\n")
    path.write_text(merged, encoding="utf-8")
    with pytest.raises(AliasRefused, match=r"^contracts/stalls.yml is written in a way that “Ngành” cannot be added"):
        write(path, Contract.model_validate(yaml.safe_load(merged)), Alias("kind", "Ngành"))
    assert path.read_text(encoding="utf-8") == merged
