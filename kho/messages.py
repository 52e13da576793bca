"""Texts for people, in Vietnamese, English and French.

English stands in the code and is the key; Vietnamese and French stand in `kho/locale/<lang>/LC_MESSAGES/kho.po`.
The catalogues are compiled into memory when first needed, so nobody has a build step. A rule of a contract brings
its three texts itself. `tests/unit/test_messages.py` fails when a text lacks a translation.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kho.contract import Contract, Language, RuleSpec
from kho.message_terms import PHRASES, TERMS
from kho.rules import N_, RULES
from kho.typography import NO_BREAK, typeset

LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALE = Path(__file__).with_name("locale")

#: Lists of allowed values are cut after so many characters; the contract has the rest.
LONGEST_LIST = 200
LONGEST_VALUE = 120

#: What reading calls the only part of a file that has none with a name.
_ONE_PART = frozenset({"csv", "json"})
_DATES: dict[Language, str] = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy", "fr": "dd/MM/yyyy"}
#: Rules that expect a sum, which is set as the numbers of the language are.
_SUMS = frozenset({"total.disagrees"})
_SUM = re.compile(r"-?\d+(\.\d+)?")
#: A number of a workbook, as reading writes it.
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%?)")
#: Rules whose `raw` is said by the house, and is not quoted from the file.
_OWN_WORDS = frozenset({"table.hidden", "file.extension"})
#: A bound in what a rule expects: `>= 0.5`.
_BOUND = re.compile(r"([<>]=) (-?\d+(?:\.\d+)?)(?!\d|[.,]\d)")
_FALLBACK = N_("{where}: “{raw}” does not follow the rule {rule} (expected: {expected}): correct it.")
_FURTHER_CELLS = N_(
    "{where}: {further} more cells of “{header}” have the same fault as those listed; they are counted and not listed "
    "one by one: correct the whole column."
)
_FURTHER_ROWS = N_(
    "{where}: {further} more rows have the same fault as those listed; they are counted and not listed one by one: "
    "correct them all."
)


@lru_cache(maxsize=len(LANGUAGES))
def translations(lang: Language) -> NullTranslations:
    """The catalogue of a language; English is the text of the code itself."""
    if lang == "en":
        return NullTranslations()
    with (LOCALE / lang / "LC_MESSAGES" / "kho.po").open("rb") as file:
        catalog = read_po(file, locale=lang)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def template(message: str, lang: Language) -> str:
    """A text of the product in a language, set as the language is, with its gaps."""
    return typeset(translations(lang).gettext(message), lang)


def text(message: str, lang: Language, **values: Any) -> str:
    """A text of the product in a language, `{name}` filled from `values`."""
    return _filled(template(message, lang), values, lang)


def counted(one: str, many: str, count: int, lang: Language, **values: Any) -> str:
    """A text that depends on a number, which it may name as `{count}`; extracted by the name of this function."""
    chosen = typeset(translations(lang).ngettext(one, many, count), lang)
    return _filled(chosen, {"count": count} | values, lang)


def _filled(sentence: str, values: Mapping[str, Any], lang: Language) -> str:
    return sentence.format_map({name: written(value, lang) for name, value in values.items()})


def written(value: Any, lang: Language) -> str:
    """A value as the readers of a language write it: `1.234,5` in Vietnamese, `1,234.5` in English."""
    match value:
        case None | "":
            return text(N_("(empty)"), lang)
        case bool():
            return text(N_("yes"), lang) if value else text(N_("no"), lang)
        case int() | float() | Decimal():
            return format_decimal(value, locale=lang, decimal_quantization=False)
        case dt.datetime():
            return f"{format_datetime(value, 'HH:mm', locale=lang)} {format_date(value, _DATES[lang], locale=lang)}"
        case dt.date():
            return format_date(value, _DATES[lang], locale=lang)
        case list() | tuple() | set():
            return shortened(", ".join(written(item, lang) for item in value), lang)
        case _:
            return str(value)


def quoted(finding: Mapping[str, Any], lang: Language) -> str:
    """What stands in the cell of a finding: a text as written, a number as programs of the language show it.

    Args:
        finding: Its `raw`; `is_number` where that is a number and no text (`69.5`, `69.5%`).
        lang: The language.
    """
    raw = finding.get("raw")
    if not finding.get("is_number") or not (found := _NUMBER.fullmatch(str(raw))):
        return written(raw, lang)
    # a program shows fifteen digits, and groups them only where it is told to
    number = Decimal(f"{float(found[1]):.15g}")
    plain = format_decimal(number, locale=lang, decimal_quantization=False, group_separator=False)
    return plain + (found[2] and ("%" if lang == "en" else f"{NO_BREAK}%"))


def shortened(listing: str, lang: Language) -> str:
    """A long list of allowed values, cut between two of them and with the number of those left out."""
    if len(listing) <= LONGEST_LIST:
        return listing
    separator = "; " if "; " in listing else ", "
    items = listing.split(separator)
    kept, length = 0, 0
    while kept < len(items) and length + len(items[kept]) <= LONGEST_LIST:
        length += len(items[kept]) + len(separator)
        kept += 1
    if kept == 0:
        return listing[:LONGEST_LIST] + "…"
    left_out = counted("and {count} more", "and {count} more", len(items) - kept, lang)
    return separator.join(items[:kept]) + f"… ({left_out})"


def phrase(said: str, lang: Language) -> str:
    """What a finding says in English, in a language; what is no phrase of the house stays as it is."""
    for english, pattern in _phrases():
        if found := pattern.fullmatch(said):
            return template(english, lang).format_map(found.groupdict())
    return said


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[str, re.Pattern[str]]]:
    """Each phrase with what recognises it, its gaps filled."""
    gap = re.compile(r"\\\{(\w+)\\\}")
    return [(one, re.compile(gap.sub(r"(?P<\1>.+)", re.escape(one)), re.DOTALL)) for one in PHRASES]


def expectation(expected: str | None, lang: Language) -> str:
    """What was expected, in words: a field type or place of the contract is translated, a list shortened.

    Args:
        expected: A term of `kho.message_terms`, several of them joined by `, `, or any text.
        lang: The language to say it in.
    """
    if not expected:
        return text(N_("a value"), lang)
    parts = expected.split(", ")
    if all(part in TERMS for part in parts):
        *others, last = [text(TERMS[part], lang) for part in parts]
        return text(N_("{first} or {last}"), lang, first=", ".join(others), last=last) if others else last
    bounds = _BOUND.sub(lambda found: f"{found[1]} {written(Decimal(found[2]), lang)}", phrase(expected, lang))
    return shortened(bounds.replace(">=", "≥").replace("<=", "≤"), lang)


def where(finding: Mapping[str, Any], lang: Language, *, records: bool = False) -> str:
    """The place of a finding, as the beginning of a sentence.

    Args:
        finding: Its `sheet`, `cell` and `row`, each of which may be missing.
        lang: The language to say it in.
        records: The file holds records (JSON), not lines.
    """
    sheet, cell, row = finding.get("sheet"), finding.get("cell"), finding.get("row")
    sheet = None if sheet in _ONE_PART else sheet
    if cell and ":" in cell:
        key, _, row = cell.rpartition(":")
        place = N_("Collection “{sheet}”, record {row}, “{key}”") if sheet else N_("Record {row}, “{key}”")
        return template(place, lang).format(sheet=sheet, row=row, key=key)
    if cell:
        place = N_("Sheet “{sheet}”, cell {cell}") if sheet else N_("Cell {cell}")
    elif row is not None and records:
        place = N_("Collection “{sheet}”, record {row}") if sheet else N_("Record {row}")
    elif row is not None:
        place = N_("Sheet “{sheet}”, row {row}") if sheet else N_("Line {row}")
    elif sheet:
        place = N_("Collection “{sheet}”") if records else N_("Sheet “{sheet}”")
    else:
        place = N_("The whole file")
    return template(place, lang).format(sheet=sheet, cell=cell, row=row)


def header(field: str | None, contract: Contract | None) -> str | None:
    """The title of the column that holds a field; the field's own name where the contract does not know it."""
    if field and contract and field in contract.fields:
        return contract.fields[field].header
    return field


