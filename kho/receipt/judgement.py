"""What a receipt says about one delivery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kho.contract import Contract, Language, Text
from kho.finding import Verdict
from kho.messages import merged, render, text
from kho.reading.grid import PART
from kho.rules import N_


@dataclass(frozen=True, slots=True)
class First:
    """The delivery that brought the same bytes first."""

    delivery_id: int
    file_name: str
    received_at: dt.datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a receipt says about one delivery.

    Attributes:
        delivery_id: Its number in the ledger; None for a check without delivering.
        feed: The report.
        sender: Who sent it.
        file_name: The name it was sent under, as it came.
        sha256: Its identity.
        verdict: What was decided.
        rows_read: Rows that hold data, those with errors included.
        rows_ignored: Rows that hold none: titles, totals, footnotes. With `rows_read` they are the rows of the file,
            each value of a crosstab and each table beside another one taken for a row.
        rows_in_error: Those of `rows_read` with at least one finding that blocks, of reading or of a rule, each counted
            once; also the ones that are only counted and not told.
        is_sample: The file says itself that its figures are made up.
        received_at: When it came, with its time zone.
        duplicate_of: The first delivery, where this one brought the same bytes.
        findings: A frame of `kho.finding.SCHEMA`.
        title: The report's title.
        reason: Why a steward decided otherwise than the rules, in the steward's words.
        ignored: Why rows were ignored, each reason with its number of rows.
        language: The language that the sender reads first.
        sender_title: The sender's name in words.
    """

    delivery_id: int | None
    feed: str
    sender: str
    file_name: str
    sha256: str
    verdict: Verdict
    rows_read: int
    rows_ignored: int
    rows_in_error: int
    is_sample: bool
    received_at: dt.datetime
    duplicate_of: First | None
    findings: pl.DataFrame
    title: Text
    reason: str | None = None
    ignored: tuple[tuple[str, int], ...] = ()
    language: Language = "vi"
    sender_title: Text | None = None

    def __post_init__(self) -> None:
        """Name the sheet alone where tables stand beside one another: its cell says which table a finding is about."""
        is_part = pl.col("sheet").str.contains(PART)
        if self.findings.select(is_part.any()).item():
            whole = self.findings.with_columns(pl.col("sheet").str.replace(PART, ""))
            object.__setattr__(self, "findings", whole.unique(maintain_order=True))

    @property
    def shown(self) -> pl.DataFrame:
        """The findings that concern the sender: all but those that are only recorded."""
        return self.findings.filter(pl.col("standing") != "shadow")

    @property
    def holds_records(self) -> bool:
        """The file is a list of records (JSON), and has no lines and cells."""
        return self.file_name.lower().endswith(".json")

    @property
    def is_wrong_as_a_whole(self) -> bool:
        """What blocks is about the file or a column, and about no single row."""
        return self.verdict == "rejected" and not self.rows_in_error

    def said(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        """What the message of a finding may name: its attributes and params, the file and the sender."""
        return {"file": self.file_name, "sender": self.sender} | merged(finding)

    def sentence(self, finding: Mapping[str, Any], lang: Language, contract: Contract | None) -> str:
        """The message of a finding, and the suggested value where the message does not name it."""
        said = self.said(finding)
        message, value = render(finding["rule"], said, lang, contract), said.get("suggestion")
        if not value or str(value) in message:
            return message
        return f"{message} {text(N_('Suggestion: {value}'), lang, value=value)}"

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every finding as a mapping, a slice of the frame at a time."""
        for part in self.findings.iter_slices(10_000):
            yield from part.iter_rows(named=True)
