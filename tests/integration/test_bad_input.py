"""Whatever lands in the inbox gets a clear verdict, nothing is lost, and the pipeline goes on."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kho import archive
from kho.settings import Settings
from kho.steps.chain import Outcome, ingest
from kho.steps.describe import describe

SENDER, FEED = "nhnn/khu_vuc_6", "payment_accounts"
HEADER = "Địa phương;Quý;Nhóm tuổi;Số tài khoản cá nhân;Số người có tài khoản;Dân số 15+"
GOOD = f"{HEADER}\n31;Quý III/2025;15+;3.100.000;1.500.000;1.600.000\n"


def drop(content: bytes, name: str = "bao_cao.csv", folder: str = f"{SENDER}/{FEED}") -> Path:
    target = Settings.from_environment().inbox / folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    os.utime(target, (time.time() - 60,) * 2)
    return target


def carried() -> Outcome:
    """The only delivery's outcome; nothing waits any more, and its bytes are in the archive."""
    settings = Settings.from_environment()
    (outcome,) = ingest()
    assert not [path for path in settings.inbox.rglob("*") if path.is_file()]
    assert archive.locate(outcome.delivery.sha256, settings.archive).exists()
    assert outcome.delivery.state == "acknowledged"
    return outcome


def told(outcome: Outcome) -> dict[str, object]:
    (twin,) = [path for path in outcome.receipt if path.endswith(".json")]
    parsed: dict[str, object] = json.loads(Path(twin).read_text(encoding="utf-8"))
    return parsed


def rules(outcome: Outcome) -> set[str]:
    found = told(outcome)["findings"]
    assert isinstance(found, list)
    for one in found:
        assert set(one["message"]) == {"vi", "en", "fr"}
        assert all("{" not in text and "None" not in text for text in one["message"].values())
    return {one["rule"] for one in found if one["standing"] != "shadow"}


