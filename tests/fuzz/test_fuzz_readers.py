"""Files with broken bytes never break a reader: some fresh ones every time, and all that ever did."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.fuzz.mutation import CORPUS, examine, mutated, seeds

#: Seconds for fresh files; `make fuzz` takes longer.
SECONDS = 10


def test_files_with_broken_bytes_never_break_a_reader(tmp_path: Path) -> None:
    chance, runs, end = random.Random(2025), 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        feed, name, content = chance.choice(seeds())
        examine(mutated(content, chance), feed, name, tmp_path)
        runs += 1
    assert runs > 0


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: path.name)
def test_what_once_broke_a_reader_breaks_it_no_more(path: Path, tmp_path: Path) -> None:
    assert examine(path.read_bytes(), path.parent.name, path.name, tmp_path).rows_read >= 0
