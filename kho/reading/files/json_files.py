"""JSON → one sheet a collection: records of any depth, a column a key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from kho.contract import Contract
from kho.reading.files.sniff import is_utf16
from kho.reading.fold import fold
from kho.reading.grid import MOST_COLUMNS, Cells, MemorySheet, column_of
from kho.reading.refusal import unreadable
from kho.reading.titles import known_titles, spellings

_ROWS = 50_000
#: No report nests its lists and objects deeper.
_DEEPEST = 100
_TOO_DEEP = "its lists and objects are nested too deeply"
#: Keys under which portals put their one list of records.
_LISTS = ("items", "data", "records", "results", "rows", "value", "content")
#: Keys under which portals say how many records there are in all.
_TOTALS = frozenset({"total", "totalcount", "totalitems", "totalelements", "totalrecords"})
#: Escapes that may stand for no text, and what they then are.
_ESCAPED = re.compile(rb"\\\0?u\0?(?:0\0?0\0?0\0?0|[dD]\0?[89a-fA-F])")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
#: Portals give a month as two numbers, each under a key of its own.
_MONTHS, _YEARS = frozenset({"thang", "month"}), frozenset({"nam", "year"})
#: Beside the records: what says that the figures are made up.
_SAMPLE_KEYS = frozenset({"is_sample", "sample", "issample"})


def sheets(path: Path, contract: Contract) -> Iterator[MemorySheet]:
    """The collections of a JSON file, each as a sheet of records.

    A list of objects, an object with one list of them, or an object with the collections that the contract
    declares; any of these may lie in an envelope (`{"status": 200, "data": {"items": […]}}`). A collection's name
    goes to the contract's `collection_field`.

    Raises:
        Refused: It is no JSON, nested too deeply, or holds no records.
    """
    document = _load(path)
    if isinstance(document, list):
        yield _sheet("json", document, contract, ())
        return
    yield from _collections(document, contract)


def every_sheet(path: Path) -> Iterator[MemorySheet]:
    """Every list of records of a JSON file, whatever it is about.

    Raises:
        Refused: It is no JSON, or nested too deeply.
    """
    document = _load(path)
    lists = {"json": document} if isinstance(document, list) else document
    for name, records in lists.items():
        if isinstance(records, list) and all(isinstance(record, dict) for record in records):
            keys = list(dict.fromkeys(key for record in records for key in _paths(record)))
            yield _records(name, records, keys, (), {})


def _paths(record: Mapping[str, Any], prefix: str = "", depth: int = 8) -> Iterator[str]:
    """The keys of a record, and with dots those of the objects within it."""
    for key, value in record.items():
        yield prefix + key
        if isinstance(value, dict) and depth:
            yield from _paths(value, f"{prefix}{key}.", depth - 1)


def _with_year(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record with its year beside its month, where both stand apart: `10` and `2025` are `10/2025`."""
    keys = {fold(key): key for key in record}
    month = next((keys[key] for key in _MONTHS & keys.keys()), None)
    year = next((keys[key] for key in _YEARS & keys.keys()), None)
    if month is None or year is None or not _MONTH.fullmatch(str(record[month]).strip()):
        return record
    joined = f"{str(record[month]).strip()}/{str(record[year]).strip()}"
    return {key: joined if key == month else value for key, value in record.items() if key != year}


def _collections(document: Mapping[str, Any], contract: Contract) -> Iterator[MemorySheet]:
    document = _with_year(document)
    preamble = _preamble(document)
    known = contract.delivery.collections or {}
    declared = {spelling: key for key in known for spelling in spellings(key)} | {key: key for key in known}
    collections = {
        name: value
        for key, value in document.items()
        if isinstance(value, list)
        if (name := next((declared[spelling] for spelling in (key, *spellings(key)) if spelling in declared), None))
    }
    if collections:
        for key, records in collections.items():
            yield _sheet(key, records, contract, preamble, (contract.delivery.collections or {})[key])
        return
    lists = {key: value for key, value in document.items() if isinstance(value, list)}
    name = next((key for key in _LISTS if key in lists), None) or (next(iter(lists)) if len(lists) == 1 else None)
    envelopes = [value for value in document.values() if isinstance(value, dict)]
    if name is None and not lists and len(envelopes) == 1:
        outside = {key: value for key, value in document.items() if not isinstance(value, dict)}
        yield from _collections({**outside, **envelopes[0]}, contract)
        return
    if name is None:
        raise unreadable("json", "it has no list of records under a known key")
    sheet = _sheet(name, lists[name], contract, preamble)
    sheet.announced = next((told for one in (document, *envelopes) if (told := _announced(one)) is not None), None)
    yield sheet


def _announced(document: Mapping[str, Any]) -> int | None:
    """How many records a portal says there are, of which a page holds some."""
    told = [value for key, value in document.items() if fold(key).replace(" ", "") in _TOTALS]
    return next((int(value) for value in told if str(value).isdecimal()), None)


