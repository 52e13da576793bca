"""The file of release rules: one that cannot be is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.release_rules import ReleaseRulesError, load

TEXT = {"vi": "v", "en": "{failing_count} are bad", "fr": "f"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"check": "a > 1", "found": "select 1"}, "give either `check`"),
        ({}, "give either `check`"),
        ({"found": "select 1", "when": "a > 1"}, "`when` goes with `check`"),
        ({"found": "delete from released"}, "the query must be one select"),
        ({"found": "select from from"}, "the query is not SQL"),
        ({"check": "a > 1", "message": TEXT | {"vi": "{rows} x"}}, "only failing_count is filled in"),
        ({"check": "a > 1", "standing": "fatal"}, "REL-93.standing"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_name(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    file = tmp_path / "release.yml"
    file.write_text(
        yaml.safe_dump([{"id": "REL-93", "standing": "warn", "table": "marts.x", "message": TEXT} | change])
    )
    with pytest.raises(ReleaseRulesError, match="REL-93") as refused:
        load(file)
    assert sentence in str(refused.value)
