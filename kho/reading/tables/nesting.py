"""Labels that stand under one another by their indentation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kho.reading.tables.body import breakdown, is_total

#: What parts the labels of a path.
ARROW = " › "

_NUMBERING = re.compile(r"^\s*(?:(?:[IVX]+|\d+(?:\.\d+)*|[A-ZĐa-zđ])\s*[.)]\s+|[-–+•*]+\s*)")


@dataclass
class Nesting:
    """The labels that the latest one stands under, from the outermost."""

    _above: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, text: str, level: int = 0) -> None:
        """Put a label under the nearest one that stands further left; `Trong đó` belongs to what stands above it.

        Args:
            text: As written, with the spaces before it.
            level: Position of its column among those of labels, from 0.
        """
        indent = level * 100 + min(len(text) - len(text.lstrip()), 98)
        plain = " ".join(text.split())
        if breakdown(plain):
            indent += 1
        while self._above and self._above[-1][0] >= indent:
            self._above.pop()
        self._above.append((indent, plain))

    def part(self, text: str | None) -> str | None:
        """A label with those that it stands under, as `within` joins them; a blank one begins anew."""
        if text is None or not text.strip():
            self._above.clear()
            return text
        self.enter(text)
        return within(self.path)

    @property
    def path(self) -> list[str]:
        """The labels from the outermost to the latest."""
        return [text for _, text in self._above]


def within(labels: list[str]) -> str | None:
    """The labels of a part, joined; without words that only announce parts, totals and numbering; None for a whole."""
    parts = [_NUMBERING.sub("", label) for label in labels]
    return (
        ARROW.join(part.rstrip(": ") for part in parts if part and not breakdown(part) and not is_total(part)) or None
    )
