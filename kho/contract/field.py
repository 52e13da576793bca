"""One field of a feed: where its value stands, how a cell of it is read, and which columns of `raw.<feed>` it fills."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from pydantic import ConfigDict

from kho.contract.parts import Model, Name, Text

Place = Literal["column", "title", "sheet_name", "file_name", "sender", "table"]
FieldType = Literal[
    "text", "code", "count", "integer", "decimal", "money", "percent", "date", "timestamp", "period",
    "boolean", "enum", "territory", "commune", "department", "organisation", "indicator", "json", "list",
]  # fmt: skip

DECIMAL = pl.Decimal(38, 6)
#: Type of a field → type of its column in PostgreSQL and in a frame; a period has four (`FieldSpec.columns`).
TYPES: dict[str, tuple[str, pl.DataType]] = {
    "text": ("text", pl.String()),
    "code": ("text", pl.String()),
    "count": ("bigint", pl.Int64()),
    "integer": ("bigint", pl.Int64()),
    "decimal": ("numeric", DECIMAL),
    "money": ("numeric", DECIMAL),
    "percent": ("numeric", DECIMAL),
    "date": ("date", pl.Date()),
    "timestamp": ("timestamptz", pl.Datetime("us", "UTC")),
    "boolean": ("boolean", pl.Boolean()),
    "enum": ("text", pl.String()),
    "territory": ("text", pl.String()),
    "commune": ("text", pl.String()),
    "department": ("text", pl.String()),
    "organisation": ("text", pl.String()),
    "indicator": ("text", pl.String()),
    "json": ("jsonb", pl.String()),
    "list": ("jsonb", pl.String()),
}


class Column(Model):
    """One physical column of `raw.<feed>`."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: str
    sql_type: str
    dtype: Any
    field: str
    label: str


class FieldSpec(Model):
    """One field of a feed.

    Attributes:
        header: The column's title as the official form has it; for JSON the key (dots go into objects).
        aliases: Other titles that have been seen and accepted.
        formerly: Names of this field in earlier versions of the contract; templates of those versions go on to work.
        type: How a cell is read, and which physical columns it fills.
        unit: Unit that the cells are agreed to be in (`triệu đồng`); money is stored in đồng or USD.
        unit_of: For decimals: the field whose indicator says the unit of the row's value; other units are converted.
        required: The column must be there and every row must have a value.
        unless: Another field; a row that has a value there is a record of another kind and needs none here.
        min, max: Smallest and largest value allowed, in the agreed unit.
        pattern: Regular expression that the whole text must match.
        example: A text that matches `pattern`, which is how messages explain the form.
        codes: For `enum`: stored code → the labels that departments write; places and indicators use the shared lists.
        open_codes: A value outside `codes` is kept as written and reported as a warning, not refused.
        comparator: The cell may say `>`, `≥`, `gần`, `trên`; it goes to `<field>_comparator`.
        text_allowed: A value that is no number is kept in `<field>_text` (a target in words).
        found_in: Where the value may stand, in the order of trust; `table` is a part of a table that `layout` declares.
        fallback: Another field whose text identifies the value when this cell is blank (a name for a code).
        brackets: `negative` where a number in brackets is a negative one, however short: `(35)` is no footnote mark.
        surrogate: For `code`: fields that stand for a blank one (`01840/xóm khuổi nặn`), kept in `<field>_surrogate`.
        follows_changes: For `commune`, `territory`: a code or name of before a reform that has become exactly one by
            the row's day is read as that one, with a warning; refused otherwise, or (`or_kept`) left as written.
        in_period: For `territory`: a name that held on the first day of the row's period is understood though it did
            not on the last (Hà Tây in the plan of 2008).
        fill: `down`: merged cells stand for the rows below; `nested`: labels keep those that they are indented under.
        dated_by: For places and organisations: the date of the row that says which day is meant; else the period's end.
        html: For `text`: it may hold HTML, of which only the words are kept.
        length: Shorter codes lost zeros to a spreadsheet and get them back; `pattern` may allow other lengths.
        personal: Personal data: never leaves `raw`.
        label, description: What analysts see, and what it means; the Vietnamese label defaults to the header.
    """

    header: str
    aliases: tuple[str, ...] = ()
    formerly: tuple[Name, ...] = ()
    type: FieldType
    unit: str | None = None
    unit_of: Name | None = None
    required: bool = False
    unless: Name | None = None
    min: float | None = None
    max: float | None = None
    pattern: str | None = None
    example: str | None = None
    codes: dict[str, tuple[str, ...]] | None = None
    open_codes: bool = False
    comparator: bool = False
    text_allowed: bool = False
    found_in: tuple[Place, ...] = ("column",)
    fallback: Name | None = None
    brackets: Literal["negative"] | None = None
    surrogate: tuple[Name, ...] = ()
    follows_changes: bool | Literal["or_kept"] = False
    in_period: bool = False
    fill: Literal["down", "nested"] | None = None
    dated_by: Name | None = None
    html: bool = False
    length: int | None = None
    personal: bool = False
    label: Text | None = None
    description: str | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title the column is known by, the official one first."""
        return (self.header, *self.aliases)

    @property
    def keeps_text(self) -> bool:
        """Whether what was written stands in `<field>_text` too: words for a number, the name of a department."""
        return self.text_allowed or self.type == "department"

    @property
    def can_be_prefilled(self) -> bool:
        """Whether a template may show earlier values: in a column, told whole by one value, and nobody's own."""
        plain = not (self.comparator or self.keeps_text or self.personal) and self.type not in ("json", "timestamp")
        return plain and self.found_in[0] == "column"

    def columns(self, name: str) -> list[Column]:
        """The physical columns that the field called `name` fills."""
        label = self.label.vi if self.label else self.header

        def column(suffix: str, sql: str, dtype: pl.DataType) -> Column:
            return Column(name=name + suffix, sql_type=sql, dtype=dtype, field=name, label=label)

        if self.type == "period":
            return [
                column("_start", "date", pl.Date()),
                column("_end", "date", pl.Date()),
                column("_kind", "text", pl.String()),
                column("_label", "text", pl.String()),
            ]
        columns = [column("", *TYPES[self.type])]
        if self.comparator:
            columns.append(column("_comparator", "text", pl.String()))
        if self.keeps_text:
            columns.append(column("_text", "text", pl.String()))
        if self.surrogate:
            columns.append(column("_surrogate", "text", pl.String()))
        return columns
