"""The questions of `queries/`, asked with an analyst's rights of the samples of the demonstration and a correction."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg.rows import dict_row

from kho import inbox
from kho.database import connect
from kho.demo import samples
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest, release
from tests.integration.entries import deliver, indicator

QUERIES = sorted((PROJECT / "queries").glob("*.sql"))
#: Query → for each of its statements, rows (or some of their columns) that are among its answer.
ANSWERS: dict[str, list[list[dict[str, Any]]]] = yaml.safe_load(
    (Path(__file__).parent / "query_answers.yml").read_text(encoding="utf-8")
)
#: What the demonstration leaves out: a correction, and the next export of HanoTEX.
LATER = (
    "hanoi/so_khcn/digital_economy_indicators/KTS_Ha_Noi_Quy_III_2025_dinh_chinh_minh_hoa.xlsx",
    "hanoi/bva/technology_listings/hanotex_2026-02-23.json",
)


#: The samples are read, judged and built once for the whole run, which the first test here may have to wait for.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def corrected(demo_warehouse: None) -> None:
    """A second release, in which a sample has been corrected, and a sector has a figure of its own."""
    for place in LATER:
        department, feed = Path(place).parent.parent, Path(place).parent.name
        inbox.deliver(samples.FOLDER / place, str(department), feed, Settings.from_environment())
    ingest()
    deliver(
        "digital_economy_indicators", [indicator(sector_code="ict", actual_value=31.5, actual_value_comparator="=")]
    )
    assert release().refused is False


def answers(statements: str) -> list[list[dict[str, Any]]]:
    """The rows of every statement that has some, figures and days as text."""
    found = []
    with connect("kho_analyst") as conn, psycopg.ClientCursor(conn, row_factory=dict_row) as cursor:
        cursor.execute(statements.encode())
        while True:
            if cursor.description:
                found.append([{name: _shown(value) for name, value in row.items()} for row in cursor])
            if not cursor.nextset():
                return found


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def test_every_query_has_an_answer_to_be_held_to() -> None:
    assert [path.stem for path in QUERIES] == sorted(ANSWERS)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_says_its_question_in_three_languages_and_asks_marts_only(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    header = [line for line in text.splitlines() if line.startswith("--")]
    assert [line[:6] for line in header] == ["-- en:", "-- vi:", "-- fr:"]
    assert all(line.rstrip().endswith("?") for line in header)
    asked = set(re.findall(r"\b(?:from|join)\s+([a-z_.]+)", text.split(header[-1])[1]))
    assert {name.split(".")[0] for name in asked} == {"marts"}
    assert "%" not in text


@pytest.mark.usefixtures("corrected")
@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_answers(path: Path) -> None:
    found, expected = answers(path.read_text(encoding="utf-8")), ANSWERS[path.stem]
    for rows, some in zip(found, expected, strict=True):
        missing = [row for row in some if row not in [{name: one[name] for name in row} for one in rows]]
        assert missing == [], rows
