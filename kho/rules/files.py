"""Rules about a file, who sends it, and the tables in it."""

from __future__ import annotations

from kho.rules.rule import N_, Rule

FILES: dict[str, Rule] = {
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
    "file.other_feed": Rule(
        "syntax",
        "block",
        N_(
            "The file {file} has the columns of the report {raw}, but it lay in the folder of {expected}: "
            "put it into the folder of its own report."
        ),
    ),
    "file.partial": Rule(
        "validity",
        "hold",
        N_(
            "The file {file} holds {raw} of the {expected} records that it says there are: it is one page of several. "
            "Send all pages in one file."
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
    "sender.nothing": Rule(
        "validity",
        "block",
        N_(
            "The sender {sender} is registered but may not send any report yet: "
            "ask the operator to register it for the report {raw}."
        ),
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
    "table.unit": Rule(
        "validity",
        "hold",
        N_(
            "{where}: the unit “{raw}” above the table cannot be that of {expected}, read without it: write the unit "
            "into the titles of the columns that it is about, and send the file again."
        ),
    ),
    "column.scale": Rule(
        "consistency",
        "hold",
        N_(
            "{where}: “{header}” is about {times} times what your last accepted report had ({compared} rows compared; "
            "{raw} where {before} stood), so that another unit than the agreed one was probably used: write the values "
            "in the agreed unit ({expected}), or wait until a steward confirms them."
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
    # templates
    "template.version": Rule(
        "syntax",
        "shadow",
        N_(
            "The file {file} was filled in on version {raw} of the template; version {expected} is in force. "
            "It was read in the sense of its own version."
        ),
    ),
    "template.column": Rule(
        "syntax",
        "warn",
        N_(
            "{where}: the column “{raw}” of your template (version {version}) is no longer part of this report "
            "and was left out: ask for the new template."
        ),
    ),
    "template.lacks": Rule(
        "syntax",
        "block",
        N_(
            "{where}: your template is version {version} and has no “{expected}”, which version {now} requires: "
            "ask for the new template, or add the column together with its values."
        ),
    ),
    "template.feed": Rule(
        "syntax",
        "block",
        N_(
            "The file {file} is the template of the report {raw}, but it lay in the folder of {expected}: "
            "put it into the folder of its own report."
        ),
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
        N_("{where}: the printed total is {raw}, but its parts add up to {expected}: correct the total or the parts."),
    ),
}
