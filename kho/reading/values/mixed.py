"""Cells some of whose words are in a font encoding and some in Unicode: which are which.

Each word is read as it stands or decoded, whichever of the two is Vietnamese. Where both are, neighbours decide, for
text was pasted in runs, and then which of the two words tables more often have.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from kho.reading.values.evidence import Evidence, is_vietnamese, is_written
from kho.reading.values.vocabulary import VOCABULARY

_TOKEN = re.compile("[A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff]+")
#: Signs of TCVN3 that stand within no word of any language; units of measure have the dot (`kV·A`).
_CERTAIN = re.compile("[A-Za-z][¡-¬®µ-¶¸-¹»-¾][A-Za-z]")
#: Capitals without a vowel that bears a mark: `TMĐT`, `HĐĐT`.
_ABBREVIATION = re.compile("(?=.*Đ)[A-ZĐ]{2,5}")
#: The cost of changing from one encoding to the other between two words, and where a mark parts them.
_CHANGE, _CHANGE_AT_MARK = 1.0, 0.3
#: The cost of a word that tables hardly have where the other reading is one that they have.
_RARE_IF_DECODED, _RARE_AS_WRITTEN = 1.5, 0.4


@dataclass(frozen=True)
class _Word:
    """One word, what it would be decoded, and what either reading costs."""

    start: int
    end: int
    text: str
    decoded: str
    costs: tuple[float, float]


def unmixed(text: str, decode: Callable[[str], str]) -> tuple[str, bool] | None:
    """The text with the words of one encoding decoded, and whether that is sure.

    Args:
        text: A cell.
        decode: Turns a word of the encoding into Unicode.

    Returns:
        None where no word needs it.
    """
    words = [_word(found, decode) for found in _TOKEN.finditer(text)]
    choices = _cheapest(words, text) if words else []
    if not any(choices):
        return None
    evidence = Evidence()
    parts, at = [], 0
    for word, is_decoded in zip(words, choices, strict=True):
        parts += [text[at : word.start], word.decoded if is_decoded else word.text]
        at = word.end
        if is_decoded and not word.text.isascii():
            evidence.weigh(word.text, word.decoded)
    plain = unicodedata.normalize("NFC", "".join(parts) + text[at:])
    return (plain, evidence.is_sure) if evidence.words else None


def either(text: str, decode: Callable[[str], str]) -> str | None:
    """A cell of a column that is in this encoding: decoded where that gives the more usual words.

    Returns:
        None where a word cannot be in the encoding.
    """
    words = [_word(found, decode) for found in _TOKEN.finditer(text)]
    if any(word.costs[1] == inf for word in words):
        return None
    is_rarer = sum(word.costs[1] for word in words) < sum(word.costs[0] for word in words)
    return unicodedata.normalize("NFC", decode(text)) if is_rarer else text


def _word(found: re.Match[str], decode: Callable[[str], str]) -> _Word:
    text = found.group()
    decoded = decode(text)
    as_written, as_decoded = _costs(text, decoded)
    if as_decoded == inf and as_written == inf and _CERTAIN.search(text):
        # no syllable (`ns®p`, `Pr«ng`), but nothing at all as it stands
        return _Word(found.start(), found.end(), text, decoded, (_CHANGE, 0))
    if as_decoded == inf and as_written == inf and _ABBREVIATION.fullmatch(decoded):
        # no syllable but an abbreviation (`TMÑT`): it goes with its neighbours
        return _Word(found.start(), found.end(), text, decoded, (0, 0))
    if as_decoded == inf and as_written == inf:
        # foreign, or a sign: it is what it is, whatever its neighbours are
        return _Word(found.start(), found.end(), text, text, (0, 0))
    return _Word(found.start(), found.end(), text, decoded, (as_written, as_decoded))


def _costs(text: str, decoded: str) -> tuple[float, float]:
    if text.isascii():
        return 0, 0
    if any(mark > "\u00ff" for mark in text):
        return 0, inf
    if len(text) == 1:
        return (0, 0) if text.isalpha() else (inf, inf)
    can_be_decoded = is_vietnamese(text, decoded) or (decoded.isupper() and not text.isalpha())
    if not is_written(text):
        return inf, 0 if can_be_decoded else inf
    if not can_be_decoded:
        return 0, inf
    usual, other = text.lower() in VOCABULARY, decoded.lower() in VOCABULARY
    return (_RARE_AS_WRITTEN if other and not usual else 0), (_RARE_IF_DECODED if usual and not other else 0)


def _cheapest(words: list[_Word], text: str) -> list[bool]:
    """For each word whether it is decoded: the cheapest way through all of them, as written if nothing tells."""
    best = list(words[0].costs)
    came: list[tuple[int, int]] = []
    for before, word in itertools.pairwise(words):
        between = text[before.end : word.start].strip()
        change = _CHANGE_AT_MARK if between else _CHANGE
        step = tuple(min((0, 1), key=lambda one: (best[one] + change * (one != to), one != to)) for to in (0, 1))
        best = [best[step[to]] + change * (step[to] != to) + word.costs[to] for to in (0, 1)]
        came.append((step[0], step[1]))
    state = int(best[1] < best[0])
    states = [state]
    for step in reversed(came):
        state = step[state]
        states.append(state)
    return [bool(one) for one in reversed(states)]
