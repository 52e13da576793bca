"""What tells that a word is in a font encoding: signs within it, its spelling, and words that tables often have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kho.reading.values.syllables import is_syllable
from kho.reading.values.vocabulary import VOCABULARY

ASCII = re.compile("[A-Za-z]")
#: A sign that is no letter beside one, a marked capital behind a small letter: no language writes its words so.
_SIGN = re.compile("[A-Za-z][¡-¿×÷]|[¡-¿×÷][A-Za-z]|[a-z][À-Þ]")
#: A word of two letters that French (`où`, `dû`) or a unit of measure (`µm`) may have meant.
_WEAK = re.compile("µ.|.[àâçèéêëîïôùûü]|[àâçèéêëîïôùûü].?")
#: A small letter and one of the capitals of TCVN3: `r¤` would be `rÔ`.
_CAPITAL_BEHIND = re.compile("[a-z][¡-§]")
#: Signs that stand behind words of any language: `Viettel®`, `m²`, `35°`.
_TRAILING = re.compile("[A-Za-z]+[®©²³¹°ªº]")


@dataclass
class Evidence:
    """What the words of a text say together.

    Attributes:
        words: Words that are Vietnamese only once they are decoded.
    """

    words: int = 0
    _strong: bool = False

    def weigh(self, word: str, decoded: str) -> None:
        """Count a word that decodes to a syllable, unless it proves nothing."""
        signed = _SIGN.search(word) and not _TRAILING.fullmatch(word)
        # capitals that become small letters may be those of a foreign name, unless no name has the sign among them
        is_name = word.isupper() and not decoded.isupper() and not signed
        if decoded == word or is_written(word) or _WEAK.fullmatch(word) or is_name:
            return
        self.words += 1
        self._strong = self._strong or bool(signed) or decoded.lower() in VOCABULARY

    @property
    def is_sure(self) -> bool:
        """Whether no foreign name explains it: one word that cannot be any, or two that are not Vietnamese."""
        return self._strong or self.words > 1


def is_vietnamese(word: str, decoded: str) -> bool:
    """Whether a word of a font encoding is a syllable once it is decoded, without a capital behind small letters."""
    return is_syllable(decoded) and not _CAPITAL_BEHIND.search(word)


def is_written(word: str) -> bool:
    """Whether the word is Vietnamese as it stands: one syllable, and no capital behind a small letter."""
    return is_syllable(word) and (word.isupper() or word[1:] == word[1:].lower())
