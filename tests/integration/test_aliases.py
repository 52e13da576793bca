"""A steward accepts what was proposed: the contract learns it, and what was refused or held for it is judged again."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kho.cli import main
from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest, release
from kho.steps.settle import decide

SENDER, FEED = "hanoi/so_cong_thuong", "cashless_streets"
HEADER = "Phường/xã;Tên tuyến phố/chợ;Loại mô hình;Số hộ kinh doanh;{qr};Tháng"
ROW = "00070;{site};{kind};1.200;900;Tháng {month}/2025"


@pytest.fixture
def contracts(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Contracts of this test's own, with the commands' database."""
    folder = tmp_path / "contracts"
    shutil.copytree(PROJECT / "contracts", folder)
    monkeypatch.setenv("KHO_CONTRACTS", str(folder))
    yield folder
    shutil.rmtree(folder)


def drop(name: str, *, qr: str = "Số hộ có mã QR", kind: str = "Chợ số", month: int = 10) -> None:
    rows = [HEADER.format(qr=qr), ROW.format(site=f"Chợ {name}", kind=kind, month=month)]
    target = Settings.from_environment().inbox / SENDER / FEED / f"{name}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    os.utime(target, (time.time() - 60,) * 2)


def kho(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def verdicts() -> dict[str, str]:
    with connect() as conn:
        return dict(conn.execute("select file_name, verdict from control.delivery order by delivery_id").fetchall())


@pytest.fixture
def numbers(contracts: Path) -> dict[str, int]:
    """Deliveries by name of their file: one accepted, three whose title no contract knows, one of these decided."""
    drop("unlike", qr="Số hộ chấp nhận QR", month=8)
    drop("alike", qr="Số hộ có mã VietQR", month=9)
    drop("decided", qr="Số hộ có mã  VIETQR", month=10)
    drop("good", month=11)
    numbers = {one.delivery.file_name: one.delivery.delivery_id for one in ingest()}
    assert verdicts() == {
        "alike.csv": "held",
        "decided.csv": "held",
        "good.csv": "accepted",
        "unlike.csv": "rejected",
    }
    decide(numbers["decided.csv"], accept=False, by="steward", reason="sai số liệu")
    return numbers


def test_unknown_titles_are_listed_with_the_command_that_accepts_them(numbers: dict[str, int]) -> None:
    listed = kho("alias", "list", "--feed", FEED)
    unlike, alike = numbers["unlike.csv"], numbers["alike.csv"]
    assert (
        f"{FEED}: the column “Số hộ chấp nhận QR” looks like no field, and may be qr_traders_count "
        f"(deliveries {unlike})\n    kho alias accept {FEED} qr_traders_count 'Số hộ chấp nhận QR'\n"
    ) in listed.output
    assert (
        f"{FEED}: the column “Số hộ có mã VietQR” looks like qr_traders_count (deliveries {alike})\n"
        f"    kho alias accept {FEED} qr_traders_count 'Số hộ có mã VietQR'\n"
    ) in listed.output


def test_an_accepted_title_flips_what_was_refused_and_held_for_it(contracts: Path, numbers: dict[str, int]) -> None:
    done = kho("alias", "accept", FEED, "qr_traders_count", "Số hộ có mã VietQR")
    assert done.exit_code == 0, done.output
    alike, decided, unlike = (numbers[f"{name}.csv"] for name in ("alike", "decided", "unlike"))
    assert done.output.splitlines() == [
        f"contracts/{FEED}.yml, version 2: “Số hộ có mã VietQR” means the column qr_traders_count. Commit the file.",
        f"delivery {alike} ({SENDER}, {FEED}, alike.csv): held → accepted",
        f"{decided}: a steward has decided it; `kho replay --delivery {decided}` would judge it again",
        "1 deliveries judged again, 1 verdicts flip.",
        "The warehouse has them with the next release: `kho build`, or Airflow within a quarter of an hour.",
    ]
    done = kho("alias", "accept", FEED, "qr_traders_count", "Số hộ chấp nhận QR")
    assert f"delivery {unlike} ({SENDER}, {FEED}, unlike.csv): rejected → accepted" in done.output
    assert verdicts() == {
        "alike.csv": "accepted",
        "decided.csv": "rejected",
        "good.csv": "accepted",
        "unlike.csv": "accepted",
    }
    text = (contracts / f"{FEED}.yml").read_text(encoding="utf-8")
    assert "version: 3\n" in text
    assert "Số hộ thanh toán bằng mã QR, Số hộ có mã VietQR, Số hộ chấp nhận QR]\n" in text
    assert json.loads(kho("alias", "list", "--feed", FEED, "--json").output) == []

    assert release().release_id is not None
    with connect("kho_analyst") as conn:
        shown = conn.execute("select distinct period_label from marts.mart_programme_uptake order by 1").fetchall()
    assert shown == [("Tháng 11/2025",), ("Tháng 8/2025",), ("Tháng 9/2025",)]


def test_an_accepted_value_means_its_code(contracts: Path) -> None:
    drop("value", kind="Chợ sô hóa")
    ingest()
    assert verdicts() == {"value.csv": "rejected"}
    listed = json.loads(kho("alias", "list", "--json").output)
    assert [(one["field"], one["text"], one["code"], one["is_value"]) for one in listed] == [
        ("site_kind", "Chợ sô hóa", "market", True)
    ]
    done = kho("alias", "accept", FEED, "site_kind", "Chợ sô hóa", "--code", "market")
    assert "value.csv): rejected → accepted" in done.output
    with connect() as conn:
        assert conn.execute("select site_kind from raw.cashless_streets").fetchall() == [("market",)]
    assert json.loads(kho("alias", "list", "--json").output) == []


def test_what_is_refused_ends_with_a_sentence(contracts: Path) -> None:
    before = (contracts / f"{FEED}.yml").read_bytes()
    for arguments, said in (
        (("nothing", "site_kind", "x"), "There is no feed 'nothing': choose one of "),
        ((FEED, "nothing", "x"), f"contracts/{FEED}.yml has no field 'nothing'; it has: commune_code, site_name, "),
        ((FEED, "qr_pct", "Số hộ"), f"“Số hộ” means the field traders_count in contracts/{FEED}.yml: one spelling "),
    ):
        done = kho("alias", "accept", *arguments)
        assert (done.exit_code, done.output.startswith(said)) == (2, True), done.output
        assert done.output.count("\n") == 1
    assert (contracts / f"{FEED}.yml").read_bytes() == before
