"""What a row of a mart is made of: the mart says it itself, as `meta.made_of` beside its SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import psycopg
import yaml
from psycopg import sql
from psycopg.rows import dict_row

from kho.steps.models import FOLDER

#: A number made of more rows than this is led back to the first of them, and to how many there are.
FIRST = 50

#: The mart of all observations, which others name by their ids.
OBSERVATIONS = "mart_observation"

#: How the reason of a figure ends that tells of too few people.
SMALL = "fewer than 10 persons"


class Ingredient(NamedTuple):
    """Rows that a row of a mart may be made of.

    Attributes:
        relation: A fact, or a view before the marts.
        where: The condition on a row `fact` of it and the row `mart`, in SQL.
        fields: Their fields that went into the number; none where the row of the mart says it.
    """

    relation: str
    where: str
    fields: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a row that was delivered stands, and which of its fields count.

    Attributes:
        of: What of the mart's row it is: `target`, `actual`, or `value`.
        delivery_id: Its delivery.
        sheet: Sheet, member of an archive or JSON collection.
        row: Row, line or ordinal, from 1; none where the whole delivery is meant.
        fields: Fields of the contract; none where all that the row of the mart shows count.
        total: Rows that the number is made of in all.
        column: Its column, where a table has several figures of the field in one row.
    """

    of: str
    delivery_id: int
    sheet: str | None
    row: int | None
    fields: tuple[str, ...] = ()
    total: int = 1
    column: str | None = None


@cache
def ingredients(mart: str) -> tuple[Ingredient, ...]:
    """What the rows of a mart may be made of; empty where each is one row of a delivery."""
    path = FOLDER / "models" / "marts" / f"{mart}.yml"
    model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0] if path.exists() else {}
    declared = model.get("config", {}).get("meta", {}).get("made_of", [])
    return tuple(Ingredient(one["relation"], one["where"], tuple(one.get("fields", ()))) for one in declared)


def _inputs(conn: psycopg.Connection, mart: str, row: dict[str, Any]) -> Iterator[Place]:
    """The delivered rows that went into a row of a mart, by what the mart says that it is made of."""
    for one in ingredients(mart):
        fact = sql.Identifier("staging" if one.relation.startswith("int_") else "warehouse", one.relation)
        shown = "coalesce(fact.from_release <= kho.release() and fact.to_release > kho.release(), false)"
        query = sql.SQL(
            """select fact.delivery_id, fact.sheet_name, fact.row_number, count(*) over () as total
            from {} as fact, jsonb_populate_record(null::{}, %s) as mart
            where {} and ({}) order by 1, 2, 3 limit {}"""
        ).format(
            fact,
            sql.Identifier("marts", mart),
            sql.SQL("true" if one.relation.startswith("int_") else shown),
            sql.SQL(one.where),
            sql.Literal(FIRST),
        )
        fields = one.fields or ((row["field"],) if row.get("field") else ())
        for delivery_id, sheet, line, total in conn.execute(query, [json.dumps(row, default=str)]):
            yield Place("value", delivery_id, sheet, line, fields, total)


def places(conn: psycopg.Connection, mart: str, row: dict[str, Any]) -> list[Place]:
    """Every place that a row of a mart comes from.

    A figure of fewer than ten persons comes from nowhere: the mart keeps it back, and so does its trace.

    Args:
        conn: It may read facts and marts.
        mart: The mart.
        row: All columns of the row.

    Returns:
        The rows that it is made of, where the mart says so; otherwise those that it names itself, by
        `delivery_id`, `sheet_name`, `row_number` and `field` with one prefix, or by the ids of observations.
    """
    if "field" in row and str(row.get("missing_reason")).endswith(SMALL):
        return []
    found = list(_inputs(conn, mart, row)) or _observed(conn, row.get("observation_ids") or [])
    for prefix in [name.removesuffix("delivery_id") for name in row if name.endswith("delivery_id") and row[name]]:
        if not prefix and found:  # its own rows are known one by one
            continue
        of = prefix.rstrip("_") or "value"
        ids = row.get(f"{prefix}observation_ids") or [row.get(f"{prefix}observation_id")]
        observed = _observed(conn, ids) if mart != OBSERVATIONS else []
        itself = Place(
            of,
            row[f"{prefix}delivery_id"],
            row.get(f"{prefix}sheet_name"),
            row.get(f"{prefix}row_number"),
            tuple(field for field in [row.get(f"{prefix}field")] if field),
            column=row.get("column_letter"),
        )
        found += [place._replace(of=of) for place in observed] or [itself]
    return found


def _observed(conn: psycopg.Connection, observation_ids: list[Any]) -> list[Place]:
    query = "select * from marts.mart_observation where observation_id = any(%s) order by territory_code"
    with conn.cursor(row_factory=dict_row) as cursor:
        observations = cursor.execute(query, [[one for one in observation_ids if one]]).fetchall()
    return [place for one in observations for place in places(conn, OBSERVATIONS, one)]
