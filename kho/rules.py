"""The rules that hold for every feed, each with its tier, its usual standing and its message.

The message is the English text and the key of the gettext catalogues; `{name}` is filled from the finding and
its `params`, `{where}` with the place in the words that fit the file (“Sheet “X”, cell C7”, “Line 12”), which begin
a sentence. A contract may give a rule another standing under `standings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kho.finding import Finding, Standing, Tier


def N_(message: str) -> str:  # noqa: N802 - the name that gettext extractors know
    """Mark a message for extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house."""

    tier: Tier
    standing: Standing
    message: str


RULES: dict[str, Rule] = {
    "file.empty": Rule("syntax", "block", N_("The file {file} is empty (0 bytes): send the report again.")),
    "file.too_large": Rule(
        "syntax",
        "block",
        N_("The file {file} has {raw} MB; at most {expected} MB are taken: send it in parts, or save it as csv."),
    ),
    "file.unreadable": Rule(
        "syntax",
        "block",
        N_(
            "The file {file} is damaged and cannot be read as {expected} ({reason}): "
            "open it in the program it came from, save it again and send the new file."
        ),
    ),
    "file.failed": Rule(
        "syntax",
        "block",
        N_(
            "The file {file} could not be read because kho itself failed, and the operator has been told: "
            "the file need not be at fault. Wait for word from the operator before you send it again."
        ),
    ),
    "file.encrypted": Rule(
        "syntax",
        "block",
        N_("The file {file} is protected by a password: remove the password, save the file and send it again."),
    ),
    "file.format": Rule(
        "syntax",
        "block",
        N_("The file {file} is {raw} inside; this report is taken as {expected}: save it in one of these formats."),
    ),
    "file.extension": Rule(
        "syntax",
        "warn",
        N_(
            "The file {file} is named as {raw} but is {expected} inside. It was read by its content; "
            "give it the right ending next time."
        ),
    ),
    "file.no_rows": Rule(
        "syntax",
        "block",
        N_("The file {file} has the header of the table but no row of data: fill it in and send it again."),
    ),
    # who sends what
    "sender.unknown": Rule(
        "validity",
        "block",
        N_(
            "The folder {raw} belongs to no known sender: put the file into your own folder, "
            "or ask the operator to register you."
        ),
    ),
    "sender.feed": Rule(
        "validity",
        "block",
        N_("The sender {sender} may not send the report {raw}; it may send: {expected}. Use the right folder."),
    ),
    "sender.territory": Rule(
        "validity",
        "block",
        N_(
            "{where}: the sender {sender} may not report for {raw}; it may report for: {expected}. "
            "Correct the place name, or remove the row."
        ),
    ),
    # the table
    "table.missing": Rule(
        "syntax",
        "block",
        N_(
            "No sheet of the file {file} holds the table: the columns {expected} must stand in one header row. "
            "Copy the header from the template."
        ),
    ),
    "table.layout": Rule(
        "syntax",
        "warn",
        N_("{where}: this sheet has no table of the agreed layout and was left out: correct its header."),
    ),
    "column.missing": Rule(
        "syntax", "block", N_("{where}: the column “{expected}” is missing: add it together with its values.")
    ),
    "column.unknown": Rule(
        "syntax",
        "warn",
        N_(
            "{where}: the column “{raw}” is not part of this report and was left out: "
            "remove it, or correct its title if it is misspelt."
        ),
    ),
    "column.similar": Rule(
        "syntax",
        "hold",
        N_(
            "{where}: the column “{raw}” looks like “{expected}” but is not named so: "
            "correct the title and send the file again, or wait until a steward accepts the title."
        ),
    ),
    "column.ambiguous": Rule(
        "syntax",
        "block",
        N_("{where}: the title “{raw}” may mean {expected}: write it with its marks, as the template has it."),
    ),
    "table.wide": Rule(
        "syntax",
        "warn",
        N_(
            "{where}: the table has {raw} columns, and only the first {expected} were read: "
            "delete the columns that do not belong to the report."
        ),
    ),
    "table.hidden": Rule(
        "quality",
        "warn",
        N_(
            "{where}: the table has hidden rows or columns ({raw}). They were read like the others: "
            "show them, or delete them if they do not belong to the report."
        ),
    ),
    "field.missing": Rule(
        "syntax",
        "block",
        N_("{where}: the report does not say its “{header}”: write it in {expected}."),
    ),
    "column.double": Rule(
        "syntax", "block", N_("{where}: the column “{raw}” stands there twice: keep one and delete the other.")
    ),
    # the cell
    "cell.required": Rule(
        "validity", "block", N_("{where}: “{header}” is empty. Every row needs a value here: fill it in.")
    ),
    "cell.type": Rule(
        "syntax",
        "block",
        N_("{where}: “{raw}” cannot be read as “{header}”: write {expected}."),
    ),
    "cell.code": Rule(
        "validity",
        "block",
        N_("{where}: “{raw}” is not a known value of “{header}”: write one of these: {expected}."),
    ),
    "cell.encoding": Rule(
        "syntax",
        "warn",
        N_(
            "{where}: “{raw}” holds bytes that are no text in {expected}; they are shown as “�”: "
            "correct the word and save the file as UTF-8."
        ),
    ),
    "cell.range": Rule(
        "validity",
        "block",
        N_(
            "{where}: “{header}” is {raw}, which is out of range (expected: {expected}): check the number and its unit."
        ),
    ),
    "cell.pattern": Rule(
        "validity",
        "block",
        N_("{where}: “{raw}” is not in the form that “{header}” has (expected: {expected}): correct it."),
    ),
    "cell.length": Rule(
        "validity",
        "block",
        N_("{where}: “{raw}” has too few or too many characters for “{header}” (expected: {expected}): correct it."),
    ),
    "cell.error": Rule(
        "syntax",
        "block",
        N_("{where}: the formula ends in the error {raw}: correct the formula, or type the value."),
    ),
    "cell.unit": Rule(
        "quality",
        "warn",
        N_(
            "{where}: the unit is written as “{raw}” where “{expected}” was agreed. "
            "The values were converted; use the agreed unit next time."
        ),
    ),
    "cell.unit_other": Rule(
        "validity",
        "block",
        N_("{where}: the unit “{raw}” cannot be converted to “{expected}”: write the values in the agreed unit."),
    ),
    "cell.ambiguous": Rule(
        "syntax",
        "hold",
        N_(
            "{where}: “{raw}” in “{header}” may be thousands or a fraction, and no other cell of the column tells: "
            "write it without a mark for thousands."
        ),
    ),
    "cell.footnote": Rule(
        "quality",
        "shadow",
        N_("{where}: the footnote mark {mark} beside “{header}” was left out of the value ({raw})."),
    ),
    "cell.footnote_only": Rule(
        "quality",
        "warn",
        N_("{where}: “{header}” holds only the footnote mark {raw} and was read as empty: write the value beside it."),
    ),
    "cell.code_new": Rule(
        "validity",
        "warn",
        N_(
            "{where}: “{raw}” is not in the list of “{header}” yet and was kept as written (known: {expected}): "
            "check the spelling."
        ),
    ),
    "cell.territory": Rule(
        "validity",
        "block",
        N_("{where}: “{raw}” in “{header}” is not a province or city on {date}: write {expected}."),
    ),
    "cell.commune": Rule(
        "validity",
        "block",
        N_(
            "{where}: “{raw}” in “{header}” is not a commune or ward on {date}: "
            "write the one that the place belongs to on that day ({expected})."
        ),
    ),
    "cell.commune_province": Rule(
        "validity",
        "block",
        N_(
            "{where}: “{raw}” in “{header}” lies in {province}, but the row is about {expected}: "
            "correct the commune or the province of the row."
        ),
    ),
    "cell.date_day": Rule(
        "quality",
        "warn",
        N_("{where}: “{raw}” in “{header}” names no day, and the first of the month was taken: write the whole date."),
    ),
    "key.double": Rule(
        "validity",
        "block",
        N_("{where}: this row has the same {expected} as row {other}: keep one of the two and delete the other."),
    ),
    "period.disagrees": Rule(
        "validity",
        "hold",
        N_(
            "{where}: the reporting period is {raw} ({place}) but {expected} ({other_place}): "
            "correct the one that is wrong."
        ),
    ),
    "total.disagrees": Rule(
        "consistency",
        "warn",
        N_("{where}: the printed total is {raw}, but the rows add up to {expected}: correct the total or the rows."),
    ),
}


def finding(rule: str, standings: Mapping[str, Standing] | None = None, **where: Any) -> Finding:
    """A finding of a built-in rule.

    Args:
        rule: A key of `RULES`.
        standings: The contract's own standings by rule, which go first.
        **where: Attributes of `Finding`; anything else becomes one of its `params`.
    """
    known = RULES[rule]
    own = {name: where.pop(name) for name in ("sheet", "cell", "row", "field", "raw", "expected") if name in where}
    standing = (standings or {}).get(rule, known.standing)
    return Finding(rule, known.tier, standing, **own, params=where)
