"""`kho check` says beforehand what a delivery will be told: the same verdict, counts, findings and messages."""

from __future__ import annotations

import csv
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from kho.cli import main
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest
from tests.conftest import execute, named

SAMPLES = PROJECT / "samples"
EXPECTED: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "expected.yml").read_text(encoding="utf-8"))
#: What a check cannot know: nothing was delivered yet.
OF_THE_DELIVERY = {"delivery_id", "received_at"}
#: Files that no sample is like: not readable, of nobody, for the wrong feed, and of a form that `check` may not know.
ODD: dict[tuple[str, str, str], bytes] = {
    ("nhnn/khu_vuc_6", "payment_accounts", "empty.csv"): b"",
    ("nhnn/khu_vuc_6", "payment_accounts", "damaged.xlsx"): b"PK\x03\x04 and no more",
    ("nhnn/khu_vuc_6", "payment_accounts", "page.csv"): b"<html><body>404</body></html>",
    ("nhnn/khu_vuc_6", "hightech_park_projects", "other.csv"): "Mã dự án;Tên\n1;2\n".encode(),
    ("hanoi/so_cong_thuong", "cashless_streets", "alike.csv"): (
        "Phường/xã;Tên tuyến phố/chợ;Loại mô hình;Số hộ kinh doanh;Số hộ có mã VietQR;Tháng\n"
        "00070;Chợ minh họa;Chợ số;1.200;900;Tháng 10/2025\n"
    ).encode(),
    ("nowhere/nobody", "payment_accounts", "stranger.csv"): b"a;b\n1;2\n",
}


@pytest.fixture(scope="module")
def warehouse(postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database and a home of this file's own, and the folder of the odd files."""
    name = f"kho_precheck_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHO_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        yield tmp_path_factory.mktemp("odd")
    execute(postgres_server, f"drop database {name} with (force)")


def check(file: Path, sender: str, feed: str) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(main, ["check", str(file), "--sender", sender, "--feed", feed, "--json"])
    said: dict[str, Any] = json.loads(done.output)
    return done.exit_code, said


def drop(file: Path, sender: str, feed: str) -> None:
    target = Settings.from_environment().inbox / sender / feed / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, target)
    os.utime(target, (time.time() - 60,) * 2)


def test_a_check_says_what_the_delivery_is_told(warehouse: Path) -> None:
    files = [(SAMPLES / one["file"], one["sender"], one["feed"]) for one in EXPECTED]
    for (sender, feed, name), content in ODD.items():
        (warehouse / name).write_bytes(content)
        files.append((warehouse / name, sender, feed))
    checked = {(sender, feed, file.name): check(file, sender, feed) for file, sender, feed in files}
    for file, sender, feed in files:
        drop(file, sender, feed)

    delivered = {(one.delivery.sender, one.delivery.feed, one.delivery.file_name): one for one in ingest()}

    assert delivered.keys() == checked.keys()
    for key, (code, said) in checked.items():
        outcome = delivered[key]
        (twin,) = [path for path in outcome.receipt if path.endswith(".json")]
        told = json.loads(Path(twin).read_text(encoding="utf-8"))
        said, told = ({name: one[name] for name in one if name not in OF_THE_DELIVERY} for one in (said, told))
        assert said == told, key
        assert code == (0 if outcome.verdict.startswith("accepted") else 1)
    assert {said["verdict"] for _, said in checked.values()} >= {"accepted", "rejected", "held"}

    file, sender, feed = files[0]
    code, said = check(file, sender, feed)
    drop(file, sender, feed)
    (again,) = ingest()
    assert (code, said["verdict"], again.verdict) == (0, "duplicate", "duplicate")
    assert said["findings"] == []
    assert said["duplicate_of"]["delivery_id"] == again.delivery.duplicate_of


def test_nothing_that_is_handed_out_is_run_as_a_formula(warehouse: Path) -> None:
    file, rows = warehouse / "cong_thuc.csv", warehouse / "rows.csv"
    header = "Phường/xã;Tên tuyến phố/chợ;Loại mô hình;Số hộ kinh doanh;Số hộ có mã QR;Tháng"
    names = ("=cmd|' /C calc'!A0", "@SUM(A1)", "- Chợ A", "-5", "Chợ = 1")
    lines = [f"00070;{name};Chợ số;1.200;900;Tháng 10/2025" for name in names]
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    sender = ("--sender", "hanoi/so_cong_thuong", "--feed", "cashless_streets")
    CliRunner().invoke(main, ["check", str(file), *sender, "--rows", str(rows)])
    with rows.open(encoding="utf-8", newline="") as written:
        found = [row["site_name"] for row in csv.DictReader(written)]
    assert found == ["'=cmd|' /C calc'!A0", "'@SUM(A1)", "'- Chợ A", "-5", "Chợ = 1"]

    asked = CliRunner().invoke(main, ["query", "--csv", "select '=1+1' as a, -2 as b"])
    assert asked.output == "a,b\n'=1+1,-2\n"


