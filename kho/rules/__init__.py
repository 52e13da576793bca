"""The rules that hold for every feed, each with its tier, its usual standing and its message.

The message is the English text and the key of the gettext catalogues; `{name}` is filled from the finding and
its `params`, `{where}` with the place in the words that fit the file (“Sheet “X”, cell C7”, “Line 12”), which begin
a sentence. A contract may give a rule another standing under `standings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kho.finding import Finding, Standing
from kho.rules.cells import CELLS
from kho.rules.files import FILES
from kho.rules.rule import N_, Rule

__all__ = ["N_", "RULES", "Rule", "finding"]

RULES: dict[str, Rule] = FILES | CELLS


def finding(rule: str, standings: Mapping[str, Standing] | None = None, **where: Any) -> Finding:
    """A finding of a built-in rule.

    Args:
        rule: A key of `RULES`.
        standings: The contract's own standings by rule, which go first.
        **where: Attributes of `Finding`; anything else becomes one of its `params`.
    """
    known = RULES[rule]
    own = {name: where.pop(name) for name in ("sheet", "cell", "row", "field", "raw", "expected") if name in where}
    standing = (standings or {}).get(rule, known.standing)
    return Finding(rule, known.tier, standing, **own, params=where)
