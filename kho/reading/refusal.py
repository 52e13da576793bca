"""The one way a reader says that it cannot go on."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A file, or a part of it, cannot be taken; becomes a finding of a `file.*` or `table.*` rule.

    Attributes:
        rule: A key of `kho.rules.RULES`.
        where: Attributes and params of the finding.
    """

    def __init__(self, rule: str, **where: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.where = where


def unreadable(expected: str, reason: str) -> Refused:
    """The refusal of a file that is not what its beginning promises."""
    return Refused("file.unreadable", expected=expected, reason=reason)
