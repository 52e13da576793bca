"""What a text says of a commune: its code, its kind and name in the readings that it allows, the places behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_CODE = re.compile(r"(\d{1,5})(?:[.,]0+)?")
#: `Phường Hoàn Kiếm (00070)`, `Phường Hoàn Kiếm - 00070`; a district without communes has three digits.
_CODE_LAST = re.compile(r"(?P<name>.*\D)\s*(?:[(\[](?P<code>\d{5}|\d{3})[)\]]|[-–:]\s*(?P<bare>\d{5}))")
_CODE_FIRST = re.compile(r"(?P<code>\d{5})\s*[-–:.]?\s*(?P<name>[^\d\s].*)")
_NUMBERING = re.compile(r"^\d{1,3}\s*[.)]\s+(?=\D)")
#: Its police or its people's committee stands for the commune.
_OFFICE = re.compile(
    r"^(?:công an|ca|ubnd|[uủ][ỷy] ban nhân dân)\s+(?=(?:phường|xã|thị trấn|đặc khu)\s|[px]\s*\.)", re.IGNORECASE
)
#: A dash only before what says that it is a district or province: names have dashes too (`Văn Miếu - Quốc Tử Giám`).
_PLACES = re.compile(r"(?i)\s*[,;(\[]\s*|\s+[-–]\s+(?=(?:quận|huyện|thị xã|tx|thành phố|tp|tỉnh)(?:\s|\.)|[qh]\s*\.)")
#: What kind of unit it is, written so that no name begins like it; `phuong` alone may be the name Phương.
_KIND = re.compile(
    r"^(?:(?P<word>phường|xã|thị trấn|đặc khu|huyện đảo|huyện)(?:\s*\.\s*|\s+|(?=\d))"
    r"|(?P<short>ph?|f|x|tt|đk)(?:\s*\.\s*|\s+|(?=\d)))(?=.)",
    re.IGNORECASE,
)
_KIND_MISSPELT = re.compile(
    r"^(?P<word>ph[uưùừ][oơòờ]ng|x[aáàảạ]|th[iị] tr[aâấ]n|[dđ][aăặ]c khu|huy[eêệ]n)\s+(?=.)", re.IGNORECASE
)
_SHORT = {
    "p": "phường", "ph": "phường", "f": "phường", "x": "xã", "tt": "thị trấn", "đk": "đặc khu", "huyện đảo": "huyện",
}  # fmt: skip
_FIRST_LETTERS = {"p": "phường", "x": "xã", "t": "thị trấn", "d": "đặc khu", "đ": "đặc khu", "h": "huyện"}
_PLACE_KIND = re.compile(
    r"^(?:(?P<district>quận|huyện|thị xã|tx|q|h)|(?P<city>thành phố|tp)|(?P<province>tỉnh))"
    r"(?:\s*\.\s*|\s+|(?=\d))(?=.)",
    re.IGNORECASE,
)
#: What stands before the commune in an address, up to where the kind of unit is said in full or with a stop: `TT Huế`
#: behind a comma is a province.
_STREET = r"(?i)^[^(\[]*?\p{L}[^(\[]*?(?:[,;]|\s[-–])\s*((?:phường|xã|thị trấn|đặc khu)\s.+|(?:ph?|f|x)\s*\..+)$"
_BEGINS_WITH_KIND = r"(?i)^(?:(?:phường|xã|thị trấn|đặc khu|huyện)\s|(?:ph?|f|x|tt|đk)\s*[.\d])"
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}

_TONE = r"[\x{300}\x{301}\x{303}\x{309}\x{323}]"


@dataclass(frozen=True, slots=True)
class Name:
    """One reading of a name: the kind of unit, if the text says it, and the keys of the rest (see `keys`)."""

    kind: str | None
    exact: str
    loose: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place named behind a name: `district`, `city` (of either tier), `province` or unsaid, and its loose key."""

    tier: str | None
    key: str

    def weight(self, district: str | None, province: str | None) -> int:
        """How much it speaks for a commune of this district and province, given by their keys."""
        is_district, is_province = self.key == district, self.key == province
        match self.tier:
            case "district":
                return int(is_district)
            case "province":
                return int(is_province)
            case "city":
                return 2 if is_district else int(is_province)
            case _:
                return int(is_district or is_province)


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says of a commune.

    Attributes:
        text: The text.
        code: The code in it, five digits (three for a district that had no communes).
        names: The readings of its name, none for a code alone; the likeliest first.
        places: The places named behind it (`…, Quận 3, TP. Hồ Chí Minh`).
        has_marks: It is written with Vietnamese letters, so that marks tell one name from another.
    """

    text: str
    code: str | None
    names: tuple[Name, ...]
    places: tuple[Place, ...]
    has_marks: bool


def without_street(texts: pl.Series) -> pl.Series:
    """Addresses from their commune on: `Số 5 phố Quán Thánh, Phường Trúc Bạch, Quận Ba Đình` without house and street.

    Args:
        texts: As for `written`; other texts stay as they are.
    """
    whole = pl.col(texts.name)
    rest = pl.when(~whole.str.contains(_BEGINS_WITH_KIND)).then(whole.str.replace(_STREET, "$1")).otherwise(whole)
    cut = texts.unique().to_frame().with_columns(rest=rest).filter(whole != pl.col("rest"))
    return texts.replace(cut[texts.name], cut["rest"]) if cut.height else texts


def keys(names: pl.Series) -> pl.DataFrame:
    """The keys that spellings of a name have in common.

    Args:
        names: String, names without the kind of unit.

    Returns:
        `exact`, where case, spaces, punctuation, the place of the tone mark and zeros before a number are left out and
        `y` is `i` (`Hòa`, `HOÀ`; `04`, `4`; `Mỹ`, `Mĩ`; `IV`), and `loose`, where all marks are left out too.
    """
    spread = names.replace(_ROMAN).str.to_lowercase().str.replace_all("đ", "d\u0331", literal=True).str.normalize("NFD")
    spread = spread.str.replace_all(r"\b0+(\d)", "$1").str.replace_all("y", "i", literal=True)
    # the tone mark goes to the end of its word: hòa and hoà are one
    toned = spread.str.replace_all(rf"({_TONE})([\p{{L}}\p{{M}}]*)", "$2$1")
    exact = toned.str.replace_all(r"[^\p{L}\p{M}\p{N}]+", "")
    loose = spread.str.replace_all(r"[^a-z0-9]+", "")
    return pl.DataFrame({"exact": exact, "loose": loose})


def written(texts: Sequence[str]) -> list[Written]:
    """Take texts apart, all at once.

    Args:
        texts: Texts as `kho.reading.values.text.tidy` leaves them: NFC, single spaces.
    """
    parts = [_parts(text) for text in texts]
    whole = [name for _, readings, places in parts for _, name in (*readings, *places)]
    found = iter(keys(pl.Series(whole, dtype=pl.String)).iter_rows())
    result = []
    for text, (code, readings, places) in zip(texts, parts, strict=True):
        names = tuple(Name(kind, *next(found)) for kind, _ in readings)
        behind = tuple(Place(tier, next(found)[1]) for tier, _ in places)
        result.append(Written(text, code, names, behind, not text.isascii()))
    return result


def place_keys(places: Sequence[str]) -> dict[str, str]:
    """The loose key of each district or province, without the kind of unit."""
    bare = pl.Series([_place(place)[1] for place in places], dtype=pl.String)
    return dict(zip(places, keys(bare)["loose"], strict=True))


def _parts(text: str) -> tuple[str | None, list[tuple[str | None, str]], list[tuple[str | None, str]]]:
    code, rest = _code(text.strip())
    rest = _OFFICE.sub("", rest)
    if not rest:
        return code, [], []
    name, *places = (part.strip(" )]") for part in _PLACES.split(rest))
    return code, _readings(name), [_place(place) for place in places if place]


def _code(text: str) -> tuple[str | None, str]:
    """The code and the rest."""
    if found := _CODE.fullmatch(text):
        return found.group(1).zfill(5), ""
    if found := _CODE_LAST.fullmatch(text):
        return found["code"] or found["bare"], found["name"]
    if found := _CODE_FIRST.fullmatch(text):
        return found["code"], found["name"]
    return None, _NUMBERING.sub("", text)


def _readings(name: str) -> list[tuple[str | None, str]]:
    """The kinds and names that a text may mean; a name can begin with what is a kind elsewhere (`Phường Đúc`)."""
    if found := _KIND.match(name):
        said = (found["word"] or found["short"]).lower()
        rest = name[found.end() :]
        kind = _SHORT.get(said, said)
        return [(kind, _ROMAN.get(rest.upper(), rest) if kind == "phường" else rest), (None, name)]
    if found := _KIND_MISSPELT.match(name):
        return [(_FIRST_LETTERS[found["word"][0].lower()], name[found.end() :]), (None, name)]
    return [(None, name)]


def _place(text: str) -> tuple[str | None, str]:
    """Which tier a place says that it is of, and its name."""
    found = _PLACE_KIND.match(text)
    return (found.lastgroup, text[found.end() :]) if found else (None, text)
