"""The receipt for a terminal."""

from __future__ import annotations

from kho.contract import Contract
from kho.message_terms import IGNORED
from kho.messages import Language, counted, merged, render, text, written
from kho.receipt.judgement import ZONE, Judgement
from kho.receipt.words import SIGNS, STEPS, VERDICT_SIGNS, VERDICTS
from kho.rules import N_


def as_text(judgement: Judgement, contract: Contract | None, lang: Language) -> str:
    """The verdict, what was read and every finding that concerns the sender, a line each.

    Args:
        judgement: What was decided.
        contract: The feed's contract.
        lang: The language to write in.
    """
    return "\n".join([*_head(judgement, lang), "", *_findings(judgement, contract, lang)]).rstrip()


def _head(judgement: Judgement, lang: Language) -> list[str]:
    read, wrong = judgement.rows_read, judgement.rows_in_error
    rows = counted("row of data read", "rows of data read", read, lang)
    errors = counted("of them with an error", "of them with errors", wrong, lang)
    counts = [f"{written(read, lang)} {rows}", f"{written(wrong, lang)} {errors}"]
    lines = [
        f"{VERDICT_SIGNS[judgement.verdict]} {text(VERDICTS[judgement.verdict], lang)}: {judgement.file_name}",
        text(STEPS[judgement.verdict], lang),
        "; ".join(counts + [f"{_ignored(reason, lang)} ({written(rows, lang)})" for reason, rows in judgement.ignored]),
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


def _findings(judgement: Judgement, contract: Contract | None, lang: Language) -> list[str]:
    lines = []
    for finding in judgement.shown.iter_rows(named=True):
        params = {"file": judgement.file_name, "sender": judgement.sender} | merged(finding)
        lines.append(f"{SIGNS[finding['standing']]} {render(finding['rule'], params, lang, contract)}")
    return lines


def _ignored(reason: str, lang: Language) -> str:
    return text(IGNORED[reason], lang) if reason in IGNORED else reason
