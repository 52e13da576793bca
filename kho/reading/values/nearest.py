"""The known value that a misspelt one probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: Lists are shown in messages up to this length.
SHOWN = 10


def nearest(key: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The known keys most like a key, the likeliest first; none when nothing comes near."""
    return get_close_matches(key, list(known), n=count, cutoff=0.75)


def listed(labels: Iterable[str]) -> str:
    """Labels as a message lists them."""
    labels = list(labels)
    return ", ".join(labels[:SHOWN]) + (", …" if len(labels) > SHOWN else "")
