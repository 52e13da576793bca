"""Vietnamese text in the font encodings of the years before Unicode: TCVN3 (`.VnTime`) and VNI.

Such text arrives as if it were windows-1252. Whether a cell holds it is decided by its own characters: every
marked word must turn into a Vietnamese syllable, and at least one must not have been one before. The font's
name proves nothing, and a workbook may hold both kinds of cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import polars as pl

from kho.reading.values.syllables import is_syllable

#: TCVN 5712:1993 as the `.Vn` fonts have it: small letters with every mark, capitals without tones.
_TCVN3 = dict(
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

#: What windows-1252 can show: text with any other character was never in a font encoding.
_CP1252 = r"^[\x00-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$"
#: Signs of Latin-1 that no Vietnamese word in Unicode has.
_FOREIGN = r"[¡-\u00bfÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþ]"
_MARKED = r"[A-Za-zÀ-ÿ]*[À-ÿ][A-Za-zÀ-ÿ]*"
_TOKEN = re.compile("[A-Za-z¡-®µ-ÿ]+")
_ASCII = re.compile("[A-Za-z]")
#: A word of two letters that French (`où`, `dû`) or a unit of measure (`µm`) may have meant.
_WEAK = re.compile("µ.|.[àâçèéêëîïôùûü]|[àâçèéêëîïôùûü].?")


def decode_legacy(texts: pl.Series, capitals: bool = False) -> pl.Series:
    """The cells with TCVN3 and VNI turned into Unicode, in NFC; every other cell as it is.

    Args:
        texts: String.
        capitals: The cells are set in a `.Vn` font whose name ends in H, which shows small letters as capitals.
    """
    decoded = {text: plain for text in _suspects(texts) if (plain := decoded_text(text)) is not None}
    if not decoded:
        return texts
    new = [text.upper() if capitals else text for text in decoded.values()]
    return texts.replace(list(decoded), new)


def _suspects(texts: pl.Series) -> pl.Series:
    """The distinct texts that windows-1252 can show and that hold a word which is not Vietnamese."""
    shown = texts.filter((texts.str.contains(r"[¡-ÿ]") & texts.str.contains(_CP1252)).fill_null(False)).unique()
    if shown.is_empty():
        return shown
    words = pl.DataFrame({"text": shown, "word": shown.str.extract_all(_MARKED)}).explode("word")
    odd = [word for word in words["word"].drop_nulls().unique() if not _is_written(word)]
    with_odd_word = words.filter(pl.col("word").is_in(odd))["text"]
    return pl.concat([with_odd_word, shown.filter(shown.str.contains(_FOREIGN))]).unique()


def _is_written(word: str) -> bool:
    """Whether the word is Vietnamese as it stands: one syllable, and no capital behind a small letter."""
    return is_syllable(word) and (word.isupper() or word[1:] == word[1:].lower())


def decoded_text(text: str) -> str | None:
    """The text decoded from TCVN3 or VNI, whichever gives Vietnamese; None where neither does."""
    readings = (_reading(text, decode) for decode in (_from_tcvn3, _from_vni))
    return next((reading for reading in readings if reading is not None), None)


def _from_tcvn3(word: str) -> str:
    return "".join(_TCVN3.get(sign, sign) for sign in word)


def _from_vni(word: str) -> str:
    return _VNI_UNIT.sub(lambda found: _VNI[found.group()], word)


def _reading(text: str, decode: Callable[[str], str]) -> str | None:
    """The text decoded, if that makes Vietnamese of what was none."""
    words = syllables = evidence = 0
    for word in _TOKEN.findall(text):
        new = decode(word)
        if not _ASCII.search(word) and len(word) < 2:
            continue
        if new.isascii():
            counted = word.islower() and len(word) > 1
            words += counted
            syllables += counted and is_syllable(word)
        elif is_syllable(new):
            words += 1
            syllables += 1
            evidence += new != word and not _is_written(word) and not _WEAK.fullmatch(word)
        elif not new.isupper():  # an abbreviation (NSĐP) is no syllable and proves nothing
            return None
    if not evidence or syllables * 2 < words:
        return None
    return unicodedata.normalize("NFC", _TOKEN.sub(lambda found: decode(found.group()), text))
