"""Who may build on which models, and the page that documents them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kho.cli import main
from kho.steps import dbt
from kho.steps.build import build
from tests.integration.entries import deliver, indicator


@pytest.fixture
def project(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project with room for a model of somebody else."""
    folder = tmp_path / "dbt_project"
    shutil.copytree(dbt.FOLDER, folder, ignore=shutil.ignore_patterns("target", "logs"))
    (folder / "models" / "own").mkdir()
    monkeypatch.setattr(dbt, "FOLDER", folder)
    monkeypatch.setattr(dbt, "_parsed", None)
    return folder


def compiled(project: Path, model: str) -> None:
    (project / "models" / "own" / "own_question.sql").write_text(
        f"select count(*) as figures_count from {{{{ ref('{model}') }}}}", encoding="utf-8"
    )
    dbt.run(f"with a question to {model}", "compile", "--select", "own_question")


def test_models_of_others_may_ask_marts_and_nothing_else(project: Path) -> None:
    with pytest.raises(dbt.DbtFailed, match=r"own_question attempted to reference node model\.kho\.fct_observation"):
        compiled(project, "fct_observation")
    compiled(project, "mart_observation")
    assert dbt._parsed is not None
    models = [node for node in dbt._parsed[1].nodes.values() if node.resource_type == "model"]
    ours = {node.name: (node.fqn[1], str(node.access), node.group) for node in models if node.fqn[1] != "own"}
    assert set(ours.values()) == {
        ("staging", "private", "kho"),
        ("intermediate", "private", "kho"),
        ("warehouse", "private", "kho"),
        ("marts", "public", "kho"),
    }


def test_the_documentation_is_one_page_with_every_mart(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver("digital_economy_indicators", [indicator(actual_value=17.5)])
    build()
    page = tmp_path / "docs" / "kho.html"
    with pytest.raises(SystemExit) as ended:
        main(["docs", "--output", str(page)])
    assert not ended.value.code
    assert capsys.readouterr().out == f"written to {page}\n"
    text = page.read_text(encoding="utf-8")
    marts = sorted(path.stem for path in (dbt.FOLDER / "models").rglob("mart_*.sql"))
    assert [mart for mart in marts if mart not in text] == []
    assert "Figures that contradict each other" in text
