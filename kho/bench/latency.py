"""Times a 100-row workbook through Airflow: from the drop to its verdict, and to the release that shows it."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from kho import inbox, services
from kho.database import connect
from kho.settings import Settings

SENDER, FEED = "hanoi/bql_khu_cnc", "hightech_park_projects"
ROWS = 100
TURNS = 10
PATIENCE = 120.0

HEADERS = (
    "STT", "Mã dự án/Số GCNĐT", "Tên dự án", "Nhà đầu tư", "Loại dự án", "Quốc tịch", "Lĩnh vực CNC", "Ngày cấp",
    "Vốn đăng ký", "Vốn đăng ký (USD)", "Vốn thực hiện", "Diện tích", "Tình trạng",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from a drop to its verdict, and to the release that shows it, one a turn."""

    verdict: list[float]
    published: list[float]

    def summary(self) -> dict[str, float]:
        """p50 and p95 of both."""
        return {
            f"{name}_{label}": round(_percentile(values, share), 2)
            for name, values in (("verdict", self.verdict), ("published", self.published))
            for label, share in (("p50", 50), ("p95", 95))
        }


def measure(settings: Settings, folder: Path, progress: Callable[[str], None]) -> Latency:
    """Start an installation of its own, deliver ten workbooks one after another, and stop it.

    Args:
        settings: A throwaway installation; the environment must name the same one.
        folder: Where the workbooks are made.
        progress: Told each turn's seconds.
    """
    verdicts, releases = [], []
    services.up(settings, progress=progress)
    try:
        for turn in range(TURNS + 1):
            file = _workbook(folder / f"du_an_{turn}.xlsx", turn)
            start = time.monotonic()
            inbox.deliver(file, SENDER, FEED, settings)
            verdict = _wait(
                start, "select 1 from control.delivery where file_name = %s and state = 'acknowledged'", file.name
            )
            published = _wait(
                start,
                """select 1 from control.published p join control.release_change c on c.release_id <= p.release_id
                join control.delivery d using (delivery_id) where d.file_name = %s""",
                file.name,
            )
            progress(f"turn {turn}: verdict after {verdict:.1f} s, published after {published:.1f} s")
            if turn:  # the first one warms the services up
                verdicts.append(verdict)
                releases.append(published)
    finally:
        services.down(settings, progress=progress)
    return Latency(verdicts, releases)


def _wait(start: float, query: str, file_name: str) -> float:
    with connect(autocommit=True) as conn:
        while time.monotonic() - start < PATIENCE:
            if conn.execute(query.encode(), [file_name]).fetchone():
                return time.monotonic() - start
            time.sleep(0.05)
    raise TimeoutError(f"{file_name} did not come through within {PATIENCE:.0f} s: see the logs of Airflow.")


def _workbook(path: Path, turn: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([f"DANH MỤC DỰ ÁN ĐẦU TƯ - Quý {turn % 4 + 1}/{2000 + turn}"])
    sheet.append(["Số liệu minh họa (dữ liệu mẫu)"])
    sheet.append([])
    sheet.append(HEADERS)
    for number in range(1, ROWS + 1):
        licensed = dt.date(1999, 1, 1) + dt.timedelta(days=number)
        sheet.append(
            [number, f"HL-{number:04}", f"Dự án {number}", f"Công ty {number}", "trong nước", "Việt Nam", "Bán dẫn",
             licensed.strftime("%d/%m/%Y"), 100 + turn, None, 50, 1.5, "Đang hoạt động"]
        )  # fmt: skip
    book.save(path)
    return path


def _percentile(values: list[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
