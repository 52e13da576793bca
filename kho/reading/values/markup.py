"""Text that may hold HTML: its words stay, its tags, scripts and styles do not."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: Escapes may hide further markup; nobody nests them deeper.
_DEEPEST = 5
_MARKUP = re.compile(r"<[/!?a-zA-Z]|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);")
_SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "head"})
_INLINE = frozenset({"a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u"})


def plain(text: str) -> str:
    """The words of a text without its markup, single spaces between them; a text without any stays as it is."""
    for _ in range(_DEEPEST):
        if not _MARKUP.search(text):
            return text
        words = _Words()
        words.feed(text)
        words.close()
        text = " ".join("".join(words.found).split())
    # whatever is still hidden is not worth reading
    return re.sub(r"[<>]", " ", text)


class _Words(HTMLParser):
    """Collects what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Words of two blocks are apart; what a browser does not show is left out."""
        self._silent += tag in _SILENT
        self._part(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag without an end hides nothing."""
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        """What follows a hidden part is shown again."""
        self._silent = max(self._silent - (tag in _SILENT), 0)
        self._part(tag)

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self._silent:
            self.found.append(data)

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self.found.append(" ")
