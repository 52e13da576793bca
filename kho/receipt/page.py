"""The receipt for people: one page that needs no network, in three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kho.contract import Contract, Language, Text
from kho.message_terms import IGNORED
from kho.messages import LANGUAGES, counted, expectation, header, quoted, text, where, written
from kho.receipt.causes import Cause, Value, causes, wrong_columns
from kho.receipt.judgement import Judgement
from kho.receipt.words import (
    AGREED_UNIT,
    FOLLOWING,
    MONTH_FIRST,
    SEVERAL_COLUMNS,
    SIGNS,
    STANDINGS,
    STEPS,
    VERDICT_SIGNS,
    VERDICTS,
    WHOLE_COLUMN_HINT,
)
from kho.typography import joint, typeset
from kho.vietnam import ZONE

LANGUAGE_NAMES: dict[Language, str] = {"vi": "Tiếng Việt", "en": "English", "fr": "Français"}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("kho.receipt", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Words:
    """What the template asks for in one language."""

    def __init__(self, lang: Language, judgement: Judgement, contract: Contract | None) -> None:
        self.lang = lang
        self._judgement = judgement
        self._contract = contract
        self._records = judgement.holds_records

    def gettext(self, message: str, **values: Any) -> str:
        """A text of the page."""
        return text(message, self.lang, **values)

    def ngettext(self, one: str, many: str, count: int, **values: Any) -> str:
        """A text of the page that depends on a number."""
        return counted(one, many, count, self.lang, **values)

    def number(self, value: object) -> str:
        """A number or time as written in this language."""
        return written(value, self.lang)

    def time(self, value: Any) -> str:
        """A moment, in the time of Hà Nội."""
        return written(value.astimezone(ZONE), self.lang)

    def choose(self, title: Text | None) -> str:
        """The text of a contract in this language."""
        return typeset(str(getattr(title, self.lang)), self.lang) if title else ""

    def reason(self, reason: str) -> str:
        """Why rows were ignored; a reason without translation stays as it is."""
        return text(IGNORED[reason], self.lang) if reason in IGNORED else reason

    def message(self, finding: Mapping[str, Any]) -> str:
        """The sentence of a finding."""
        return self._judgement.sentence(finding, self.lang, self._contract)

    def value(self, found: Value) -> str:
        """What stands in cells."""
        return quoted({"raw": found.raw, "is_number": found.is_number}, self.lang)

    def header(self, field: str | None) -> str:
        """The title of a field's column."""
        return header(field, self._contract) or ""

    def headers(self, fields: Sequence[str]) -> str:
        """The titles of several columns."""
        return ", ".join(f"“{self.header(field)}”" for field in fields)

    def expected(self, expected: str | None) -> str:
        """What was expected, in words."""
        return expectation(expected, self.lang) if expected else ""

    def places(self, findings: Sequence[Mapping[str, Any]]) -> str:
        """Where several findings of one cause are, the sheet named once."""
        said = []
        for _, there in groupby(findings, key=lambda finding: finding["sheet"]):
            named, *others = there
            cells = [str(other["cell"] or other["row"]) for other in others]
            said.append(", ".join([where(named, self.lang, records=self._records), *cells]))
        return joint("; ", self.lang).join(said)

    def reasons(self, ignored: Sequence[tuple[str, int]]) -> str:
        """Why rows were ignored, each reason with its number of rows."""
        return joint("; ", self.lang).join(f"{self.reason(reason)} ({self.number(rows)})" for reason, rows in ignored)

    def unit(self, field: str | None) -> str | None:
        """The unit that was agreed for the figures of a field."""
        spec = self._contract.fields.get(field) if self._contract and field else None
        return spec.unit if spec else None


def page_parts(judgement: Judgement, contract: Contract | None, files: Mapping[str, str]) -> Iterator[str]:
    """The page, piece by piece.

    Args:
        judgement: What was decided.
        contract: The feed's contract; None where the feed is unknown.
        files: Names of the files beside the page: `workbook` and `json`, each only if it is there.
    """
    found = causes(judgement.shown, judgement.rows_read)
    template = _environment().get_template("page.html")
    yield from template.generate(
        judgement=judgement,
        causes=found,
        files=files,
        names=LANGUAGE_NAMES,
        first=judgement.language,
        words={lang: Words(lang, judgement, contract) for lang in LANGUAGES},
        tally=partial(_tally, found),
        verdicts=VERDICTS,
        verdict_signs=VERDICT_SIGNS,
        steps=STEPS,
        standings=STANDINGS,
        signs=SIGNS,
        wrong_columns=wrong_columns(found),
        several_columns=SEVERAL_COLUMNS,
        whole_column_hint=WHOLE_COLUMN_HINT,
        month_first=MONTH_FIRST,
        agreed_unit=AGREED_UNIT,
        following=FOLLOWING,
    )


def _tally(found: list[Cause], standing: str) -> int:
    return sum(cause.count for root in found for cause in (root, *root.effects) if cause.standing == standing)
