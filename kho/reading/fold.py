"""Folding: what two titles have in common when case, marks, spaces and punctuation are left out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OTHER = re.compile(r"[^0-9a-z]+")
_UNIT = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")
_FOOTNOTE = re.compile(r"\s*(?:\(\s*\d\s*\)|\*+|[¹²³⁴⁵])\s*$")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The key of a title: lower-case letters and digits of ASCII, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return _OTHER.sub(" ", "".join(mark for mark in plain if not unicodedata.combining(mark))).strip()


def split_unit(title: str) -> tuple[str, str | None]:
    """A title without its footnote mark and closing brackets, and what stood in the brackets."""
    plain = _FOOTNOTE.sub("", title)
    found = _UNIT.search(plain)
    return (plain[: found.start()], found.group(1).strip()) if found and found.start() else (plain, None)
