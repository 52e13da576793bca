"""Alias: a steward takes a spelling that was proposed into the contract, and what it concerns is judged again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from kho import aliases
from kho.aliases import Alias
from kho.catalog import catalog
from kho.contract import Contract
from kho.database import connect
from kho.reading.fold import fold
from kho.reading.values.codes import enum_key
from kho.settings import Settings
from kho.steps.errors import step
from kho.steps.locks import changing_contract
from kho.steps.replay import Replayed, replay
from kho.steps.settle import GATE

_SPELLINGS = """select f.feed, rule, field, raw, params ->> 'suggestion',
        array_agg(distinct delivery_id order by delivery_id)
    from (select delivery_id, feed from control.delivery
          where verdict is not null and duplicate_of is null and is_admitted and (%s::text is null or feed = %s)) f
    join control.finding using (delivery_id)
    where rule in ('column.similar', 'column.unknown', 'column.ambiguous',
        'cell.code', 'cell.code_new') and raw is not null
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4"""
_ABSENT = """select distinct delivery_id, field from control.finding
    where rule in ('column.missing', 'field.missing') and field is not null"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spelling that deliveries had and their contract does not know.

    Attributes:
        feed: The report.
        field: The field that it looks like; None where it looks like none.
        text: The spelling.
        code: The code that a value of a list looks like; None for titles of columns, and where it looks like none.
        is_value: It is a value of a list, not the title of a column.
        deliveries: Where it stood.
        candidates: Fields that an unknown column may be: those it means without its marks, or that its deliveries lack.
    """

    feed: str
    field: str | None
    text: str
    code: str | None
    is_value: bool
    deliveries: tuple[int, ...]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a spelling that was accepted: the contract's new version, and the deliveries it concerns.

    Attributes:
        version: Version of the contract that has it.
        replayed: Deliveries that were judged again.
        left: Deliveries that a steward has decided; their verdict is not touched.
    """

    version: int
    replayed: tuple[Replayed, ...]
    left: tuple[int, ...]


@step
def proposals(feed: str | None = None) -> list[Proposal]:
    """What stewards may accept, by feed.

    Raises:
        Permanent: The feed has no contract.
    """
    known = catalog().contracts
    if feed is not None:
        catalog().contract(feed)
    with connect() as conn:
        rows = conn.execute(_SPELLINGS, [feed, feed]).fetchall()
        absent: dict[int, list[str]] = {}
        for number, name in conn.execute(_ABSENT):
            absent.setdefault(int(number), []).append(str(name))
    found = [_proposal(known[row[0]], row[1:], absent) for row in rows if row[0] in known]
    return [one for one in found if one is not None]


@step
def accept(feed: str, alias: Alias, *, with_replay: bool = True) -> Accepted:
    """Write a spelling into the contract of a feed and judge again the deliveries that had it.

    Done again after a failure it is refused as known; `kho replay` finishes then what was left.

    Args:
        feed: The report.
        alias: The spelling and what it means.
        with_replay: Judge again at once.

    Raises:
        Permanent: The feed has no contract, or the spelling is refused.
    """
    settings = Settings.from_environment()
    with changing_contract(feed):
        contract = catalog(settings).contract(feed)
        concerned = _concerned(contract, alias) if alias.field in contract.fields else []
        aliases.write(settings.contracts / f"{feed}.yml", contract, alias)
    again = [number for number, settled_by in concerned if settled_by == GATE]
    return Accepted(
        version=catalog().contract(feed).version,
        replayed=tuple(one for number in again for one in replay(delivery_id=number)) if with_replay else (),
        left=tuple(number for number, settled_by in concerned if settled_by != GATE),
    )


def _proposal(contract: Contract, row: Any, absent: dict[int, list[str]]) -> Proposal | None:
    """A proposal, or None for a spelling that the contract has learnt since."""
    rule, field, text, suggestion, numbers = row
    is_value = rule.startswith("cell.")
    if (field and field not in contract.fields) or (is_value and not contract.fields[field].codes):
        return None
    code = _code(contract, field, suggestion) if is_value else None
    meant = () if is_value else aliases.titles(contract).fields(text)
    if len(meant) == 1 or (code and aliases.is_known(contract, Alias(field, text, code))):
        return None
    lacking = [name for number in numbers for name in absent.get(number, ())] if not (field or meant) else meant
    return Proposal(contract.feed, field, text, code, is_value, tuple(numbers), tuple(dict.fromkeys(lacking)))


def _code(contract: Contract, field: str, suggestion: str | None) -> str | None:
    """The code whose first label was suggested."""
    codes = contract.fields[field].codes or {}
    return next((code for code, labels in codes.items() if suggestion in (*labels[:1], code)), None)


def _concerned(contract: Contract, alias: Alias) -> list[tuple[int, str | None]]:
    """The deliveries that had the spelling, and who settled each."""
    key = fold if alias.code is None else enum_key
    with connect() as conn:
        wanted = {
            number
            for _, rule, field, text, _, numbers in conn.execute(_SPELLINGS, [contract.feed, contract.feed])
            if rule.startswith("cell.") is (alias.code is not None)
            and (field is None or field == alias.field)
            and key(text) == key(alias.text)
            for number in numbers
        }
        return _settlers(conn, sorted(wanted))


def _settlers(conn: psycopg.Connection, numbers: list[int]) -> list[tuple[int, str | None]]:
    query = "select delivery_id, settled_by from control.delivery where delivery_id = any(%s) order by delivery_id"
    return [(int(number), by) for number, by in conn.execute(query, [numbers])]
