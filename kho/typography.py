"""How French is set: no line may begin with a sign that belongs to the word before it."""

from __future__ import annotations

import re
from functools import lru_cache

#: The no-break space, which plain text, HTML and spreadsheets all keep.
NO_BREAK = "\u00a0"

_BEFORE = re.compile(r"(?<=\S)[ \u202f\u00a0]+(?=[:;?!%»])")
_BEHIND = re.compile(r"(?<=«)[ \u202f\u00a0]*(?=\S)")
#: A sign that was typed without its space, at the end of a word or a placeholder; no time (`17:00`) and no address.
_MISSING = re.compile(r"(?<=[\w}»)”’])(?=[:;?!](?:\s|$))|(?<=[\d}])(?=%)|(?<=\S)(?=»)")

_JOINTS = {"; ": {"fr": f"{NO_BREAK}; "}, ": ": {"fr": f"{NO_BREAK}: "}}


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """A French text, or a template of one, with a no-break space at `:`, `;`, `?`, `!`, `%` and inside `« »`."""
    return _MISSING.sub(NO_BREAK, _BEHIND.sub(NO_BREAK, _BEFORE.sub(NO_BREAK, text)))


def typeset(text: str, lang: str) -> str:
    """A text, or a template of one, as it is set in a language; what is filled in is left as it was written."""
    return french(text) if lang == "fr" else text


def joint(sign: str, lang: str) -> str:
    """What parts items (`; `) or a title from what it is about (`: `) in a language."""
    return _JOINTS[sign].get(lang, sign)
