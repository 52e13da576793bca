"""Which letter groups can be a Vietnamese syllable: the test that tells legacy encodings from real text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: Syllables that end in a stop carry the acute tone or the dot below, nothing else.
_STOPPED = frozenset("\u0301\u0323")

_ONSET = "ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ak ă ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay "
    "oăc oăm oăn oăng oăt oe oen oeo oet ooc oong "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uêt uơ "
    "uy uya uych uyên uyêt uynh uyt uyp uyu ynh yt uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu "
    "ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu"
)
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})|g[iì]")
#: A tone on the last of two vowels where it belongs on the first: VNI writes `xaõ` for `xã`.
_MISPLACED = re.compile("(?:[aeo][\u0302\u0306\u031b]?|u\u031b)[iyou][\u0300\u0301\u0303\u0309\u0323]$")
_STOP = re.compile(r"(?:c|ch|k|p|t)$")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word, in any case, is spelled like one Vietnamese syllable."""
    tones: list[str] = []
    letters: list[str] = []
    for mark in unicodedata.normalize("NFD", word.lower()):
        (tones if mark in _TONES else letters).append(mark)
    plain = unicodedata.normalize("NFC", "".join(letters))
    if (
        len(tones) > 1
        or not _SYLLABLE.fullmatch(plain)
        or _MISPLACED.search(unicodedata.normalize("NFD", word.lower()))
    ):
        return False
    return not (tones and _STOP.search(plain)) or tones[0] in _STOPPED
