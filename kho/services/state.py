"""What runs, as the supervisor notes it down for every other process."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kho.private_file import write_private
from kho.services.processes import Known
from kho.settings import Settings


def run_folder(settings: Settings) -> Path:
    """Locks and notes of what runs; worth nothing once nothing runs."""
    return settings.home / "run"


def log_file(settings: Settings, name: str) -> Path:
    """The log of a component or of the supervisor."""
    return settings.home / "logs" / f"{name}.log"


def noted(settings: Settings) -> dict[str, Any]:
    """The supervisor and its components as last noted: `{"supervisor": {...}, "components": {name: {...}}}`."""
    try:
        found: dict[str, Any] = json.loads((run_folder(settings) / "services.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"components": {}}
    return found


def note(settings: Settings, facts: dict[str, Any]) -> None:
    """Replace the note."""
    write_private(run_folder(settings) / "services.json", json.dumps(facts, indent=2))


def forget(settings: Settings) -> None:
    """Remove the note: nothing runs."""
    (run_folder(settings) / "services.json").unlink(missing_ok=True)


def supervisor(settings: Settings) -> Known | None:
    """The supervisor if it lives."""
    facts = noted(settings).get("supervisor")
    known = Known.read(facts) if facts else None
    return known if known and known.lives() else None


def components(settings: Settings) -> dict[str, Known]:
    """The components as last noted, alive or not."""
    return {name: Known.read(facts) for name, facts in noted(settings)["components"].items() if facts.get("pid")}


@contextmanager
def alone(settings: Settings, name: str) -> Iterator[None]:
    """One process at a time does `name` for this installation; the lock ends with its holder."""
    folder = run_folder(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
