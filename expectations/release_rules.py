"""The rules that a whole release must keep to, as `expectations/release.yml` declares them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Self

import sqlglot
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlglot import exp
from sqlglot.errors import SqlglotError

from kho.contract import Text
from kho.finding import Standing

RULES_FILE = Path(__file__).with_name("release.yml")


class ReleaseRulesError(Exception):
    """The file of release rules says something that cannot be; the sentence names the rule."""


class ReleaseRule(BaseModel):
    """One rule of a release: a condition on every row of a table, or a query that must find nothing.

    Attributes:
        id: Identifier (`REL-01`).
        standing: What follows when it fails: only `block` keeps a release from being published.
        table: Schema and table. Of a release-versioned table only the rows of the release are judged.
        check: A SQL condition over the table's columns; a row fails where it is false, not where it is null.
        when: Rows that `check` is about; all where it is missing.
        found: A select of what must not be. In it `released` stands for the rows of the release in `table`, `fresh`
            for those of them that have not been judged with an earlier one. Its columns are the sample that a
            steward sees.
        message: What is wrong and what to do; `{failing_count}` is filled in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^REL-[0-9]{2}$")]
    standing: Standing
    table: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z][a-z0-9_]*$")]
    check: str | None = None
    when: str | None = None
    found: str | None = None
    message: Text

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if (self.check is None) == (self.found is None):
            raise ValueError("give either `check`, a condition on every row, or `found`, a query that finds nothing")
        if self.when and not self.check:
            raise ValueError("`when` goes with `check`; a query says itself what it is about")
        if self.found:
            _select(self.found)
        for text in self.message.model_dump().values():
            if unknown := {name for _, name, _, _ in Formatter().parse(text) if name} - {"failing_count"}:
                raise ValueError(f"the message names {sorted(unknown)}; only failing_count is filled in")
        return self

    @property
    def place(self) -> tuple[str, str]:
        """Schema and table."""
        schema, _, name = self.table.partition(".")
        return schema, name


def load(path: Path = RULES_FILE) -> tuple[ReleaseRule, ...]:
    """Read the rules.

    Raises:
        ReleaseRulesError: The file is no YAML list, a rule does not follow the model, or an id stands twice.
    """
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> tuple[ReleaseRule, ...]:
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise ReleaseRulesError(f"{path}: expected a list of rules.")
    rules: dict[str, ReleaseRule] = {}
    for entry in entries:
        name = entry.get("id") if isinstance(entry, dict) else entry
        try:
            rule = ReleaseRule.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in (name, *first["loc"]))
            raise ReleaseRulesError(f"{path}: {place}: {first['msg']}.") from error
        if rule.id in rules:
            raise ReleaseRulesError(f"{path}: {rule.id} stands twice.")
        rules[rule.id] = rule
    return tuple(rules.values())


def _select(query: str) -> None:
    try:
        tree = sqlglot.parse_one(query, dialect="postgres")
    except SqlglotError as error:
        raise ValueError(f"the query is not SQL: {str(error).splitlines()[0]}") from error
    if not isinstance(tree, exp.Query):
        raise ValueError("the query must be one select")
