"""The receipt for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kho.contract import Contract, Language
from kho.message_terms import IGNORED
from kho.messages import counted, header, text, written
from kho.receipt.causes import Cause, causes, in_order, wrong_columns
from kho.receipt.judgement import Judgement
from kho.receipt.words import (
    AGREED_UNIT,
    FOLLOWING,
    MONTH_FIRST,
    SEVERAL_COLUMNS,
    SIGNS,
    STEPS,
    VERDICT_SIGNS,
    VERDICTS,
    WHOLE_COLUMN_HINT,
)
from kho.rules import N_
from kho.typography import joint
from kho.vietnam import ZONE

#: So many findings of a cause tell what it is; `kho findings` and the JSON have the rest.
SHOWN = 3


def as_text(judgement: Judgement, contract: Contract | None, lang: Language, *, every: bool = False) -> str:
    """The verdict, what was read and what concerns the sender, by cause and the likeliest root cause first.

    Args:
        judgement: What was decided.
        contract: The feed's contract.
        lang: The language to write in.
        every: Every finding on a line of its own, and not only the first ones of a cause.
    """

    def message(finding: Mapping[str, Any]) -> str:
        return f"{SIGNS[finding['standing']]} {judgement.sentence(finding, lang, contract)}"

    if every:
        found = in_order(judgement.shown, judgement.rows_read)
        lines = [message(finding) for finding in found.iter_rows(named=True)]
    else:
        roots = causes(judgement.shown, judgement.rows_read)
        lines = [line for cause in roots for line in _cause(cause, message, contract, lang)]
        if fields := wrong_columns(roots):
            headers = ", ".join(f"“{header(field, contract)}”" for field in fields)
            lines.insert(0, text(SEVERAL_COLUMNS, lang, count=len(fields), headers=headers))
    return "\n".join([*_head(judgement, lang), "", *lines]).rstrip()


def _head(judgement: Judgement, lang: Language) -> list[str]:
    read, wrong = judgement.rows_read, judgement.rows_in_error
    rows = counted("row of data read", "rows of data read", read, lang)
    errors = counted("of them to be corrected", "of them to be corrected", wrong, lang)
    counts = [f"{written(read, lang)} {rows}"]
    if not judgement.is_wrong_as_a_whole:
        counts.append(f"{written(wrong, lang)} {errors}")
    lines = [
        joint(": ", lang).join(
            (f"{VERDICT_SIGNS[judgement.verdict]} {text(VERDICTS[judgement.verdict], lang)}", judgement.file_name)
        ),
        text(STEPS[judgement.verdict], lang),
        joint("; ", lang).join(
            counts + [f"{_ignored(reason, lang)} ({written(rows, lang)})" for reason, rows in judgement.ignored]
        ),
    ]
    if judgement.is_sample:
        lines.append(text(N_("The file says that its figures are made up. They are kept apart from real ones."), lang))
    if judgement.reason:
        title = text(N_("The steward's reason:"), lang)
        lines.append(f"{title} {judgement.reason}")
    if judgement.duplicate_of:
        first = judgement.duplicate_of
        place = N_("It is the delivery {number}, {file}, received {time}.")
        time = first.received_at.astimezone(ZONE)
        lines.append(text(place, lang, number=str(first.delivery_id), file=first.file_name, time=time))
    return lines


def _cause(
    cause: Cause, message: Callable[[Mapping[str, Any]], str], contract: Contract | None, lang: Language
) -> Iterator[str]:
    """What is wrong with a column as a whole, the first findings, how many more there are, and what follows."""
    if cause.is_whole_column:
        one = "Column “{header}”: {count} cell, nearly the whole column"
        many = "Column “{header}”: {count} cells, nearly the whole column"
        column = counted(one, many, cause.count, lang, header=header(cause.field, contract))
        yield f"{SIGNS[cause.standing]} {column}"
        yield f"  {text(WHOLE_COLUMN_HINT, lang)}"
        spec = contract.fields.get(cause.field or "") if contract else None
        if spec and spec.unit:
            yield f"  {text(AGREED_UNIT, lang, unit=spec.unit)}"
    yield from map(message, cause.findings[:SHOWN])
    if cause.is_month_first:
        yield f"  {text(MONTH_FIRST, lang)}"
    if (left := cause.count - SHOWN) > 0:
        title = header(cause.field, contract)
        more = (
            counted("… and {count} more in “{header}”", "… and {count} more in “{header}”", left, lang, header=title)
            if title
            else counted("… and {count} more", "… and {count} more", left, lang)
        )
        yield f"  {more}"
    if cause.effects:
        yield f"  {text(FOLLOWING, lang)}"
        for effect in cause.effects:
            yield from (f"    {line}" for line in _cause(effect, message, contract, lang))


def _ignored(reason: str, lang: Language) -> str:
    return text(IGNORED[reason], lang) if reason in IGNORED else reason
