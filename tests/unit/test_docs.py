"""What the pages name is there: every path of the project that stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kho.settings import PROJECT

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
#: Folders of the project that paths begin with.
FOLDERS = "contracts|samples|kho|expectations|dbt_project|queries|dags|plugins|tests|scripts|docs"
_PATH = re.compile(rf"(?<![\w/<.…])((?:{FOLDERS})/[\w./-]*\w/?)")
_LINK = re.compile(r"\]\(([^)#]+)\)")
#: Files of the feed that is made up to be added.
EXAMPLE = re.compile(r"wifi")


def named(page: Path) -> set[str]:
    return {path for path in _PATH.findall(page.read_text(encoding="utf-8")) if not EXAMPLE.search(path)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_paths_of_a_page_are_there(page: Path) -> None:
    assert sorted(path for path in named(page) if not (PROJECT / path).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_pages_name_paths_at_all() -> None:
    assert {"kho/reading/tables/table.py", "contracts/cashless_streets.yml"} <= named(PROJECT / "docs/structure.md")
