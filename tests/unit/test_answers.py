"""An answer to analysts, in each form that the command prints."""

from __future__ import annotations

from contextlib import nullcontext
from decimal import Decimal

import pytest
from click.testing import CliRunner

from kho import analyst
from kho.cli import main, releases

ANSWER = analyst.Answer(["name", "share_pct"], [("Hà Nội", Decimal("17.50")), ("=1+1", None)])
FORMS = {
    "": "name    share_pct\n------  ---------\nHà Nội  17.50\n=1+1\n",
    "--csv": "name,share_pct\nHà Nội,17.50\n'=1+1,\n",
    "--json": """[
  {
    "name": "Hà Nội",
    "share_pct": "17.50"
  },
  {
    "name": "=1+1",
    "share_pct": null
  }
]
""",
}


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_is_printed_whole_and_ends_its_line(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(releases, "warehouse", nullcontext)
    monkeypatch.setattr(analyst, "query", lambda statement, as_of: ANSWER)
    printed = CliRunner().invoke(main, ["query", "select 1", *filter(None, [form])])
    assert (printed.exit_code, printed.output) == (0, FORMS[form])
