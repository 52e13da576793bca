"""The known value that a misspelt one probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_FIGURES = re.compile(r"\d+")
#: Lists are shown in messages up to this length.
SHOWN = 10


def nearest(key: str, known: Iterable[str]) -> list[str]:
    """The known key most like a key; all of them where several are equally near, none when nothing comes near.

    Figures are alike by chance: one with other figures is another thing.
    """
    figures = _FIGURES.findall(key)
    meant = [one for one in known if not figures or _FIGURES.findall(one) in ([], figures)]
    close = get_close_matches(key, meant, n=SHOWN, cutoff=0.75)
    return [one for one in close if _likeness(key, one) == _likeness(key, close[0])]


def _likeness(key: str, known: str) -> float:
    return SequenceMatcher(None, known, key).ratio()


def listed(labels: Iterable[str]) -> str:
    """Labels as a message lists them."""
    labels = list(labels)
    return ", ".join(labels[:SHOWN]) + (", …" if len(labels) > SHOWN else "")
