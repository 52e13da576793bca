"""The model of a contract: what one feed is, as `contracts/<feed>.yml` declares it."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import polars as pl
from pydantic import ConfigDict, Field, model_validator

from kho.contract_parts import Model, Name, Precedence, Pull, TemplateSpec
from kho.finding import Standing, Tier
from kho.layouts import Crosstab
from kho.schedule import Schedule

Place = Literal["column", "title", "sheet_name", "file_name", "sender", "table"]
FieldType = Literal[
    "text", "code", "count", "integer", "decimal", "money", "percent", "date", "timestamp", "period",
    "boolean", "enum", "territory", "commune", "department", "organisation", "indicator", "json", "list",
]  # fmt: skip

#: Names that kho gives to columns of `raw.<feed>` and of its staging view itself.
RESERVED = frozenset(
    {"delivery_id", "sheet_name", "row_number", "sender", "received_at", "scope_id", "from_release", "to_release"}
)

DECIMAL = pl.Decimal(38, 6)
_TYPES: dict[str, tuple[str, pl.DataType]] = {
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


class Text(Model):
    """One text in the three languages of the house."""

    vi: str
    en: str
    fr: str


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
        columns = [column("", *_TYPES[self.type])]
        if self.comparator:
            columns.append(column("_comparator", "text", pl.String()))
        if self.keeps_text:
            columns.append(column("_text", "text", pl.String()))
        if self.surrogate:
            columns.append(column("_surrogate", "text", pl.String()))
        return columns


class Delivery(Schedule):
    """How a feed is delivered, and when.

    Attributes:
        formats: Formats that are taken, recognised by content.
        sheets: The first sheet that holds the table, every sheet that does, or the named ones.
        decimal: What separates decimals in text: a comma (Vietnamese form), a point, or by the column's evidence.
        collections: For JSON: key of the collection → value of `collection_field` for its records.
        collection_field: For JSON: the field that says which collection a record came from.
        ignore: Titles of columns that are known and left out on purpose.
        layout: How the table is laid out where its columns are not the fields.
    """

    formats: tuple[Literal["xlsx", "xls", "xlsb", "ods", "csv", "json", "zip"], ...]
    sheets: Literal["first", "all"] | tuple[str, ...] = "first"
    decimal: Literal["comma", "point", "evidence"] = "evidence"
    collections: dict[str, str] | None = None
    collection_field: Name | None = None
    ignore: tuple[str, ...] = ()
    layout: Crosstab | None = None


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


class Contract(Model):
    """What one feed is, as `contracts/<feed>.yml` declares it.

    Attributes:
        key: What tells rows apart.
        replaces: The scope in which a later accepted delivery takes the place of the one before.
        latest_by: For snapshots: the day or period that they show. The latest of a scope stands, in whichever order
            they came; of two of one day, the one that came last.
    """

    feed: Name
    version: int = 1
    title: Text
    description: Text | None = None
    grain: str
    key: tuple[str, ...]
    replaces: tuple[str, ...]
    latest_by: Name | None = None
    delivery: Delivery
    fields: dict[Name, FieldSpec]
    rules: tuple[RuleSpec, ...] = ()
    standings: dict[str, Standing] = Field(default_factory=dict)
    precedence: Precedence | None = None
    pull: Pull | None = None
    template: TemplateSpec = TemplateSpec()
    valid_from: dt.date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if RESERVED & set(self.fields):
            raise ValueError(f"{self.feed}: the names {sorted(RESERVED & set(self.fields))} are kho's own")
        laid_out = self.delivery.layout.fields() if self.delivery.layout else ()
        for name in {*self.key, *self.replaces, *laid_out} - {"sender"} - set(self.fields):
            raise ValueError(f"{self.feed}: key, replaces or layout names {name!r}, which is no field")
        by = self.fields.get(self.precedence.by) if self.precedence else None
        if self.precedence and set(self.precedence.order) - set((by and by.codes) or {}):
            raise ValueError(f"{self.feed}: precedence names codes that {self.precedence.by!r} does not have")
        if len({column.name for column in self.columns}) != len(self.columns):
            raise ValueError(f"{self.feed}: two fields fill the same physical column")
        if len({rule.id for rule in self.rules}) != len(self.rules):
            raise ValueError(f"{self.feed}: a rule id stands twice")
        for name, spec in self.fields.items():
            if spec.pattern and not re.fullmatch(spec.pattern, spec.example or ""):
                raise ValueError(f"{self.feed}: {name} has a pattern, and no example that matches it")
            others = {*spec.surrogate, spec.fallback, spec.unless, spec.unit_of, spec.dated_by}
            for other in others - {None, *self.fields}:
                raise ValueError(f"{self.feed}: {name} refers to {other!r}, which is no field")
            if spec.type == "enum" and spec.codes is None:
                raise ValueError(f"{self.feed}: {name} is an enum without codes")
        return self

    @model_validator(mode="after")
    def _dated(self) -> Self:
        latest = self.fields.get(self.latest_by or "")
        if self.latest_by and not (latest and latest.type in ("period", "date", "timestamp")):
            raise ValueError(f"{self.feed}: latest_by names {self.latest_by!r}, which is no day that tells snapshots")
        return self

    @model_validator(mode="after")
    def _prefilled(self) -> Self:
        for name in self.template.prefill:
            if name not in self.fields or not self.fields[name].can_be_prefilled:
                raise ValueError(f"{self.feed}: a template cannot be pre-filled with {name!r}")
        return self

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The physical columns of `raw.<feed>` after `delivery_id, sheet_name, row_number`, in order."""
        return tuple(column for name, spec in self.fields.items() for column in spec.columns(name))

    def described(self, column: Column) -> str:
        """What a column holds, as documentation and the database's comments say it: labels, then the description."""
        spec = self.fields[column.field]
        labels = [column.label] + ([spec.label.en] if spec.label else [])
        return " / ".join(dict.fromkeys(labels)) + (f". {spec.description}" if spec.description else "")

    def key_columns(self, names: tuple[str, ...]) -> list[str]:
        """The physical columns that identify the given fields; a period is its end and kind, `sender` itself."""
        periods = {name for name in names if name != "sender" and self.fields[name].type == "period"}
        columns = ((f"{name}_end", f"{name}_kind") if name in periods else (name,) for name in names)
        return [column for parts in columns for column in parts]
