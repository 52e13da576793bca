"""The titles that a contract knows, and the field that a title means however it is typed.

With its marks a title is exact. Without them (`So ho co ma QR`), as the name of a column (`so_ho`) or of a key
(`soHo`), it means a field if no other can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from kho.contract import Contract
from kho.reading.fold import fold

_HUMP = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: Shorter words without spaces are too often something else.
_LEAST_SQUASHED = 4


#: What forms shorten, as they are read out: both forms of a title are the same title.
_SHORT = {
    "nsnn": "ngan sach nha nuoc",
    "nsdp": "ngan sach dia phuong",
    "nstw": "ngan sach trung uong",
    "tw": "trung uong",
    "tp": "thanh pho",
    "dn": "doanh nghiep",
    "hkd": "ho kinh doanh",
    "htx": "hop tac xa",
    "tmdt": "thuong mai dien tu",
    "cntt": "cong nghe thong tin",
    "khcn": "khoa hoc cong nghe",
    "ubnd": "uy ban nhan dan",
    "gtsx": "gia tri san xuat",
    "tthc": "thu tuc hanh chinh",
    "kh": "ke hoach",
    "th": "thuc hien",
    "lk": "luy ke",
    "tk": "tai khoan",
    "hs": "ho so",
    "gd": "giao dich",
}
#: A lone i and y are the same in Vietnamese: `tỉ lệ`, `chữ kí`.
_Y = re.compile(r"\b([hklmst]|qu)i\b")
#: Words before what a column is about that say only that it is counted or named.
_OPENING = re.compile(r"^(?:(?:tong|so|luong|ten)\s+)+(?=\S)")
_LONG = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")


@lru_cache(maxsize=16_384)
def spellings(text: str) -> tuple[str, ...]:
    """The keys of a title without marks, the surest first: its words, those of its humps, all in one, read out."""
    words, parted = fold(text), fold(_HUMP.sub(" ", unicodedata.normalize("NFC", text)))
    squashed = words.replace(" ", "")
    short = (squashed,) if len(squashed) >= _LEAST_SQUASHED else ()
    return tuple(dict.fromkeys((words, parted, *short, _in_full(words))))


def _in_full(words: str) -> str:
    """A folded title with what forms shorten read out."""
    return _Y.sub(r"\1y", _LONG.sub(lambda found: _SHORT[found.group()], words))


def exact(text: str) -> str:
    """The key of a title with its marks; letter case and spaces aside."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=4096)
def is_about(text: str, title: str) -> bool:
    """Whether two folded titles differ in nothing but words such as `tổng số`: `so luong giao dich`, `giao dich`."""
    one, other = _opened(_in_full(text), _in_full(title))
    return one == other


def _opened(*texts: str) -> list[str]:
    return [_OPENING.sub("", text) for text in texts]


@lru_cache(maxsize=4096)
def abbreviates(short: str, title: str) -> bool:
    """Whether a folded text is a title some of whose words are their initials in a row (`so ho kd`: `kinh doanh`)."""
    pairs = [(text.split(), whole.split()) for text, whole in ((short, title), _opened(short, title))]
    return any(
        set(words) & set(shorter) and len(shorter) < len(words) and _covers(shorter, words) for shorter, words in pairs
    )


def _covers(short: list[str], words: list[str]) -> bool:
    if not short or not words:
        return not short and not words
    if short[0] == words[0] and _covers(short[1:], words[1:]):
        return True
    count = len(short[0])
    initials = "".join(word[0] for word in words[:count])
    return count > 1 and short[0] == initials and _covers(short[1:], words[count:])


@dataclass
class Titles:
    """Titles → fields.

    Attributes:
        folded: Folded title → the fields it may mean.
    """

    folded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _exact: dict[str, str] = field(default_factory=dict)
    _loose: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, title: str, name: str) -> None:
        """Let a title mean a field; of two fields with the very same title the first has it."""
        if self._exact.setdefault(exact(title), name) != name:
            return
        for index, keys in ((self.folded, (fold(title),)), (self._loose, spellings(title))):
            for key in keys:
                index[key] = tuple(dict.fromkeys((*index.get(key, ()), name)))

    def __contains__(self, text: object) -> bool:
        """Whether a text may be a title."""
        return isinstance(text, str) and any(key in self._loose for key in spellings(text))

    def exactly(self, text: str) -> str | None:
        """The field that has this very title."""
        return self._exact.get(exact(text))

    def fields(self, text: str) -> tuple[str, ...]:
        """The fields that a title may mean: the one that has it as it stands, else those that have it but for marks.

        The surest of its spellings that any field has decides.
        """
        if name := self.exactly(text):
            return (name,)
        return next((self._loose[key] for key in spellings(text) if key in self._loose), ())

    def items(self) -> Iterator[tuple[str, str]]:
        """Folded title and field, for every field that has it."""
        yield from ((key, name) for key, names in self.folded.items() for name in names)


def known_titles(contract: Contract) -> Titles:
    """The titles of the fields that may have a column."""
    titles = Titles()
    for name, spec in contract.fields.items():
        for title in spec.titles if {"column", "table"} & set(spec.found_in) else ():
            titles.add(title, name)
    return titles
