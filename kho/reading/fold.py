"""Folding: what two titles have in common when case, marks, spaces and punctuation are left out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OTHER = re.compile(r"[^0-9a-z]+")
_UNIT = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")
_SCALE, _BASE = r"(?:nghìn|ngàn|triệu|tỷ|tỉ)", r"(?:đồng|đ|vnđ|vnd|usd|đô la(?: mỹ)?)"
#: A unit behind a dash, a comma or a line break; one of money that is told in full needs nothing before it.
_UNIT_BEHIND = re.compile(
    rf"(?:\s*[-–,;:]\s*|\s*\n\s*)(?:đvt\s*:?\s*)?(?P<unit>(?:{_SCALE}\s*)*(?:{_BASE}|%|ha)|{_SCALE}+)\s*$"
    rf"|\s+(?P<money>{_SCALE}(?:\s+{_SCALE})*\s+{_BASE})\s*$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\s*(?:\(\s*(?:\d|\*{1,3})\s*\)|\*+|[¹²³⁴⁵])\s*$")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The key of a title: lower-case letters and digits of ASCII, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return _OTHER.sub(" ", "".join(mark for mark in plain if not unicodedata.combining(mark))).strip()


def split_unit(title: str) -> tuple[str, str | None]:
    """A title without its footnote mark and unit, and the unit: what stands in closing brackets or behind a dash."""
    plain = _FOOTNOTE.sub("", title)
    found = _UNIT.search(plain)
    if found and found.start():
        return plain[: found.start()], found.group(1).strip()
    behind = _UNIT_BEHIND.search(unicodedata.normalize("NFC", plain))
    if behind and behind.start():
        return unicodedata.normalize("NFC", plain)[: behind.start()], behind["unit"] or behind["money"]
    return plain, None
