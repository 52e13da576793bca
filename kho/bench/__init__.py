"""The benchmark: what kho costs, as ratios against COPY in the same run, on an installation of its own."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kho import postgres
from kho.bench import latency, loads, register, scale, sheet
from kho.database import migrate
from kho.settings import Settings

#: What is aimed at on two cores; marts in milliseconds, whatever is stored.
MART_AIM = 200.0
AIMS = {
    "read": 1.0,
    "xlsx": 2.0,
    "land": 2.5,
    "gate": 6.0,
    "verdict_p95": 10.0,
    "published_p95": 25.0,
    "peak_memory_mb": 1024.0,
    "correction": 1.5,
}


def run(*, rows: int, with_latency: bool, as_json: bool) -> dict[str, Any]:
    """Measure everything and print it.

    Args:
        rows: Rows of the enterprise register.
        with_latency: Also time deliveries through Airflow.
        as_json: Print one JSON object on standard output, and the progress on standard error.

    Returns:
        What was printed: `ratios` with `read`, `land`, `gate` (against COPY) and `xlsx` (against calamine alone), and
        `seconds` beside them.
    """

    def progress(line: str) -> None:
        click.echo(line, err=as_json)

    with _throwaway() as (settings, folder):
        result = _loads(rows, settings, folder, progress)
        progress(f"a workbook of {sheet.ROWS:,} × {sheet.COLUMNS} cells")
        bare, ours = sheet.measure(folder)
        result["ratios"]["xlsx"] = round(ours / bare, 2)
        result["seconds"] |= {"calamine": round(bare, 2), "xlsx": round(ours, 2)}
        if with_latency:
            result["latency"] = latency.measure(settings, folder, progress).summary()
    click.echo(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def run_scale(*, observations: int, as_json: bool) -> dict[str, Any]:
    """Measure a correction and the marts with many observations stored and with a hundredth of them, and print it.

    Args:
        observations: How many the larger warehouse holds.
        as_json: Print one JSON object on standard output, and the progress on standard error.

    Returns:
        What was printed: `ratios` with `correction`, and by number of observations `seconds` and `milliseconds`.
    """

    def progress(line: str) -> None:
        click.echo(line, err=as_json)

    few, many = observations // 100, observations
    measured = {}
    for stored in (few, many):
        with _throwaway() as (settings, _):
            measured[stored] = scale.measure(settings, stored, progress)
    ratios = {
        step: round(seconds / measured[few]["seconds"][step], 2) for step, seconds in measured[many]["seconds"].items()
    }
    result = {
        "observations": [few, many],
        "ratios": ratios,
        **{unit: {str(stored): one[unit] for stored, one in measured.items()} for unit in ("seconds", "milliseconds")},
    }
    click.echo(json.dumps(result, indent=2) if as_json else _scale_table(result))
    return result


def _loads(rows: int, settings: Settings, folder: Path, progress: Callable[[str], None]) -> dict[str, Any]:
    progress(f"making a register of {rows:,} enterprises")
    sent, clean = register.write(folder, rows)
    server = postgres.embedded(settings)
    server.start()
    try:
        migrate(settings)
        measured = loads.measure(sent, clean, rows, progress)
    finally:
        server.stop()
    sent.unlink()
    clean.unlink()
    seconds = {name: round(getattr(measured, name), 2) for name in ("copy", "read", "land", "gate")}
    return {
        "rows": rows,
        "megabytes": round(measured.megabytes, 1),
        "ratios": measured.ratios(),
        "seconds": seconds,
        "peak_memory_mb": round(measured.peak_memory),
    }


@contextmanager
def _throwaway() -> Iterator[tuple[Settings, Path]]:
    """An installation that only the benchmark uses, with its own server, set in this process's environment."""
    folder = Path(tempfile.mkdtemp(prefix="kho-bench-"))
    folder.chmod(0o755)
    before = {name: os.environ.get(name) for name in ("KHO_HOME", "KHO_DATABASE_URL")}
    os.environ["KHO_HOME"] = str(folder / "home")
    os.environ.pop("KHO_DATABASE_URL", None)
    settings = Settings.from_environment()
    try:
        yield settings, folder
    finally:
        postgres.embedded(settings).destroy()
        shutil.rmtree(folder, ignore_errors=True)
        for name, value in before.items():
            if value is not None:
                os.environ[name] = value
            else:
                os.environ.pop(name, None)


def _table(result: dict[str, Any]) -> str:
    labels = {
        "copy": "bare COPY, nothing checked",
        "read": "read",
        "land": "read and land",
        "gate": "read, land and gate",
    }
    lines = [f"{result['rows']:,} rows, {result['megabytes']} MB, at most {result['peak_memory_mb']} MB of memory", ""]
    lines.append(f"{'':<28}{'seconds':>9}{'× COPY':>9}{'aim':>9}")
    for name, label in labels.items():
        ratio = result["ratios"].get(name, 1.0)
        aim = f"≤ {AIMS[name]:g}" if name in AIMS else ""
        lines.append(f"{label:<28}{result['seconds'][name]:>9.2f}{ratio:>9.2f}{aim:>9}")
    aim = f"≤ {AIMS['xlsx']:g} × calamine"
    lines.append(f"{'read a workbook':<28}{result['seconds']['xlsx']:>9.2f}{result['ratios']['xlsx']:>9.2f}   {aim}")
    for name, seconds in result.get("latency", {}).items():
        aim = f"≤ {AIMS[name]:g}" if name in AIMS else ""
        lines.append(f"{'drop to ' + name.replace('_', ', '):<28}{seconds:>9.2f}{'':>9}{aim:>9}")
    return "\n".join(lines)


def _scale_table(result: dict[str, Any]) -> str:
    few, many = map(str, result["observations"])
    heads = [f"{stored:,} stored" for stored in result["observations"]]
    lines = [f"{f'a correction of {scale.CORRECTION:,} rows, s':<36}{heads[0]:>18}{heads[1]:>20}{'ratio':>9}{'aim':>9}"]
    for step, ratio in result["ratios"].items():
        aim = f"≤ {AIMS[step]:g}" if step in AIMS else ""
        seconds = [result["seconds"][stored][step] for stored in (few, many)]
        lines.append(f"{step:<36}{seconds[0]:>18.2f}{seconds[1]:>20.2f}{ratio:>9.2f}{aim:>9}")
    lines += ["", f"{'an answer, ms':<36}"]
    for name, taken in result["milliseconds"][many].items():
        before = result["milliseconds"][few][name]
        lines.append(f"{name:<36}{before:>18.0f}{taken:>20.0f}{'':>9}{f'≤ {MART_AIM:g}':>9}")
    return "\n".join(lines)
