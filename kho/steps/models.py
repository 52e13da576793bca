"""The models that a release is built with: those of the checkout, or those that the last release was built with.

The latter are kept in the home. Where changed models cannot be built, what departments report is still released with
them, whole and as before, until the models are mended.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from kho.settings import PROJECT, Settings

#: The dbt project of the checkout.
FOLDER = PROJECT / "dbt_project"


@dataclass(frozen=True)
class Models:
    """A dbt project and its code lists.

    Attributes:
        folder: The dbt project.
        codes: The folder of code lists.
        definition: Both as one hash.
    """

    folder: Path
    codes: Path
    definition: str


def of_checkout(settings: Settings) -> Models:
    """The models and code lists as they stand now."""
    codes = settings.contracts / "codes"
    return Models(FOLDER, codes, digest(FOLDER, codes))


def kept(settings: Settings, definition: str) -> Models | None:
    """The copy of what a release was built with; None when there is none."""
    found = _copy(settings, definition)
    return found if found.folder.is_dir() else None


def keep(settings: Settings, models: Models) -> None:
    """Keep a copy of what was built, in place of earlier ones; not if it has changed meanwhile."""
    if kept(settings, models.definition):
        return
    beside = _copies(settings) / f".{uuid.uuid4().hex[:8]}"
    shutil.copytree(models.folder, beside / "dbt_project", ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copytree(models.codes, beside / "codes")
    if digest(beside / "dbt_project", beside / "codes") == models.definition:
        for earlier in _copies(settings).glob("[!.]*"):
            shutil.rmtree(earlier, ignore_errors=True)
        beside.replace(_copies(settings) / models.definition)
    shutil.rmtree(beside, ignore_errors=True)


def digest(folder: Path, codes: Path) -> str:
    """Models, macros and code lists as one hash: it tells whether a release was built with the same."""
    found = hashlib.sha256()
    project = [path for path in folder.rglob("*") if path.suffix in {".sql", ".yml"} and "target" not in path.parts]
    for path in sorted(project) + sorted(codes.glob("*.csv")):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _copies(settings: Settings) -> Path:
    return settings.home / "dbt" / "models"


def _copy(settings: Settings, definition: str) -> Models:
    folder = _copies(settings) / definition
    return Models(folder / "dbt_project", folder / "codes", definition)