def workbook(*rows: list[object], title: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(content: bytes, name: str = "bao_cao.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return buffer.getvalue()


def test_a_good_report_is_accepted(database: str) -> None:
    drop(GOOD.encode())
    outcome = carried()
    assert outcome.verdict == "accepted", told(outcome)
    assert outcome.delivery.rows_read == 1


def encrypted() -> bytes:
    """The signature of a compound file with the stream that Excel puts an encrypted workbook into."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2048


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        pytest.param(lambda: b"", "a.csv", {"file.empty"}, id="empty file"),
        pytest.param(lambda: f"{HEADER}\n".encode(), "a.csv", {"file.no_rows"}, id="zero rows"),
        pytest.param(lambda: workbook(["xin chào"], ["không có bảng"]), "a.xlsx", {"table.missing"}, id="wrong sheet"),
        pytest.param(
            lambda: GOOD.replace("Nhóm tuổi;", "").replace("15+;", "", 1).replace("15+;", "").encode(),
            "a.csv",
            {"column.missing"},
            id="missing column",
        ),
        pytest.param(lambda: zipped(GOOD.encode() * 50)[:-60], "a.zip", {"file.unreadable"}, id="truncated zip"),
        pytest.param(encrypted, "a.xlsx", {"file.encrypted"}, id="password"),
        pytest.param(lambda: os.urandom(4096), "a.csv", {"file.format"}, id="garbage"),
    ],
)
def test_a_file_that_is_no_report_is_rejected_in_one_sentence(
    database: str, content: Callable[[], bytes], name: str, expected: set[str]
) -> None:
    drop(content(), name)
    outcome = carried()
    assert outcome.verdict == "rejected"
    assert rules(outcome) >= expected


def test_a_wrong_extension_is_read_by_its_content(database: str) -> None:
    drop(GOOD.encode(), "bao_cao.xlsx")
    outcome = carried()
    assert outcome.verdict == "accepted_with_warnings"
    assert rules(outcome) == {"file.extension"}


def test_a_workbook_over_the_limit_is_refused_unread(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_MAX_MEGABYTES", "1")
    buffer = io.BytesIO(workbook(["x"]))
    with zipfile.ZipFile(buffer, "a") as file:
        file.writestr("xl/media/photo.jpg", os.urandom(2_000_000))
    drop(buffer.getvalue(), "a.xlsx")
    outcome = carried()
    assert (outcome.verdict, rules(outcome)) == ("rejected", {"file.too_large"})


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("ai/do/payment_accounts", "sender.unknown"),
        ("hanoi/so_khcn/payment_accounts", "sender.feed"),
        ("hanoi/so_khcn/khong_co_bao_cao_nay", "sender.feed"),
        ("", "sender.unknown"),
    ],
)
def test_a_file_in_the_wrong_folder_gets_a_verdict_too(database: str, folder: str, expected: str) -> None:
    drop(GOOD.encode(), folder=folder)
    outcome = carried()
    assert (outcome.verdict, rules(outcome)) == ("rejected", {expected})


def test_a_territory_out_of_the_senders_scope_is_rejected_at_its_cell(database: str) -> None:
    drop(GOOD.replace("31;", "01;").encode())
    outcome = carried()
    found = [one for one in told(outcome)["findings"] if one["rule"] == "sender.territory"]  # type: ignore[attr-defined]
    assert outcome.verdict == "rejected"
    assert [(one["row"], one["raw"]) for one in found] == [(2, "01")]


@pytest.mark.parametrize(
    "name", ["báo cáo quý 3.csv", 'it\'s "quoted".csv', "x..%2F..%2Fetc.csv", "a;rm -rf $(x).csv", "<b>.csv"]
)
def test_no_file_name_leaves_its_folder_or_breaks_the_receipt(database: str, name: str) -> None:
    drop(GOOD.encode(), name)
    outcome = carried()
    outbox = Settings.from_environment().outbox / SENDER / FEED
    assert outcome.verdict == "accepted"
    assert {Path(path).parent for path in outcome.receipt} == {outbox}
    assert told(outcome)["file_name"] == name
    (page,) = [Path(path) for path in outcome.receipt if path.endswith(".html")]
    assert "<b>.csv" not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [f"{'a' * 251}.csv", f"{'ế' * 80}.csv", f"{'thư mục/' * 40}bao_cao.csv"])
def test_the_label_of_a_delivery_fits_into_the_grid_however_long_its_name_is(database: str, name: str) -> None:
    drop(GOOD.encode(), name)
    outcome = carried()
    label = describe(outcome.delivery.delivery_id)
    assert told(outcome)["file_name"] == name
    assert len(label) <= 250
    assert (label.startswith(f"{outcome.delivery.delivery_id} · {name[:100]}"), label.endswith(f" · {SENDER}")) == (
        True,
    ) * 2


def test_the_same_bytes_under_another_name_are_a_duplicate_that_names_the_first(database: str) -> None:
    drop(GOOD.encode(), "first.csv")
    first = carried()
    drop(GOOD.encode(), "second.csv")
    again = carried()
    assert again.verdict == "duplicate"
    assert again.delivery.duplicate_of == first.delivery.delivery_id
    assert told(again)["duplicate_of"]["file_name"] == "first.csv"  # type: ignore[index]


def test_one_bad_file_does_not_stop_the_good_ones(database: str) -> None:
    drop(b"", "empty.csv")
    drop(os.urandom(1000), "garbage.xlsx")
    drop(GOOD.encode(), "good.csv")
    assert sorted(one.verdict for one in ingest()) == ["accepted", "rejected", "rejected"]


def test_a_file_that_is_being_written_is_left_until_it_is_complete(database: str) -> None:
    path = drop(GOOD.encode()[:100])
    os.utime(path)
    assert ingest() == []
    path.write_bytes(GOOD.encode())
    os.utime(path, (time.time() - 60,) * 2)
    assert carried().verdict == "accepted"