def _load(path: Path) -> list[Any] | dict[str, Any]:
    """The document; it begins with a bracket or a brace, or it would not have been taken for JSON."""
    content = path.read_bytes()
    encoding = is_utf16(content[:4096]) or "utf-8-sig"
    try:
        document = json.loads(content.decode(encoding).lstrip("\ufeff"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise unreadable("json", f"byte {error.start} is no {encoding.removesuffix('-sig').upper()}") from error
    except json.JSONDecodeError as error:
        raise unreadable("json", f"line {error.lineno}, column {error.colno}: {error.msg.lower()}") from error
    except RecursionError as error:
        raise unreadable("json", _TOO_DEEP) from error
    except ValueError as error:
        raise unreadable("json", "a number has thousands of digits") from error
    if _is_deeper(document, _DEEPEST):
        raise unreadable("json", _TOO_DEEP)
    if _ESCAPED.search(content):
        document = _sound(document)
    return document if isinstance(document, dict) else list(document)


def _is_deeper(document: Any, most: int) -> bool:
    """Whether lists and objects lie deeper in one another; how deep Python itself reads differs by version."""
    level = [document]
    for _ in range(most):
        inside = (one.values() if isinstance(one, dict) else one for one in level)
        level = [child for values in inside for child in values if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _sound(value: Any) -> Any:
    """The value without what no text can hold: NUL and halves of surrogate pairs show as `�`."""
    if isinstance(value, str):
        return _NO_TEXT.sub("\ufffd", value)
    if isinstance(value, list):
        return [_sound(item) for item in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(item) for key, item in value.items()}
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise unreadable("json", f"{text} is no number")


def _preamble(document: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{key}: {value}"
        for key, value in document.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    sample = any(
        fold(key) in {fold(name) for name in _SAMPLE_KEYS} and value is True for key, value in document.items()
    )
    return [*lines, *(["sample"] if sample else [])]


def _sheet(
    name: str, records: Sequence[Any], contract: Contract, preamble: Sequence[str], collection: str | None = None
) -> MemorySheet:
    if strange := next((position for position, record in enumerate(records, 1) if not isinstance(record, dict)), None):
        raise unreadable("json", f"record {strange} of {name} is no object")
    field = contract.delivery.collection_field if collection is not None else None
    keys = list(dict.fromkeys(key for record in records for key in record))
    if {fold(key) for key in keys} & _YEARS:
        records = [_with_year(record) for record in records]
        keys = list(dict.fromkeys(key for record in records for key in record))
    width = len(keys)
    known = known_titles(contract)
    if width > MOST_COLUMNS:
        outer = {fold(path.split(".", 1)[0]) for spec in contract.fields.values() for path in spec.titles}
        keys = sorted(keys, key=lambda key: key not in known and fold(key) not in outer)[:MOST_COLUMNS]
    dotted = _dotted(records, keys, contract)
    taken = {path.split(".", 1)[0] for path in dotted}
    columns = [key for key in keys if key not in taken] + dotted
    header = contract.fields[field].header if field else None
    if header is not None and header not in columns:
        columns.append(header)
    sheet = _records(name, records, columns, preamble, {header: collection} if header else {})
    sheet.width = width
    return sheet


def _dotted(records: Sequence[Mapping[str, Any]], keys: Sequence[str], contract: Contract) -> list[str]:
    """The paths into objects that titles of the contract name, as the records spell them."""
    declared = [title for spec in contract.fields.values() for title in spec.titles if "." in title]
    outer = {spelling: path for path in declared for spelling in spellings(path.split(".", 1)[0])}
    objects = [key for key in keys if any(spelling in outer for spelling in spellings(key))]
    known = known_titles(contract)
    within = ({key: record[key]} for record in records for key in objects if isinstance(record.get(key), dict))
    found = dict.fromkeys(path for part in within for path in _paths(part) if "." in path and path in known)
    spelled = {key for path in found for key in spellings(path)}
    # an object that is empty throughout is no unknown column
    blank = [path for path in declared if path.split(".", 1)[0] in keys and not spelled & set(spellings(path))]
    return [*found, *blank]


def _records(
    name: str, records: Sequence[Any], columns: Sequence[str], preamble: Sequence[str], constants: Mapping[str, Any]
) -> MemorySheet:
    def source() -> Iterator[Cells]:
        for first in range(0, len(records), _ROWS):
            yield _cells(records[first : first + _ROWS], columns, first + 1, constants)

    return MemorySheet(name, source, records=True, keys=columns, height=len(records), preamble=preamble)


def _cells(
    records: Sequence[Mapping[str, Any]], columns: Sequence[str], first: int, constants: Mapping[str, Any]
) -> Cells:
    raw, native = {}, {}
    for index, key in enumerate(columns):
        values = [_value(record, key) for record in records]
        if key in constants:
            values = [constants[key] if value is None else value for value in values]
        raw[str(index)], typed = column_of(values)
        if typed is not None:
            native[index] = typed
    rows = pl.int_range(first, first + len(records), dtype=pl.Int64, eager=True)
    damaged = "JSON" if any(column.str.contains("\ufffd", literal=True).any() for column in raw.values()) else None
    return Cells(rows, pl.DataFrame(raw, height=len(records)), native, damaged)


def _value(record: Mapping[str, Any], key: str) -> Any:
    if key in record:
        return record[key]
    value: Any = record
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
