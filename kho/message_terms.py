"""Words of the contracts that appear inside messages: field types, places, formats."""

from __future__ import annotations

from kho.rules import N_

#: The word as a contract or a finding has it → the English phrase, which is translated.
TERMS: dict[str, str] = {
    # types of fields (`FieldSpec.type`)
    "text": N_("a text"),
    "code": N_("a code"),
    "count": N_("a whole number, for example 1.250"),
    "integer": N_("a whole number, for example 1.250"),
    "decimal": N_("a number, for example 1.250,5"),
    "money": N_("an amount of money as a number, for example 1.250,5"),
    "percent": N_("a percentage, for example 17,5"),
    "date": N_("a date, for example 31/12/2025"),
    "timestamp": N_("a date and time, for example 31/12/2025 17:00"),
    "period": N_("a reporting period, for example Tháng 10/2025 or Quý III/2025"),
    "boolean": N_("Có or Không"),
    "enum": N_("a value of the list"),
    "territory": N_("the name or code of a province or city"),
    "commune": N_("the name or code of a commune or ward"),
    "department": N_("the name of a department"),
    "organisation": N_("the name or code of a department, a commune or a firm"),
    "indicator": N_("the code or name of an indicator"),
    "json": N_("a JSON object or list"),
    "list": N_("one or several names, parted by a semicolon"),
    # places where a value may stand (`FieldSpec.found_in`)
    "column": N_("the column"),
    "heading": N_("the title of the column"),
    "section": N_("the line above these rows"),
    "title": N_("the title block above the table"),
    "sheet_name": N_("the name of the sheet"),
    "file_name": N_("the name of the file"),
    "sender": N_("the sender's registration"),
}

#: Why rows were left out (`kho.reading.ignored.IgnoredRow.reason`) → in words.
IGNORED: dict[str, str] = {
    "title": N_("title above the table"),
    "header": N_("header of the table"),
    "section": N_("section heading"),
    "total": N_("printed total"),
    "footnote": N_("footnote"),
    "signature": N_("signature block"),
    "empty": N_("empty row"),
    "hidden sheet": N_("hidden sheet"),
    "other sheet": N_("sheet that is not part of the report"),
    "no table": N_("sheet without the table"),
}

#: What findings say in English where nothing of the file can be quoted: why a file could not be read (`reason` of
#: `file.unreadable`), what is hidden, how many cells were expected. `{name}` stands for what differs.
PHRASES: tuple[str, ...] = (
    N_("the workbook is cut off or damaged"),
    N_("the file is cut off or damaged"),
    N_("the archive is cut off or damaged"),
    N_("the sheet {name} is damaged"),
    N_("it would unpack to {count} MB"),
    N_("it has {count} sheets, more than {most}"),
    N_("it holds {count} files, more than {most}"),
    N_("the member {name} leads out of the archive"),
    N_("the member {name} is a link"),
    N_("a cell of {name} has more than {most} kB of text"),
    N_("a line has more than {most} MB of text"),
    N_("the sheet {name} has cells as far out as row {count} and column {most}"),
    N_("in row {count} a text in quotes has no end, or more than a million characters"),
    N_("a number has thousands of digits"),
    N_("its lists and objects are nested too deeply"),
    N_("it has no list of records under a known key"),
    N_("it holds a single value, not a list of records"),
    N_("byte {count} is no {name}"),
    N_("line {count}, column {most}: {name}"),
    N_("{name} is no number"),
    N_("record {count} of {name} is no object"),
    N_("column {columns}; row {rows}"),
    N_("column {columns}"),
    N_("row {rows}"),
    N_("no format"),
    N_("{count} cells in this row"),
)
