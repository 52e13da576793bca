"""Takes a spelling that departments use into a contract; its file changes at that place and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kho.catalog import CatalogError
from kho.contract import Contract, FieldSpec
from kho.reading.fold import fold
from kho.reading.tables.matching import ORDINALS
from kho.reading.titles import Titles
from kho.reading.values.codes import enum_key


class AliasRefused(CatalogError):
    """The spelling cannot be taken into the contract; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A spelling to accept.

    Attributes:
        field: The field it is about.
        text: The spelling, as departments write it.
        code: The code that it means, where it is a value of a list; None where it is the title of a column.
    """

    field: str
    text: str
    code: str | None = None


def titles(contract: Contract) -> Titles:
    """The titles of all fields, in a column or in the title block."""
    known = Titles()
    for name, spec in contract.fields.items():
        for title in spec.titles:
            known.add(title, name)
    return known


def is_known(contract: Contract, alias: Alias) -> bool:
    """Whether the contract has this spelling already, letter case and marks aside."""
    if alias.code is None:
        known = titles(contract)
        return known.exactly(alias.text) == alias.field or known.fields(alias.text) == (alias.field,)
    return enum_key(alias.text) in {enum_key(label) for label in _labels(contract.fields[alias.field], alias.code)}


def check(contract: Contract, alias: Alias) -> None:
    """Refuse a spelling that the contract has, that means something else in it, or that it has no place for.

    Raises:
        AliasRefused: The sentence says which.
    """
    file = f"contracts/{contract.feed}.yml"
    spec = contract.fields.get(alias.field)
    if spec is None:
        raise AliasRefused(f"{file} has no field {alias.field!r}; it has: {', '.join(contract.fields)}.")
    if not fold(alias.text):
        raise AliasRefused(
            f"“{alias.text}” has no letter and no digit: name the spelling as `kho alias list` shows it."
        )
    if alias.code is not None and alias.code not in (spec.codes or {}):
        known = f"it has: {', '.join(spec.codes)}" if spec.codes else "it is no list of codes"
        raise AliasRefused(f"{file}: the field {alias.field} has no code {alias.code!r}; {known}.")
    if is_known(contract, alias):
        raise AliasRefused(
            f"{file} knows “{alias.text}” of {alias.field} already: `kho replay --feed {contract.feed}` judges again "
            "what was delivered before."
        )
    if owner := next(_owners(contract, alias), None):
        raise AliasRefused(f"“{alias.text}” means {owner} in {file}: one spelling cannot mean two things.")


def accepted(source: str, contract: Contract, alias: Alias) -> str:
    """The text of a contract's file with a spelling more and its version raised.

    Args:
        source: The text as it is; line breaks, comments, quotes and order stay.
        contract: What the text says.
        alias: What to add; `check` has let it pass.

    Raises:
        AliasRefused: The text is written in a way that cannot be added to here.
    """
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    spec = _child(_child(root, "fields"), alias.field)
    if alias.code is not None:
        change = _appended(source, _child(_child(spec, "codes"), alias.code), alias.text)
    elif listed := _child(spec, "aliases"):
        change = _appended(source, listed, alias.text)
    else:
        change = _entry_after(source, spec, "header", f"aliases: [{_scalar(alias.text)}]")
    for start, end, text in sorted([change, _version(source, root, contract)], reverse=True):
        source = source[:start] + text + source[end:]
    if _parsed(source) != _wanted(contract, alias):
        raise AliasRefused(
            f"contracts/{contract.feed}.yml is written in a way that “{alias.text}” cannot be added to: add it by hand."
        )
    return source


def write(path: Path, contract: Contract, alias: Alias) -> None:
    """Check a spelling and add it to the contract's file, which readers see old or new, and never half.

    Raises:
        AliasRefused: The spelling is refused, or the file cannot be written.
    """
    check(contract, alias)
    try:
        text = accepted(path.read_bytes().decode("utf-8"), contract, alias)
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes(text.encode())
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except OSError as error:
        raise AliasRefused(
            f"{path} cannot be written ({error.strerror}): let the account of kho write there."
        ) from error


Change = tuple[int, int, str]
#: Changes nothing, so that the text is seen not to say what it should.
NOWHERE: Change = (0, 0, "")


def _labels(spec: FieldSpec, code: str) -> tuple[str, ...]:
    return (*(spec.codes or {}).get(code, ()), code)


def _owners(contract: Contract, alias: Alias) -> Iterator[str]:
    """What the spelling means to the contract already."""
    if alias.code is not None:
        spec, key = contract.fields[alias.field], enum_key(alias.text)
        yield from (
            f"the code {code}"
            for code in spec.codes or {}
            if code != alias.code and key in {enum_key(label) for label in _labels(spec, code)}
        )
        return
    key = fold(alias.text)
    meant = titles(contract).fields(alias.text)
    if alias.field not in meant:  # a spelling that may mean it without its marks is told apart by being accepted
        yield from (f"the field {name}" for name in meant)
    if key in ORDINALS or key in map(fold, contract.delivery.ignore):
        yield "a column that is left out"


def _child(node: yaml.Node | None, name: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _appended(source: str, node: yaml.Node | None, text: str) -> Change:
    """One more item of a list, written as the others are."""
    if not isinstance(node, yaml.SequenceNode):
        return NOWHERE
    if not node.value:
        return node.end_mark.index - 1, node.end_mark.index - 1, _scalar(text)
    at = node.value[-1].end_mark.index
    if node.flow_style:
        return at, at, f", {_scalar(text)}"
    return _line_after(source, at, f"{' ' * node.start_mark.column}- {_scalar(text)}")


def _entry_after(source: str, node: yaml.Node | None, name: str, entry: str) -> Change:
    """One more entry of a mapping, behind the one that is called `name`."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    found = next(((key, value) for key, value in pairs if key.value == name), None)
    if found is None:
        return NOWHERE
    key, value = found
    at = value.end_mark.index
    if isinstance(node, yaml.MappingNode) and node.flow_style:
        return at, at, f", {entry}"
    return _line_after(source, at, " " * key.start_mark.column + entry)


def _version(source: str, root: yaml.Node | None, contract: Contract) -> Change:
    raised = str(contract.version + 1)
    if node := _child(root, "version"):
        return node.start_mark.index, node.end_mark.index, raised
    return _entry_after(source, root, "feed", f"version: {raised}")


def _line_after(source: str, at: int, line: str) -> Change:
    """A line below the one that ends behind a place."""
    end = source.find("\n", at)
    if end < 0:
        return len(source), len(source), f"\n{line}"
    is_windows = source[end - 1 : end] == "\r"
    return end + 1, end + 1, line + ("\r\n" if is_windows else "\n")


def _scalar(text: str) -> str:
    """A text as YAML has it inside brackets: bare where that is read back the same, else in double quotes."""
    bare = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**6).strip()[1:-1]
    return bare if bare == text else json.dumps(text, ensure_ascii=False)


def _parsed(source: str) -> Contract | None:
    try:
        return Contract.model_validate(yaml.safe_load(source))
    except (yaml.YAMLError, ValidationError):
        return None


def _wanted(contract: Contract, alias: Alias) -> Contract:
    spec = contract.fields[alias.field]
    changes: dict[str, Any] = {"aliases": (*spec.aliases, alias.text)}
    if alias.code is not None:
        codes = spec.codes or {}
        changes = {"codes": codes | {alias.code: (*codes[alias.code], alias.text)}}
    fields = contract.fields | {alias.field: spec.model_copy(update=changes)}
    return contract.model_copy(update={"fields": fields, "version": contract.version + 1})
