"""Columns of free text, and the names in them that a font encoding spells like other Vietnamese words.

`Bé KH&CN` is `Bộ KH&CN` in TCVN3, and `Bé` is a word in Unicode too: the letters prove nothing, but nobody is called
`Bé KH&CN`. What a list knows is taken for it, where the cell as it stands is known to no list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.departments import Departments
from kho.reading.values.font_encodings import known_in_font, spelled_in_fonts
from kho.reading.values.markup import plain
from kho.reading.values.text import tidy, undo_ditto

_PART = re.compile(r"[^\s/;,()][^/;,()]*\s[^/;,()]*[^\s/;,()]")


def type_text(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of free text; a number in it is kept as it is written, without an artificial `.0`."""
    frame = cells(texts)
    if not spec.html:
        return typed(name, spec, pl.DataFrame({name: undo_ditto(names_decoded(tidy(frame["raw"]), context.codes))}))
    words = {text: plain(text) for text in frame["raw"].drop_nulls().unique()}
    shown = frame["raw"].replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)
    stripped = frame.filter(shown != frame["raw"]).select("row", "raw", rule=pl.lit("cell.markup"))
    return typed(name, spec, pl.DataFrame({name: tidy(shown)}), [stripped])


def names_decoded(texts: pl.Series, codes: Path) -> pl.Series:
    """The cells with departments named in TCVN3 or VNI turned into Unicode; every other as it is.

    Args:
        texts: String, as `kho.reading.values.text.tidy` leaves them.
        codes: The folder of code lists.
    """
    departments = Departments.load(codes)
    spelled = sorted({other for word in departments.first_words for other in spelled_in_fonts(word)})
    spelled_like = texts.filter(texts.str.contains_any([f"{word} " for word in spelled]).fill_null(False)).unique()
    begins = rf"(?:^|[/;,(])\s*(?:{'|'.join(map(re.escape, spelled))})\s"
    doubtful = spelled_like.filter(spelled_like.str.contains(begins))
    read = {text: decoded for text in doubtful if (decoded := _decoded(text, departments.has)) != text}
    return texts.replace(list(read), list(read.values())) if read else texts


def _decoded(text: str, is_known: Callable[[str], bool]) -> str:
    def part(found: re.Match[str]) -> str:
        written = found.group()
        return written if is_known(written) else known_in_font(written, is_known) or written

    return _PART.sub(part, text)
