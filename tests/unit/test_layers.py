"""The list of core modules that import-linter guards is the list of modules there are."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from kho.settings import PROJECT

#: Of kho, these stand above the core: they may use expectations and dbt.
UPPER = {"bench", "cli", "demo", "services", "steps"}

#: What the folders that Airflow reads may not import: import-linter sees packages only.
FORBIDDEN = {
    "dags": {"great_expectations", "dbt", "expectations"},
    "plugins": {"great_expectations", "dbt", "expectations", "dags"},
}


def modules(package: Path) -> set[str]:
    """Names of the modules and packages directly in a package."""
    files = {path.stem for path in package.glob("*.py")} - {"__init__"}
    return files | {path.parent.name for path in package.glob("*/__init__.py")}


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_every_core_module_is_guarded() -> None:
    config = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    core = next(one for one in config["tool"]["importlinter"]["contracts"] if one["id"] == "core")

    assert set(core["source_modules"]) == {f"kho.{name}" for name in modules(PROJECT / "kho") - UPPER}


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_what_airflow_reads_holds_no_checks_and_no_sql(folder: str) -> None:
    guilty = {path.name: imported(path) & FORBIDDEN[folder] for path in (PROJECT / folder).rglob("*.py")}

    assert {name: found for name, found in guilty.items() if found} == {}
