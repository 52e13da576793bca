"""Words and signs around a number that say it is a bound or an approximation."""

from __future__ import annotations

import re

import polars as pl

from kho.reading.fold import fold
from kho.reading.values.font_encodings import known_in_font

#: Stored comparator → how departments write it before the number.
_BEFORE: dict[str, tuple[str, ...]] = {
    "=": ("=", "đạt", "bằng", "là"),
    ">": (">", "trên", "hơn", "vượt", "lớn hơn", "cao hơn", "nhiều hơn"),
    ">=": (
        ">=", "≥", "=>", "⩾", "từ", "ít nhất", "tối thiểu", "tối thiểu đạt", "không dưới", "không thấp hơn",
        "không ít hơn", "không nhỏ hơn", "lớn hơn hoặc bằng", "trên hoặc bằng", "bằng hoặc hơn",
    ),
    "<": ("<", "dưới", "nhỏ hơn", "thấp hơn", "ít hơn", "chưa đến", "chưa tới", "chưa đạt"),
    "<=": (
        "<=", "≤", "=<", "⩽", "tối đa", "nhiều nhất", "cao nhất", "không quá", "không vượt quá", "không lớn hơn",
        "nhỏ hơn hoặc bằng", "dưới hoặc bằng",
    ),
    "~=": (
        "~", "≈", "~=", "≃", "khoảng", "khoảng trên dưới", "xấp xỉ", "chừng", "tầm", "độ", "suýt soát", "ước",
        "ước tính", "ước khoảng",
    ),
    "~<": ("gần", "gần đạt", "gần bằng", "ngót"),
}  # fmt: skip
#: The same, behind the number (`từ 30 % trở lên`).
_BEHIND: dict[str, tuple[str, ...]] = {">=": ("trở lên", "+"), "<=": ("trở xuống",)}


def _key(text: str) -> str:
    """The key of a comparator: its sign, or its words folded."""
    return fold(text) or text.strip()


_BY_WORD = {_key(word): sign for sign, words in _BEFORE.items() for word in words}
#: The signs, longest first, for the beginning of a text that holds no number.
_SIGNS = sorted((key for key in _BY_WORD if not key.isascii() or not key[0].isalnum()), key=len, reverse=True)

#: Words that also begin a sentence that compares nothing.
_AMBIGUOUS = frozenset({"tu", "dat", "la", "bang", "do", "tam", "uoc", "uoc tinh"})
#: What may stand before a comparator without changing it: `phấn đấu đạt trên 30 %`, `chiếm khoảng 30 %`.
_IDLE = re.compile(r"^(?:phan dau (?=\w))?(?P<verb>(?:uoc )?dat|chiem)? ?")


def comparator_before(words: str) -> str | None:
    """The comparator that stands before a number; None when the words are none."""
    sign = _of(words)
    return sign or (_of(plain) if (plain := known_in_font(words, lambda text: _of(text) is not None)) else None)


def _of(words: str) -> str | None:
    key = _key(words)
    if sign := _BY_WORD.get(key):
        return sign
    idle = _IDLE.match(key)
    rest = key[idle.end() :] if idle else key
    if rest or not idle or not idle["verb"]:
        return _BY_WORD.get(rest)
    return "~=" if idle["verb"].startswith("uoc") else "="


def split_comparator_behind(words: str) -> tuple[str, str | None]:
    """What stands behind a number, parted into its unit and a comparator."""
    for sign, tails in _BEHIND.items():
        for tail in tails:
            if words.endswith(tail):
                return words.removesuffix(tail).strip(), sign
    return words, None


def comparator_of_text(texts: pl.Series) -> pl.Series:
    """The comparator that a target in words begins with (`> bình quân cả nước`); null where it has none."""
    found = {text: _leading(text) for text in texts.drop_nulls().unique()}
    return texts.replace_strict(list(found), list(found.values()), default=None, return_dtype=pl.String)


def _leading(text: str) -> str | None:
    sign = next((sign for sign in _SIGNS if text.startswith(sign)), None)
    if sign:
        return _BY_WORD[sign]
    words = fold(text).split()
    leads = (" ".join(words[:length]) for length in (3, 2, 1))
    return next((_BY_WORD[lead] for lead in leads if lead in _BY_WORD and lead not in _AMBIGUOUS), None)
