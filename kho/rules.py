"""The rules that hold for every feed, each with its tier, its usual standing and its message.

The message is the English text and the key of the gettext catalogues; `{name}` is filled from the finding
(`sheet`, `cell`, `row`, `field`, `header`, `raw`, `expected`) and from its `params`. A contract may give a
rule another standing under `standings`.
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
    # the file
    "file.empty": Rule("syntax", "block", N_("The file {file} is empty: send the report again.")),
    "file.too_large": Rule(
        "syntax",
        "block",
        N_("The file {file} has {raw} MB; at most {expected} MB are taken: send it in parts or as csv."),
    ),
    "file.unreadable": Rule(
        "syntax",
        "block",
        N_("The file {file} cannot be read as {expected} ({reason}): save it again from the program it came from."),
    ),
    "file.encrypted": Rule(
        "syntax", "block", N_("The workbook {file} is protected by a password: remove the password and send it again.")
    ),
    "file.format": Rule(
        "syntax",
        "block",
        N_("The file {file} is {raw} inside; this report is taken as {expected}: save it in one of these formats."),
    ),
    "file.extension": Rule(
        "syntax",
        "warn",
        N_("The file {file} is named as {raw} but is {expected} inside: it was read by its content."),
    ),
    "file.no_rows": Rule("syntax", "block", N_("The file {file} has a header but no row of data: fill it in and send it again.")),
    # who sends what
    "sender.unknown": Rule(
        "validity",
        "block",
        N_("The folder {raw} belongs to no known sender: ask the operator to register it, or use the sender's own folder."),
    ),
    "sender.feed": Rule(
        "validity", "block", N_("The sender {sender} may not send the report {raw}; it may send: {expected}.")
    ),
    "sender.territory": Rule(
        "validity",
        "block",
        N_("Sheet {sheet}, cell {cell}: the sender {sender} may not report for {raw}; it may report for: {expected}."),
    ),
    # the table
    "table.missing": Rule(
        "syntax",
        "block",
        N_("No sheet of the file {file} holds the table: expected the columns {expected} in one header row."),
    ),
    "column.missing": Rule(
        "syntax", "block", N_("Sheet {sheet}: the column “{expected}” is missing: add it with its values.")
    ),
    "column.unknown": Rule(
        "syntax",
        "warn",
        N_("Sheet {sheet}, cell {cell}: the column “{raw}” is not part of this report and was left out: remove it or correct its title."),
    ),
    "column.similar": Rule(
        "syntax",
        "hold",
        N_("Sheet {sheet}, cell {cell}: the column “{raw}” looks like “{expected}” but is not named so: correct the title, or ask a steward to accept it."),
    ),
    "table.hidden": Rule(
        "quality", "warn", N_("Sheet {sheet}: {raw} hidden in the table; they were read like the others: show or remove them.")
    ),
    "field.missing": Rule(
        "syntax", "block", N_("Sheet {sheet}: the report does not say its “{header}”: write it in {expected}.")
    ),
    "column.double": Rule(
        "syntax", "block", N_("Sheet {sheet}, cell {cell}: the column “{raw}” stands twice: keep one of them.")
    ),
    # the cell
    "cell.required": Rule(
        "validity", "block", N_("Sheet {sheet}, cell {cell}: “{header}” is empty: a value is required in every row.")
    ),
    "cell.type": Rule(
        "syntax", "block", N_("Sheet {sheet}, cell {cell}: “{raw}” cannot be read in “{header}”: expected {expected}.")
    ),
    "cell.code": Rule(
        "validity",
        "block",
        N_("Sheet {sheet}, cell {cell}: “{raw}” is not a known value of “{header}”: expected one of {expected}."),
    ),
    "cell.encoding": Rule(
        "syntax",
        "warn",
        N_("Row {row}: “{raw}” holds bytes that are no text in {expected}; they are shown as “�”: correct the word."),
    ),
    "cell.range": Rule(
        "validity", "block", N_("Sheet {sheet}, cell {cell}: {raw} in “{header}” is out of range: expected {expected}.")
    ),
    "cell.error": Rule(
        "syntax",
        "block",
        N_("Sheet {sheet}, cell {cell}: the formula ends in the error {raw}: correct the formula or type the value."),
    ),
    "cell.unit": Rule(
        "quality",
        "warn",
        N_("Sheet {sheet}, cell {cell}: the unit “{raw}” is written where “{expected}” was agreed; the value was converted."),
    ),
    # the rows
    "key.double": Rule(
        "validity",
        "block",
        N_("Sheet {sheet}, row {row}: this row has the same {expected} as row {other}: keep one of them."),
    ),
    "period.disagrees": Rule(
        "validity",
        "hold",
        N_("Sheet {sheet}: the period in the {place} is {raw}, in the {other_place} {expected}: correct the one that is wrong."),
    ),
    "total.disagrees": Rule(
        "consistency",
        "warn",
        N_("Sheet {sheet}, cell {cell}: the printed total is {raw}, the rows add up to {expected}: correct one of them."),
    ),
}


def finding(rule: str, standings: Mapping[str, Standing] | None = None, **where: Any) -> Finding:
    """A finding of a built-in rule.

    Args:
        rule: A key of `RULES`.
        standings: The contract's own standings by rule, which go first.
        **where: Attributes of `Finding`; anything else becomes one of its `params`.

    Raises:
        KeyError: The rule is not known.
    """
    known = RULES[rule]
    own = {name: where.pop(name) for name in ("sheet", "cell", "row", "field", "raw", "expected") if name in where}
    standing = (standings or {}).get(rule, known.standing)
    return Finding(rule, known.tier, standing, **own, params=where)
