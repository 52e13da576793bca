"""Texts that a spreadsheet program would run: what a csv that people open must not hand on."""

from __future__ import annotations

import re
from typing import TypeVar

from psycopg import sql

T = TypeVar("T")

#: A text that would be a formula: `=1+1`, `@sum(…)`, `-cmd|…`; no number (`-5,2`) and no single sign (`-`).
#: Written so that Python and PostgreSQL read it alike.
PATTERN = r"^[=@\t\r].|^[+\-].*[^\d\s.,%]"
_FORMULA = re.compile(PATTERN, re.DOTALL)


def harmless(value: T) -> T | str:
    """A value for a csv: a text that would be a formula gets an apostrophe in front, as a person would type it."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.search(value) else value


def harmless_column(name: str) -> sql.Composed:
    """The same for a text column of a query."""
    form = sql.SQL("case when {0} ~ {1} then '''' || {0} else {0} end as {0}")
    return form.format(sql.Identifier(name), sql.Literal(PATTERN))
