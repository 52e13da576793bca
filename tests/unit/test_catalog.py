"""What is wrong with one file of contracts stops its own feed, or its own sender, and nobody else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kho import yaml_file
from kho.catalog import Catalog, CatalogError, ContractBroken, Sender, catalog
from kho.contract import Text
from kho.settings import PROJECT, Settings
from kho.vietnam import REFORM

FEEDS = ("cashless_streets", "payment_accounts", "signal_gaps")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three contracts of the house, and senders who know no others."""
    for feed in FEEDS:
        shutil.copy(PROJECT / "contracts" / f"{feed}.yml", tmp_path)
    sender = """{name}:
  title: {{vi: Sở, en: Department, fr: Département}}
  feeds: [{feeds}]
  territories: ["01"]
"""
    names = ("hanoi/so_khcn", "haiphong/so_khcn")
    text = "\n".join(sender.format(name=name, feeds=", ".join(FEEDS)) for name in names)
    (tmp_path / "senders.yml").write_text("# who may send what\n" + text, encoding="utf-8")
    return tmp_path


def edit(change: Callable[[str], str], name: str = "payment_accounts.yml") -> Callable[[Path], None]:
    """Something that an editor does to a file."""
    return lambda folder: (folder / name).write_text(change((folder / name).read_text("utf-8")), encoding="utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "half saved": (edit(lambda text: text[:900]), "line 2"),
    "empty": (edit(lambda text: ""), "expected entries of the form `name: value`, and found none: put its text back"),
    "unknown key": (
        edit(lambda text: text + "\ncolour: red\n"),
        "colour: there is no such attribute; correct its name or take it out",
    ),
    "key twice": (edit(lambda text: text.replace("\nkey:", "\nkey: [x]\nkey:")), "'key' stands twice: mend it there"),
    "no grain": (edit(lambda text: text.replace("\ngrain:", "\n#grain:")), "grain: it is missing; write it"),
    "no UTF-8": (lambda folder: (folder / "payment_accounts.yml").write_bytes(b"\xff\xfe"), "is not in UTF-8"),
    "another's name": (
        edit(lambda text: text.replace("feed: payment_accounts", "feed: signal_gaps")),
        "the feed is called 'signal_gaps', the file 'payment_accounts'; name them alike.",
    ),
    "bad rule": (
        edit(lambda text: text.replace("check: ", "check: 1 = (select 1) and ", 1)),
        "rules.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_contract_takes_down_its_own_feed_and_heals_when_it_is_mended(folder: Path, damage: str) -> None:
    file = folder / "payment_accounts.yml"
    before = file.read_bytes()
    hurt, sentence = DAMAGES[damage]
    hurt(folder)
    known = Catalog.load(folder)
    assert sorted(known.contracts) == ["cashless_streets", "signal_gaps"]
    assert known.feeds == sorted(FEEDS)
    (problem,) = known.problems
    assert problem.startswith(f"{file}: ")
    assert sentence in problem
    assert "\n" not in problem
    assert known.obstacle("hanoi/so_khcn", "payment_accounts") == problem
    assert known.obstacle("hanoi/so_khcn", "signal_gaps") is None
    with pytest.raises(ContractBroken):
        known.contract("payment_accounts")
    file.write_bytes(before)
    assert Catalog.load(folder).problems == ()


def test_the_contracts_of_the_house_have_no_problems() -> None:
    assert Catalog.load(PROJECT / "contracts").problems == ()


def test_a_name_that_no_contract_has_is_told_with_those_there_are(folder: Path) -> None:
    with pytest.raises(CatalogError, match=r"There is no feed 'wifi': choose one of cashless_streets, payment_"):
        Catalog.load(folder).contract("wifi")


def test_a_damaged_entry_of_the_senders_stops_that_sender_only(folder: Path) -> None:
    edit(lambda text: text.replace("territories:", "territory:", 1), "senders.yml")(folder)
    known = Catalog.load(folder)
    assert list(known.senders) == ["haiphong/so_khcn"]
    assert known.obstacle("hanoi/so_khcn", "signal_gaps") == known.broken_senders["hanoi/so_khcn"]
    assert known.obstacle("nobody", "signal_gaps") is None, "the file can be read: who is not in it may not send"


def test_a_language_that_nobody_writes_receipts_in_is_told(folder: Path) -> None:
    edit(lambda text: text.replace('  territories: ["01"]', '  territories: ["01"]\n  language: vn', 1), "senders.yml")(
        folder
    )
    known = Catalog.load(folder)
    assert list(known.senders) == ["haiphong/so_khcn"]
    assert known.broken_senders["hanoi/so_khcn"] == (
        f"{folder / 'senders.yml'}: hanoi/so_khcn.language: Input should be 'vi', 'en' or 'fr'."
    )


def test_a_province_is_reported_for_on_its_new_boundary_from_the_first_day_of_the_reform() -> None:
    sender = Sender(
        title=Text(vi="Sở", en="Department", fr="Département"),
        feeds=(),
        territories=("80",),
        territories_until_2025_06_30=("82",),
    )
    days = [REFORM - timedelta(days=1), REFORM]
    assert [[sender.may_report_for(code, day) for code in ("82", "80")] for day in days] == [
        [True, False],
        [False, True],
    ]


def test_senders_that_are_no_yaml_stop_those_who_are_damaged_and_refuse_nobody(folder: Path) -> None:
    edit(lambda text: text.replace("feeds: [", "feeds: [[", 1), "senders.yml")(folder)
    known = Catalog.load(folder)
    assert list(known.senders) == ["haiphong/so_khcn"]
    assert set(known.broken_senders) == {"", "hanoi/so_khcn"}
    assert known.obstacle("haiphong/so_khcn", "signal_gaps") is None
    assert "nobody" not in known.senders
    assert known.obstacle("nobody", "signal_gaps"), "its entry may be what cannot be read: its files wait"


def test_a_sender_that_stands_twice_is_told_and_neither_entry_is_believed(folder: Path) -> None:
    edit(lambda text: text.replace("haiphong/", "hanoi/"), "senders.yml")(folder)
    known = Catalog.load(folder)
    assert known.senders == {}
    assert known.broken_senders["hanoi/so_khcn"].endswith("hanoi/so_khcn stands twice: keep one of them.")


@pytest.mark.parametrize("text", [None, "", "just words"])
def test_senders_that_are_gone_refuse_nobody(folder: Path, text: str | None) -> None:
    file = folder / "senders.yml"
    file.unlink() if text is None else file.write_text(text)
    known = Catalog.load(folder)
    assert known.senders == {}
    assert len(known.problems) == 1
    assert known.obstacle("hanoi/so_khcn", "signal_gaps") == known.problems[0]


def test_a_feed_that_no_contract_defines_is_told_and_the_senders_others_go_on(folder: Path) -> None:
    edit(lambda text: text.replace("signal_gaps", "signal_gabs", 1), "senders.yml")(folder)
    known = Catalog.load(folder)
    assert known.problems == (
        f"{folder / 'senders.yml'}: hanoi/so_khcn may send ['signal_gabs'], which no contract defines.",
    )
    assert known.obstacle("hanoi/so_khcn", "payment_accounts") is None


def test_an_editors_own_files_are_no_contracts(folder: Path) -> None:
    (folder / ".#payment_accounts.yml").symlink_to("me@machine.4711")
    settings = Settings(home=folder, database_url=None, contracts=folder)
    assert catalog(settings).problems == ()


def test_the_line_of_a_damaged_entry_is_the_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "senders.yml"
    file.write_text("# head\n\na:\n  x: 1\n\nb:\n  y: [\n\nc:\n  z: 3\n")
    found = dict(yaml_file.entries(file))
    assert found["a"] == {"x": 1}
    assert found["c"] == {"z": 3}
    assert str(found["b"]).startswith(f"{file}: line 9, column 1: ")