class _Values(dict[str, str]):
    """The values a message names, each written only when the message asks for it."""

    def __init__(self, params: Mapping[str, Any], lang: Language, contract: Contract | None) -> None:
        super().__init__()
        self._params, self._lang, self._contract = params, lang, contract

    def __missing__(self, name: str) -> str:
        params, lang = self._params, self._lang
        if name == "where":
            return where(params, lang, records=_holds_records(params, self._contract))
        if name == "header":
            return str(params.get("header") or header(params.get("field"), self._contract) or "…")
        if name == "expected" and params["rule"] in _SUMS and _SUM.fullmatch(str(params.get("expected"))):
            return written(Decimal(params["expected"]), lang)
        if name == "expected":
            return expectation(params.get("expected"), lang)
        value = params.get(name)
        if name == "raw":
            return _cut(phrase(str(value), lang) if params["rule"] in _OWN_WORDS and value else quoted(params, lang))
        if name == "reason" and value:
            return phrase(str(value), lang)
        if isinstance(value, str) and value in TERMS and name.endswith("place"):
            return text(TERMS[value], lang)
        return written(_typed(name, value, self._contract), lang)


def render(rule: str, params: Mapping[str, Any], lang: Language, contract: Contract | None = None) -> str:
    """The message of a finding.

    Args:
        rule: A built-in rule (`kho.rules.RULES`) or one of the contract.
        params: The finding's `sheet`, `cell`, `row`, `field`, `raw`, `expected` and its own params, in one mapping.
        lang: The language to write in.
        contract: The feed's contract: its rules and the titles of its columns.

    Returns:
        One or two sentences: where, what is wrong, what was expected, what to do. A rule that is no longer known
        gets a general sentence, so that old findings stay readable.
    """
    own = _contract_rule(rule, contract)
    if params.get("further"):
        sentence = template(_FURTHER_CELLS if params.get("field") else _FURTHER_ROWS, lang)
    elif own:
        sentence = typeset(str(getattr(own.message, lang)), lang)
    else:
        sentence = template(RULES[rule].message if rule in RULES else _FALLBACK, lang)
    return sentence.format_map(_Values({"rule": rule} | dict(params), lang, contract))


def merged(finding: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `kho.finding.SCHEMA` and its params, JSON text or a mapping, in one mapping; its attributes go first."""
    params = finding.get("params") or {}
    if isinstance(params, str):
        params = json.loads(params)
    return {**params, **{name: value for name, value in finding.items() if name != "params"}}


def _contract_rule(rule: str, contract: Contract | None) -> RuleSpec | None:
    if contract is None:
        return None
    return next((spec for spec in contract.rules if spec.id == rule), None)


def _holds_records(params: Mapping[str, Any], contract: Contract | None) -> bool:
    if "file" in params and str(params["file"]).lower().endswith(".json"):
        return True
    return contract is not None and contract.delivery.formats == ("json",)


def _typed(name: str, value: Any, contract: Contract | None) -> Any:
    """The value of a physical column, which comes as text, as the number or date it is."""
    if not isinstance(value, str) or contract is None:
        return value
    column = next((column for column in contract.columns if column.name == name), None)
    try:
        if column and column.sql_type in {"numeric", "bigint"}:
            return Decimal(value).normalize()
        if column and column.sql_type == "date":
            return dt.date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return value
    return value


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
