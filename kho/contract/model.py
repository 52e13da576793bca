"""The model of a contract: what one feed is, as `contracts/<feed>.yml` declares it."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from kho.contract.field import Column, FieldSpec
from kho.contract.layouts import Crosstab
from kho.contract.parts import Model, Name, Precedence, Pull, RuleSpec, TemplateSpec, Text, one_or_several
from kho.contract.schedule import Schedule
from kho.finding import Standing

#: Names that kho gives to columns of `raw.<feed>` and of its staging view itself.
RESERVED = frozenset(
    {"delivery_id", "sheet_name", "row_number", "blocked_fields", "doubted_fields"}
    | {"sender", "received_at", "scope_id", "from_release", "to_release"}
)


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
    pull: Annotated[tuple[Pull, ...], BeforeValidator(one_or_several)] = ()
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
        return self

    @model_validator(mode="after")
    def _fields_consistent(self) -> Self:
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
    def _pulled(self) -> Self:
        if len({portal.sender for portal in self.pull}) != len(self.pull):
            raise ValueError(f"{self.feed}: a sender has two portals")
        if len({portal.schedule for portal in self.pull}) > 1:
            raise ValueError(f"{self.feed}: its portals are asked by one DAG: give them one schedule")
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
