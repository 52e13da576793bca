"""Vietnamese text in the font encodings of the years before Unicode: TCVN3 (`.VnTime`) and VNI.

Such text arrives as if it were windows-1252. Whether a cell holds it is decided by its own characters: every marked
word must turn into a Vietnamese syllable, and at least one must not have been one before. What may as well be a
foreign name, or another Vietnamese word, needs the evidence of its column: other cells that are surely encoded so.
The font's name proves nothing; a workbook may hold both kinds of cells, and a cell both kinds of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from kho.reading.values.evidence import ASCII, Evidence, is_vietnamese, is_written
from kho.reading.values.font_encodings import DECODERS
from kho.reading.values.mixed import either, unmixed
from kho.reading.values.syllables import is_syllable

#: What windows-1252 can show: text with any other character was never as a whole in a font encoding.
_CP1252 = r"^[\x00-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$"
#: Signs of Latin-1 that no Vietnamese word in Unicode has.
_FOREIGN = r"[¡-\u00bfÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþ]"
_MARKED = r"[A-Za-zÀ-ÿ]*[À-ÿ][A-Za-zÀ-ÿ]*"
#: What no Vietnamese word in Unicode has: one of those signs beside a letter, a VNI mark behind a vowel that bears
#: none, a marked capital behind a small letter.
_MIXED = "|".join(
    (
        rf"[A-Za-z]{_FOREIGN}",
        rf"{_FOREIGN}[A-Za-z]",
        "(?i:[ae][ùøûõïâáàåãä]|a[êéèúüë]|[uyôö][ùøûõï])",
        "[a-z][À-Þ]",
    )
)
#: Text that windows-1252 can show with a sign of Latin-1, or with one of those: what `_suspects` looks at.
CANDIDATE = rf"{_CP1252[:-1]}[¡-ÿ]{_CP1252[1:]}|{_MIXED}"
_TOKEN = re.compile("[A-Za-z¡-®µ-ÿ]+")
#: From so many capitals on, and no small letter of ASCII, the whole is in capitals: `TæNG Sè`.
_CAPITALS = re.compile(r"(?:[^a-z]*[A-Z]){3}[^a-z]*")

_MARK = r"[^\x00-\x7f]"
#: So many cells of a column are surely in an encoding before cells that may be either are taken for it too.
_ENOUGH = 3

Decoder = Callable[[str], str]
#: A text read in an encoding, and how sure that is.
Reading = tuple[str, Decoder, bool]


def decode_legacy(texts: pl.Series, capitals: bool = False) -> pl.Series:
    """The cells with TCVN3 and VNI turned into Unicode, in NFC; every other cell as it is.

    Args:
        texts: String; the cells of one column, which are evidence for one another.
        capitals: The cells are set in a `.Vn` font whose name ends in H, which shows small letters as capitals.
    """
    read = {text: found for text in _suspects(texts) if (found := _read(text))}
    if not read:
        return texts
    sure = [decode for _, decode, is_sure in read.values() if is_sure]
    decoded = {text: plain for text, (plain, decode, is_sure) in read.items() if is_sure or decode in sure}
    decoded |= _neighbours(texts, decoded, sure)
    if not decoded:
        return texts
    new = [text.upper() if capitals else text for text in decoded.values()]
    return texts.replace(list(decoded), new)


def may_be_legacy(texts: pl.Series) -> bool:
    """Whether any cell has a word that windows-1252 can show and that is not Vietnamese."""
    return not _suspects(texts).is_empty()


def decoded_text(text: str) -> str | None:
    """The text decoded from TCVN3 or VNI, whichever surely gives Vietnamese; None where neither does."""
    found = _read(text)
    return found[0] if found and found[2] else None


def _neighbours(texts: pl.Series, decoded: Mapping[str, str], sure: Sequence[Decoder]) -> dict[str, str]:
    """Cells that are Vietnamese either way (`Hé`: `Hộ`), decoded if no cell of the column can be Unicode."""
    if len(sure) < _ENOUGH or len(set(sure)) > 1:
        return {}
    marked = texts.filter(texts.str.contains(_MARK).fill_null(False)).unique()
    read = {text: either(text, sure[0]) for text in marked if text not in decoded}
    return {} if None in read.values() else {text: plain for text, plain in read.items() if plain is not None}


def _suspects(texts: pl.Series) -> pl.Series:
    """The distinct texts with a word that windows-1252 can show and that is not Vietnamese."""
    marked = texts.str.contains(r"[¡-ÿ]")
    whole = texts.str.contains(_CP1252)
    shown = texts.filter((marked & whole).fill_null(False)).unique()
    mixed = texts.filter((marked & ~whole & texts.str.contains(_MIXED)).fill_null(False)).unique()
    if shown.is_empty():
        return mixed
    words = pl.DataFrame({"text": shown, "word": shown.str.extract_all(_MARKED)}).explode("word")
    odd = [word for word in words["word"].drop_nulls().unique() if not is_written(word)]
    with_odd_word = words.filter(pl.col("word").is_in(odd))["text"]
    return pl.concat([with_odd_word, shown.filter(shown.str.contains(_FOREIGN)), mixed]).unique()


def _read(text: str) -> Reading | None:
    """The text read as a whole, else word by word; the first reading that is sure, else the first."""
    readings = [found for decode in DECODERS if (found := _whole(text, decode))]
    if not any(is_sure for _, _, is_sure in readings):
        parts = ((decode, unmixed(text, decode)) for decode in DECODERS)
        readings += [(found[0], decode, found[1]) for decode, found in parts if found]
    return next((found for found in readings if found[2]), readings[0] if readings else None)


def _whole(text: str, decode: Decoder) -> Reading | None:
    """The text decoded, if that makes Vietnamese of what was none."""
    if not re.match(_CP1252, text):
        return None
    words = syllables = 0
    evidence = Evidence()
    for word in _TOKEN.findall(text):
        new = decode(word)
        if not ASCII.search(word) and len(word) < 2:
            continue
        if new.isascii():
            counted = word.islower() and len(word) > 1
            words += counted
            syllables += counted and is_syllable(word)
        elif is_vietnamese(word, new):
            words += 1
            syllables += 1
            evidence.weigh(word, new)
        elif not new.isupper():  # an abbreviation (NSĐP) is no syllable and proves nothing
            return None
    if not evidence.words or syllables * 2 < words:
        return None
    # words at either end that tables have as they stand are none of it
    parts = unmixed(text, decode)
    plain = parts[0] if parts else unicodedata.normalize("NFC", _TOKEN.sub(lambda found: decode(found.group()), text))
    return (plain.upper() if _CAPITALS.fullmatch(text) else plain), decode, evidence.is_sure
