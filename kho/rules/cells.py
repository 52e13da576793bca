"""Rules about a cell."""

from __future__ import annotations

from kho.rules.rule import N_, Rule

CELLS: dict[str, Rule] = {
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
        N_("{where}: “{raw}” is not in the form that “{header}” has (for example {expected}): correct it."),
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
    "cell.disagrees": Rule(
        "validity",
        "hold",
        N_("{where}: “{raw}” and “{expected}” beside it are different places: correct the code or the name."),
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
    "cell.markup": Rule(
        "quality",
        "shadow",
        N_("{where}: the HTML in “{header}” was left out, and its words were kept: send plain text."),
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
    "cell.territory_old": Rule(
        "validity",
        "warn",
        N_(
            "{where}: “{raw}” in “{header}” was merged before {date} and was read as {expected}: "
            "write the province of that day next time."
        ),
    ),
    "cell.commune": Rule(
        "validity",
        "block",
        N_(
            "{where}: “{raw}” in “{header}” is not a commune or ward on {date}: "
            "write the one that the place belongs to on that day ({expected})."
        ),
    ),
    "cell.commune_old": Rule(
        "validity",
        "warn",
        N_(
            "{where}: “{raw}” in “{header}” is a commune or ward of before the reorganisation and was read as "
            "{expected}: write today's code or name next time."
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
    "cell.department": Rule(
        "validity",
        "warn",
        N_(
            "{where}: “{raw}” in “{header}” is not a department on {date}, or may be several; it was kept as written. "
            "Probably meant: {expected}."
        ),
    ),
    "cell.date_day": Rule(
        "quality",
        "warn",
        N_("{where}: “{raw}” in “{header}” names no day, and the first of the month was taken: write the whole date."),
    ),
}
