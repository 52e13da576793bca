"""Parts of a contract beside its fields: its rules, who goes first, what is pulled, what is filled in before."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kho.finding import Standing, Tier

Language = Literal["vi", "en", "fr"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,58}$")]


class Model(BaseModel):
    """A part of a contract: nothing that it does not know, and nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Model):
    """One text in the three languages of the house."""

    vi: str
    en: str
    fr: str


class RuleSpec(Model):
    """One rule of a feed: a condition that every row must fulfil.

    Attributes:
        id: Identifier, unique in the house (`PAY-01`).
        tier: What kind of rule it is.
        standing: What follows when it fails.
        check: A SQL condition over the physical columns; a row fails where it is false, not where it is null.
        when: Rows the rule is about; all where it is missing.
        fields: The fields to point at; by default those the condition names.
        expected: What was expected, in short, as the receipt prints it.
        message: The sentence for the department; `{where}`, `{raw}`, `{expected}` and the columns are filled in.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,8}-[0-9]{2,3}$")]
    tier: Tier
    standing: Standing
    check: str
    when: str | None = None
    fields: tuple[Name, ...] = ()
    expected: str | None = None
    message: Text


class Precedence(Model):
    """Which of several senders of one fact a mart shows first; the others stay, and the mart says that they exist.

    Attributes:
        by: The field whose code decides.
        order: Code → departments (the last part of a sender's name), the one to show first in front.
    """

    by: Name
    order: dict[str, tuple[str, ...]]


class Pull(Model):
    """A portal that `pull__<feed>` asks with HTTP, for one sender; a feed may have one for each of several.

    Attributes:
        sender: In whose name the answer is delivered.
        url_variable: Environment variable that holds the address, so that none stands in the contract.
        records: Key of the list of records in a page.
        next: Key of the address or token of the next page.
        page_parameter: Query parameter of the page token.
        remark: Key of the operator's remark on the records, which goes into the delivery with them.
        token_variable: Environment variable that holds a bearer token, if the portal wants one.
        schedule: Cron expression, in the time of Hà Nội.
    """

    sender: str
    url_variable: str
    records: str = "items"
    next: str = "next"
    page_parameter: str = "page"
    remark: str | None = None
    token_variable: str | None = None
    schedule: str = "0 6 * * *"


def one_or_several(value: object) -> object:
    """A list of portals or due days; a contract with one need not write a list."""
    return (value,) if isinstance(value, dict) else value


class TemplateSpec(Model):
    """How the workbook to fill in is made.

    Attributes:
        prefill: Fields that are filled in before, with the values of the sender's last accepted delivery: what names
            a row and seldom changes, so that a clerk adds the figures only.
    """

    prefill: tuple[Name, ...] = ()