def test_every_wrong_row_is_counted_once_also_where_few_are_told(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kho.finding.MOST_TOLD", 40)
    monkeypatch.setattr("kho.finding.FEWEST_TOLD", 5)
    sender, feed = "hanoi/so_cong_thuong", "cashless_streets"
    header = "Phường/xã;Tên tuyến phố/chợ;Loại mô hình;Số hộ kinh doanh;Số hộ có mã QR;Tháng"
    by_rule = [f"00070;Chợ {n};Chợ số;100;900;Tháng 10/2025" for n in range(200)]
    by_reading = [f"00070;Chợ đọc {n};Chợ số;nhiều;x;Tháng 10/2025;thừa" for n in range(100)]
    by_both = [f"00070;Chợ cả hai {n};Chợ lạ;100;900;Tháng 10/2025" for n in range(10)]
    doubled = ["00070;Chợ trùng;Chợ số;100;90;Tháng 10/2025"] * 60 + [by_rule[0], by_reading[0]]
    good = [f"00070;Chợ tốt {n};Chợ số;100;90;Tháng 10/2025" for n in range(30)]
    file = warehouse / "nhieu_loi.csv"
    file.write_text("\n".join([header, *by_rule, *by_reading, *by_both, *doubled, *good]), encoding="utf-8")
    wrong = len(by_rule + by_reading + by_both + doubled)

    _, said = check(file, sender, feed)
    assert (said["verdict"], said["rows_read"], said["rows_ignored"]) == ("rejected", wrong + 30, 1)
    assert said["rows_in_error"] == wrong
    assert len(said["findings"]) < 100

    drop(file, sender, feed)
    (outcome,) = ingest()
    assert outcome.delivery.rows_in_error == wrong
    page, twin, *_ = map(Path, sorted(outcome.receipt))
    assert json.loads(twin.read_text(encoding="utf-8"))["rows_in_error"] == wrong
    assert f"<b>{wrong}</b> dòng trong số đó phải sửa" in page.read_text(encoding="utf-8")
    plain = CliRunner().invoke(main, ["check", str(file), "--sender", sender, "--feed", feed, "--lang", "en"]).output
    assert f"{wrong + 30} rows of data read; {wrong} of them to be corrected" in plain


def test_a_column_in_another_unit_than_last_time_is_one_finding_before_all_others(warehouse: Path) -> None:
    sender, feed = "hanoi/so_cong_thuong", "cashless_streets"
    header = (
        "Phường/xã;Tên tuyến phố/chợ;Loại mô hình;Số hộ kinh doanh;Số hộ có mã QR;Số giao dịch QR;"
        "Giá trị giao dịch (triệu đồng);Tháng"
    )

    def report(name: str, month: str, values: list[str]) -> Path:
        lines = [f"00070;Chợ đơn vị {n};Chợ số;100;90;5.000;{value};{month}" for n, value in enumerate(values)]
        file = warehouse / name
        file.write_text("\n".join([header, *lines]), encoding="utf-8")
        return file

    drop(report("don_vi_9.csv", "Tháng 9/2025", ["1.250", "980", "2.400,5", "760"]), sender, feed)
    (first,) = ingest()
    assert first.verdict.startswith("accepted")

    wrong = report("don_vi_10.csv", "Tháng 10/2025", ["1.300.000", "1.010.000", "2.350.000", "800.000"])
    _, said = check(wrong, sender, feed)
    (told,) = [one for one in said["findings"] if one["rule"] == "column.scale"]
    shown = CliRunner().invoke(main, ["check", str(wrong), "--sender", sender, "--feed", feed, "--lang", "en"]).output
    assert 0 < shown.index("is about 1,000 times") < shown.index("is not plausible")
    assert (said["verdict"], told["standing"], told["field"]) == ("held", "hold", "transaction_value_vnd")
    assert (told["raw"], told["expected"]) == ("1300000", "G2: 1300; G3: 1010; G4: 2350; G5: 800")
    assert "your last accepted report had (4 rows compared; 1300000 where 1250 stood)" in told["message"]["en"]

    right = report("don_vi_10_dung.csv", "Tháng 10/2025", ["1.300", "4.010", "350", "12.000"])
    assert [one for one in check(right, sender, feed)[1]["findings"] if one["rule"] == "column.scale"] == []
    little = report("don_vi_10_nghin.csv", "Tháng 10/2025", ["1,3", "1,01", "2,35", "0,8"])
    (told,) = [one for one in check(little, sender, feed)[1]["findings"] if one["rule"] == "column.scale"]
    assert (told["raw"], told["expected"]) == ("1,3", "G2: 1300; G3: 1010; G4: 2350; G5: 800")
    assert "is about 1/1000 times" in told["message"]["en"]
