"""What a built-in rule is made of."""

from __future__ import annotations

from dataclasses import dataclass

from kho.finding import Standing, Tier


def N_(message: str) -> str:  # noqa: N802 - the name that gettext extractors know
    """Mark a message for extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house."""

    tier: Tier
    standing: Standing
    message: str
