"""Every package that is declared is imported somewhere, or its line says what it is for."""

from __future__ import annotations

import re
from importlib.metadata import files

from kho.settings import PROJECT
from tests.unit.test_layers import imported

#: Folders whose imports need what is installed beside kho.
FOLDERS = ("kho", "expectations", "dags", "plugins", "samples")
_LINE = re.compile(r'^    "([A-Za-z0-9_-]+)[^"]*",( +# \S.*)?$', re.M)


def declared() -> dict[str, bool]:
    """Package → whether its line has a reason, for what kho itself needs."""
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.partition("\ndependencies = [\n")[2].partition("\n]\n")[0]
    return {name.lower(): bool(reason) for name, reason in _LINE.findall(block)}


def offered(package: str) -> set[str]:
    """The names that a package can be imported by."""
    return {path.parts[0].removesuffix(".py") for path in files(package) or () if path.suffix == ".py"}


def test_what_is_declared_is_imported_or_has_a_reason() -> None:
    used = {name for folder in FOLDERS for path in (PROJECT / folder).rglob("*.py") for name in imported(path)}
    unexplained = [name for name, has_reason in declared().items() if not has_reason]
    assert unexplained
    assert [name for name in unexplained if not offered(name) & used] == []
