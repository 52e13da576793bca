"""The font encodings of the years before Unicode, as they look when they are taken for windows-1252."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

#: TCVN 5712:1993 as the `.Vn` fonts have it: small letters with every mark, capitals without tones.
TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVES = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}


def _vni_table() -> dict[str, str]:
    """VNI writes a letter and then its marks; a few letters stand alone."""
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for letter in ("a", "e", "o", "u", "y", "ô", "ö"):
        for sign, tone in _VNI_MARKS.items():
            table[letter + sign] = unicodedata.normalize("NFC", table.get(letter, letter) + tone)
    for letter in "aeo":
        for sign, tone in _VNI_HATS.items():
            table[letter + sign] = unicodedata.normalize("NFC", letter + "\u0302" + tone)
    for sign, tone in _VNI_BREVES.items():
        table["a" + sign] = unicodedata.normalize("NFC", "a\u0306" + tone)
    capitals = {key.upper(): value.upper() for key, value in table.items()}
    titled = {key[0].upper() + key[1:]: value.upper() for key, value in table.items() if len(key) == 2}
    return table | titled | capitals


_VNI = _vni_table()
_VNI_UNIT = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(word: str) -> str:
    """The word as a `.Vn` font shows it."""
    return "".join(TCVN3.get(sign, sign) for sign in word)


def from_vni(word: str) -> str:
    """The word as a VNI font shows it."""
    return _VNI_UNIT.sub(lambda found: _VNI[found.group()], word)


_TO_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}
_TO_VNI = {letter: signs for signs, letter in reversed(_VNI.items())}


def spelled_in_fonts(word: str) -> set[str]:
    """How a word in Unicode looks in the font encodings; without those that leave it as it is."""
    return {"".join(table.get(letter, letter) for letter in word) for table in (_TO_TCVN3, _TO_VNI)} - {word}


#: What turns the words of each encoding into Unicode.
DECODERS: tuple[Callable[[str], str], ...] = (from_tcvn3, from_vni)


def known_in_font(text: str, is_known: Callable[[str], bool]) -> str | None:
    """The text decoded, if that is known: a list or a form is better evidence than the letters (`nhá`: `nhỏ`)."""
    if text.isascii():
        return None
    return next((plain for decode in DECODERS if (plain := decode(text)) != text and is_known(plain)), None)
