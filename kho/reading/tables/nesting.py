"""Labels that stand under one another: by their columns, by their indentation, by what marks them, by headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kho.reading.tables.row_labels import breakdown, is_total

#: What parts the labels of a path.
ARROW = " › "

_NUMBERING = re.compile(r"^\s*(?:(?:[IVX]+|\d+(?:\.\d+)*|[A-ZĐa-zđ])\s*[.)]\s+|[-–+•*]+\s*)")
#: What marks a label: in a column of its own, or before its first word.
_MARK = re.compile(
    r"\s*(?:(?P<roman>[IVXL]+)|(?P<capital>[A-ZĐ])|(?P<small>[a-zđ])|(?P<number>\d{1,3}(?:\.\d{1,3})*)|(?P<sign>[-–+•*]+))"
)
_OWN = re.compile(r"[.)/]*\s*")
_BEFORE = re.compile(r"(?:[.)]\s*|(?<=[-–+•*])\s*|\s+[-–:]\s+|(?<=\d\.\d)\s+)(?=[^\W\d_])")
_PART = re.compile(r"trong\s+đó\b", re.I)
#: Positions that one column of labels may be indented by, and spaces that one step of a style is as wide as.
_WIDEST, _STEP = 998, 3

Depth = tuple[int, int, int]


@dataclass
class _Label:
    """One label on the way from the outermost to the latest.

    Attributes:
        text: As written, spaces aside.
        depth: How far it is indented, the rank of its mark, and 1 for words that only announce parts.
        heads: It has no values itself.
        holds: The depth of the rows below it, where these stand no further right than it does.
    """

    text: str
    depth: Depth
    heads: bool
    holds: Depth | None = None


@dataclass
class Nesting:
    """The labels that the latest one stands under, from the outermost."""

    _above: list[_Label] = field(default_factory=list)
    _ranks: dict[str, int] = field(default_factory=dict)

    def enter(self, text: str, level: int = 0, *, steps: int = 0, mark: str | None = None, heads: bool = False) -> None:
        """Put a label under the nearest one further left, or of a mark that came earlier (`I`, then `1`, then `-`).

        `Trong đó` belongs to what stands above it. A label without values stands above the rows right below it even
        where they are not indented, until the next one like it or an empty row.

        Args:
            text: As written, with the spaces before it.
            level: Position of its column among those of labels, from 0.
            steps: By how many steps its style moves it to the right.
            mark: What stands in the column of running numbers.
            heads: It has no values itself.
        """
        plain = " ".join(text.split())
        left = min(len(text) - len(text.lstrip()) + _STEP * steps, _WIDEST)
        depth = (
            level * (_WIDEST + 1) + left,
            self._rank(mark, plain),
            int(breakdown(plain) or bool(_PART.match(plain))),
        )
        if heads:
            self._end(depth)
        elif self._above and self._above[-1].heads and self._above[-1].depth >= depth:
            self._hold(depth)
        held = [at for at, label in enumerate(self._above, 1) if label.holds and label.holds <= depth]
        while len(self._above) > max(held, default=0) and self._above[-1].depth >= depth:
            self._above.pop()
        self._above.append(_Label(plain, depth, heads))

    def leave(self) -> None:
        """Take note of an empty row: it ends what stands under a heading without being indented."""
        for at, label in enumerate(self._above):
            if label.holds:
                del self._above[at:]
                return

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
        return [label.text for label in self._above]

    def _rank(self, mark: str | None, text: str) -> int:
        """The rank of a label's mark: that which appears first is the highest, and totals stand beside it."""
        kind = _kind(mark, text)
        return 0 if not kind and is_total(text) else self._ranks.setdefault(kind, len(self._ranks))

    def _hold(self, depth: Depth) -> None:
        """Let the heading above keep a row that stands no further right; only words for parts keep what is above."""
        heading = self._above[-1]
        heading.holds = depth
        if not heading.depth[2]:
            self._above = [label for label in self._above[:-1] if label.depth < depth or label.holds] + [heading]

    def _end(self, depth: Depth) -> None:
        """Let a heading end the one like it that kept rows further left than itself."""
        for at, label in enumerate(self._above):
            if label.holds and label.depth >= depth and label.depth[2] >= depth[2]:
                del self._above[at:]
                return


def _kind(mark: str | None, text: str) -> str:
    """The kind of a mark, numbers by how many they are made of; empty for none."""
    for written, end in ((mark, _OWN), (text, _BEFORE)):
        found = _MARK.match(written) if written else None
        if written and found and (end.fullmatch if written is mark else end.match)(written, found.end()):
            kind = found.lastgroup or ""
            return {"number": f"number {found[kind].count('.')}", "sign": found[kind][0]}.get(kind, kind)
    return ""


def is_mark(text: str) -> bool:
    """Whether a cell holds nothing but what marks a label: `I`, `1.1`, `a)`."""
    found = _MARK.match(text)
    return bool(found and _OWN.fullmatch(text, found.end()))


def within(labels: list[str]) -> str | None:
    """The labels of a part, joined; without words that only announce parts, totals and numbering; None for a whole."""
    parts = [_NUMBERING.sub("", label) for label in labels]
    return (
        ARROW.join(part.rstrip(": ") for part in parts if part and not breakdown(part) and not is_total(part)) or None
    )
