"""What verdicts and standings are called, and what follows from them, wherever a receipt says so."""

from __future__ import annotations

from kho.finding import Verdict
from kho.rules import N_

VERDICTS: dict[Verdict, str] = {
    "accepted": N_("The report is accepted"),
    "accepted_with_warnings": N_("The report is accepted, with remarks"),
    "held": N_("The report is on hold"),
    "rejected": N_("The report is rejected"),
    "duplicate": N_("This report has been sent before"),
}

#: What the sender does next.
STEPS: dict[Verdict, str] = {
    "accepted": N_("You need not do anything more."),
    "accepted_with_warnings": N_(
        "The figures are taken. Read the remarks below; if a figure is wrong, correct it and send the report again: "
        "the new one replaces this one."
    ),
    "held": N_(
        "Nothing is lost and you need not send it again. A steward looks at the points below and decides; "
        "if you see that something is wrong, correct it and send the report again."
    ),
    "rejected": N_(
        "Its figures were not taken. Correct what is marked below, save the file and put it into the same folder again."
    ),
    "duplicate": N_(
        "The file has exactly the same content as an earlier one, so it was not counted a second time. "
        "You need not do anything. If you meant to send a corrected report, check that you saved it and send the "
        "right file."
    ),
}

#: Standings are told apart by sign, shape and word, never by colour alone.
STANDINGS: dict[str, str] = {
    "block": N_("Must be corrected"),
    "hold": N_("A steward decides"),
    "warn": N_("Please check"),
}
SIGNS: dict[str, str] = {"block": "✕", "hold": "Ⅱ", "warn": "!"}
VERDICT_SIGNS: dict[Verdict, str] = {
    "accepted": "✓",
    "accepted_with_warnings": "✓",
    "held": "Ⅱ",
    "rejected": "✕",
    "duplicate": "=",
}

#: What is said of causes.
WHOLE_COLUMN_HINT = N_(
    "When nearly every row has the same fault, look for one cause: a wrong unit, a column that has slipped, "
    "or a format that was changed."
)
SEVERAL_COLUMNS = N_(
    "In {count} columns nearly every row is wrong ({headers}): see first whether the values have slipped into other "
    "columns or the file is another report’s; then correct what is left."
)
MONTH_FIRST = N_(
    "Dates are read day first. Where these were written month first, so were others of the column that can be read "
    "either way: correct the whole column."
)
AGREED_UNIT = N_("The unit agreed for this column: {unit}.")
FOLLOWING = N_("These probably follow from it and vanish once it is corrected:")
