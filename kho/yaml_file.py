"""Files of YAML that people edit: read strictly, and as far as they can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml


class YamlError(Exception):
    """A file, or a part of it, is not what was written down; the sentence says where and why."""


class _Strict(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that takes a key which stands twice for the mistake that it is, instead of the last for both."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read(path: Path) -> dict[str, Any]:
    """The mapping that a file holds.

    Raises:
        YamlError: It cannot be read, is no YAML, holds no mapping, or has a key twice.
    """
    return _parsed(path, _text(path))


def entries(path: Path) -> Iterator[tuple[str, Any | YamlError]]:
    """Every entry of a file whose entries begin at the margin: one that is damaged leaves the others readable.

    Yields:
        The name of an entry with its value, or with what is wrong with it.

    Raises:
        YamlError: The file cannot be read at all.
    """
    text, line = _text(path), 0
    for block in re.split(r"(?m)^(?=[^\s#])", text):
        try:
            yield from _parsed(path, block, line).items() if block.strip(" \n") and block[:1] not in "# \n" else ()
        except YamlError as error:
            yield block.partition(":")[0].splitlines()[0].strip("\"' "), error
        line += block.count("\n")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise YamlError(f"{path}: is not in UTF-8: save it so.") from error
    except OSError as error:
        raise YamlError(f"{path}: cannot be read ({error.strerror}): put it back, or let kho read it.") from error


def _parsed(path: Path, text: str, before: int = 0) -> dict[str, Any]:
    try:
        value = yaml.load(text, Loader=_Strict)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {before + mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise YamlError(f"{path}: {place}{error.problem}: mend it there.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise YamlError(f"{path}: is no YAML ({' '.join(str(error).split())}): mend it.") from error
    if not isinstance(value, dict):
        raise YamlError(f"{path}: expected entries of the form `name: value`, and found none: put its text back.")
    return value
