"""The template begins with what its sender reported last, and only with what was accepted."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from kho.cli import main
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest
from kho.steps.settle import decide
from kho.template import SHEET

SENDER, FEED = "hanoi/bql_khu_cnc", "hightech_park_projects"
SAMPLES = PROJECT / "samples" / SENDER / FEED


def send(path: Path) -> tuple[int, str]:
    target = Settings.from_environment().inbox / SENDER / FEED / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, target)
    os.utime(target, (time.time() - 60,) * 2)
    (outcome,) = ingest()
    return outcome.delivery.delivery_id, outcome.verdict


def template(folder: Path, *options: str) -> list[dict[str, Any]]:
    """The rows of the template that is made now, by title."""
    path = folder / "form.xlsx"
    done = CliRunner().invoke(main, ["template", FEED, "--sender", SENDER, "-o", str(path), *options])
    assert done.exit_code == 0, done.output
    sheet = load_workbook(path)[SHEET]
    header = int(str(sheet.freeze_panes).removeprefix("A")) - 1
    titles = [cell.value for cell in sheet[header]]
    return [
        {str(title): value for title, value in zip(titles, row, strict=True) if value is not None}
        for row in sheet.iter_rows(min_row=header + 1, values_only=True)
        if any(value is not None for value in row)
    ]


@pytest.mark.usefixtures("database")
def test_a_template_begins_with_the_last_accepted_report(tmp_path: Path) -> None:
    assert template(tmp_path) == []
    number, verdict = send(SAMPLES / "Du_an_Hoa_Lac_Quy_III_2025.xlsx")
    assert verdict == "accepted"
    first = template(tmp_path)
    assert len(first) == len({row["Mã dự án/Số GCNĐT"] for row in first}) > 3
    assert {row["Địa phương"] for row in first} == {"Thành phố Hà Nội"}
    assert set(first[0]) >= {"Tên dự án", "Nhà đầu tư", "Loại dự án"}
    assert "Tình trạng" not in first[0]

    assert send(SAMPLES / "Du_an_Hoa_Lac_Quy_IV_2025_loi.xlsx")[1] == "rejected"
    assert template(tmp_path) == first
    assert template(tmp_path, "--blank") == []

    path = tmp_path / "form.xlsx"
    template(tmp_path)
    book = load_workbook(path)
    sheet = book[SHEET]
    header = int(str(sheet.freeze_panes).removeprefix("A")) - 1
    status = next(cell.column for cell in sheet[header] if cell.value == "Tình trạng")
    for row in range(header + 1, header + 1 + len(first)):
        sheet.cell(row, status, "Đang hoạt động")
    sheet.delete_rows(header + len(first))
    for row in range(1, header):
        if str(sheet.cell(row, 1).value).startswith("Kỳ báo cáo"):
            sheet.cell(row, 2, "Quý IV/2025")
    book.save(path)
    later, verdict = send(path)
    assert verdict == "accepted"
    assert template(tmp_path) == first[:-1]

    decide(later, accept=False, by="steward", reason="gửi nhầm")
    assert template(tmp_path) == first
    decide(number, accept=False, by="steward", reason="gửi nhầm")
    assert template(tmp_path) == []
