"""Fuzz one reader under the guidance of its coverage: `python -m tests.fuzz.guided FORMAT [SECONDS]`.

Needs atheris, which is no part of the environment: `.venv/bin/uv pip install atheris`. In a format that is an archive
what is mutated is the sheet within it, for libFuzzer would never find the way through the compression. What breaks
the reader is kept in the corpus as the whole file.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kho.settings import PROJECT
from tests.fixtures.other_workbooks import ods, ods_cell, xlsb, xlsb_cell

_LARGEST = 128 << 10
CORPUS = Path(__file__).with_name("corpus")
TITLES = ("Địa phương", "Quý", "Nhóm tuổi", "Số tài khoản cá nhân", "Giá trị giao dịch")
ROWS = (TITLES, ("22", "Quý III/2025", "15+", 1648900, 0.35))


@dataclass(frozen=True)
class Target:
    """One reader: a feed that takes its format, what is mutated, and how that becomes a file."""

    feed: str
    name: str
    seeds: tuple[bytes, ...]
    whole: Callable[[bytes], bytes]


def target(kind: str) -> Target:
    """The reader of a format."""
    if kind in ("csv", "json", "xls"):
        feed = "dtmarket_exchange" if kind == "json" else "provincial_budget" if kind == "xls" else "payment_accounts"
        folders = [PROJECT / "samples", CORPUS, Path(os.environ.get("KHO_REAL_FILES", CORPUS))]
        files = (path for folder in folders for path in sorted(folder.rglob(f"*.{kind}")))
        seeds = tuple(path.read_bytes() for path in files if path.stat().st_size < _LARGEST)
        return Target(feed, f"fuzzed.{kind}", seeds, lambda data: data)
    with TemporaryDirectory() as folder:
        if kind == "ods":
            path, part = ods(Path(folder) / "a.ods", [[ods_cell(cell) for cell in row] for row in ROWS]), "content.xml"
        elif kind == "xlsb":
            cells = [[xlsb_cell(at, cell, "share") for at, cell in enumerate(row)] for row in ROWS]
            path, part = xlsb(Path(folder) / "a.xlsb", cells), "xl/worksheets/sheet1.bin"
        else:
            path, part = next(PROJECT.glob("samples/hanoi/so_khcn/digital_economy_indicators/*.xlsx")), ""
            part = "xl/worksheets/sheet1.xml"
        content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        seed = archive.read(part)
    feed = "digital_economy_indicators" if kind == "xlsx" else "payment_accounts"
    return Target(feed, f"fuzzed.{kind}", (seed,), lambda data: _with(content, part, data))


def _with(content: bytes, part: str, data: bytes) -> bytes:
    """The archive with one part replaced."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return result.getvalue()


def main(kind: str, seconds: int) -> None:
    """Run libFuzzer until something breaks or the time is over."""
    try:
        import atheris  # type: ignore[import-not-found]
    except ImportError:
        sys.exit("atheris is not installed: run `.venv/bin/uv pip install atheris`, or use `make fuzz`.")
    with atheris.instrument_imports(include=["kho.reading"]):
        from tests.fuzz.mutation import examine, house
    logging.disable()
    aim, folder = target(kind), TemporaryDirectory()
    house()
    begin = Path(folder.name) / "seeds"
    begin.mkdir()
    for number, seed in enumerate(aim.seeds):
        (begin / str(number)).write_bytes(seed)

    def one(data: bytes) -> None:
        content = aim.whole(data)
        try:
            examine(content, aim.feed, aim.name, Path(folder.name))
        except AssertionError as error:
            kept = CORPUS / aim.feed / f"{hashlib.sha256(content).hexdigest()[:12]}_{aim.name}"
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content)
            sys.stderr.write(f"{kept}: {error}\n")

    options = [f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=4096", f"-max_len={_LARGEST}", str(begin)]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600)
