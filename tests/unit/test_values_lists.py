"""Lists in one cell, and texts that hold HTML."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.contract import FieldSpec
from kho.reading.values import ColumnContext, type_column
from kho.reading.values.markup import plain
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")
CONTEXT = ColumnContext(
    contract=CATALOG.contracts["technology_listings"],
    codes=Path(PROJECT / "contracts/codes"),
    received_on=dt.date(2026, 3, 2),
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('["AI", "IoT", "AI", null, " "]', ["AI", "IoT"]),
        ("AI;  IoT", ["AI", "IoT"]),
        ("Nông, lâm nghiệp", ["Nông, lâm nghiệp"]),
        ('[{"ma": "YT", "ten": "Y tế số"}, ["AI"]]', ["Y tế số", "AI"]),
        ('"AI"', ["AI"]),
        ("[AI", ["[AI"]),
        ("[]", None),
        ("-", None),
    ],
)
def test_a_list_is_read_however_it_is_put_together(written: str, read: list[str] | None) -> None:
    spec = FieldSpec(header="linhVuc[]", type="list")
    typed = type_column("field_names", spec, pl.DataFrame({"raw": [written]}), CONTEXT)
    cell = typed.columns["field_names"][0]
    assert (json.loads(cell) if cell else None) == read
    assert typed.problems.is_empty()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("<p>Vật liệu <b>nano</b></p><script>alert(1)</script>", "Vật liệu nano"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;ok", "ok"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;ok", "ok"),
        ("<scr<script>ipt>alert(1)</scr</script>ipt>", "ipt>alert(1) ipt>"),
        ('<a href="javascript:alert(1)">Bấm</a> vào', "Bấm vào"),
        ("dòng 1<br/>dòng 2", "dòng 1 dòng 2"),
        ("Nghiên cứu &amp; phát triển", "Nghiên cứu & phát triển"),
        ("công suất < 7 kW, lỗi <5%", "công suất < 7 kW, lỗi <5%"),
    ],
)
def test_of_html_the_words_are_kept(written: str, words: str) -> None:
    assert plain(written) == words


def test_what_was_left_out_is_reported() -> None:
    spec = FieldSpec(header="moTa", type="text", html=True)
    typed = type_column(
        "description", spec, pl.DataFrame({"raw": ["<b>A</b>", "B", None, "<script>x</script>"]}), CONTEXT
    )
    assert typed.columns["description"].to_list() == ["A", "B", None, None]
    assert typed.problems.select("row", "rule", "raw").rows() == [
        (0, "cell.markup", "<b>A</b>"),
        (3, "cell.markup", "<script>x</script>"),
    ]
