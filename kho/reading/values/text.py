"""Text: one form of Unicode, one kind of space, no missing marks; and the key that spellings have in common."""

from __future__ import annotations

import polars as pl

from kho.reading.fold import fold
from kho.reading.values.legacy import CANDIDATE, decode_legacy, may_be_legacy

#: What stands in a cell that has no value. `-` may mean zero, but says so nowhere: it is no value.
MISSING = r"^(?:[-–—−]+|\.{2,}|…+)$"
#: "The same as above", by itself in a cell.
DITTO = r"""^(?:["“”„″〃]|''|’’|-?\s*nt\s*-?)$"""

_SPACES = r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+"
_INVISIBLE = r"[\u200b-\u200f\u2060\ufeff\u00ad]"
_UNTIDY = r"^ | $| {2}|[^\S ]|[\u00ad\u200b-\u200f\u2060\ufeff]"
#: A combining mark, a letter with a singleton decomposition or a compatibility form: text that NFC may change.
_NOT_NFC = r"[\u0300-\u036f\u0340\u0341\u0374\u037e\u0387\u1100-\u11ff\u2126\u212a\u212b]"
#: Whatever one of the steps of `tidy` may change: a cell without it is stored as it is, after one look.
_CARE = "|".join((_NOT_NFC, _UNTIDY, MISSING, "^$", CANDIDATE))


def tidy(texts: pl.Series) -> pl.Series:
    """Cells as they are stored: NFC, decoded from TCVN3 and VNI, single plain spaces; empty and missing ones null.

    Args:
        texts: String, any length; only the cells that need it are touched.
    """
    care = texts.str.contains(_CARE).fill_null(False)
    if not care.any():
        return texts
    odd = nfc(texts.filter(care))
    if may_be_legacy(odd):
        return _cleaned(decode_legacy(nfc(texts)))
    return texts.clone().scatter(care.arg_true(), _cleaned(odd))


def _cleaned(texts: pl.Series) -> pl.Series:
    untidy = texts.str.contains(_UNTIDY)
    if untidy.any():
        frame = pl.DataFrame({"text": texts, "untidy": untidy})
        plain = pl.col("text").str.replace_all(_INVISIBLE, "").str.replace_all(_SPACES, " ").str.strip_chars(" ")
        texts = frame.select(pl.when("untidy").then(plain).otherwise("text").alias(texts.name)).to_series()
    return texts.set((texts == "") | texts.str.contains(MISSING), None)


def nfc(texts: pl.Series) -> pl.Series:
    """The cells in Unicode's composed form."""
    loose = texts.str.contains(_NOT_NFC)
    return texts.zip_with(~loose.fill_null(False), texts.str.normalize("NFC")) if loose.any() else texts


def folded(texts: pl.Series) -> pl.Series:
    """The key of each cell (`kho.reading.fold.fold`), computed once for each distinct text."""
    distinct = texts.drop_nulls().unique()
    keys = pl.Series([fold(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, keys, default=None, return_dtype=pl.String)


def undo_ditto(texts: pl.Series) -> pl.Series:
    """The cells with every ditto mark replaced by the value above it."""
    ditto = texts.str.contains(DITTO).fill_null(False)
    if not ditto.any():
        return texts
    frame = pl.DataFrame({"text": texts, "ditto": ditto})
    # A blank cell is no value to repeat from, but stays blank itself.
    above = pl.when(~pl.col("ditto")).then("text").forward_fill()
    return frame.select(pl.when("ditto").then(above).otherwise("text").alias(texts.name)).to_series()
