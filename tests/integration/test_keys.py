"""What the pages of the marts promise holds for the whole demonstration: keys, references, and what a row keeps to."""

from __future__ import annotations

import pytest
import yaml

from kho.settings import Settings
from kho.steps import dbt

#: The samples are read, judged and built once for the whole run, which the first test here may have to wait for.
pytestmark = pytest.mark.timeout(600)


def test_every_mart_keeps_what_its_page_promises(demo_warehouse: None) -> None:
    pages = [
        yaml.safe_load(path.read_text("utf-8"))["models"][0] for path in (dbt.FOLDER / "models").rglob("mart_*.yml")
    ]
    definition = dbt.definition(Settings.from_environment().contracts)
    tested = dbt.run(definition, "test", "--exclude-resource-type", "unit_test")
    assert len(tested) == sum(len(page["data_tests"]) for page in pages)
