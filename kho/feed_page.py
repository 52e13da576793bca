"""The documentation of a feed, in one language, made of its contract whenever somebody asks."""

from __future__ import annotations

from collections.abc import Iterator

from kho.catalog import Catalog
from kho.contract import Contract, FieldSpec, Language, RuleSpec
from kho.finding import Standing
from kho.message_terms import TERMS
from kho.messages import expectation, text, written
from kho.rules import N_

_FREQUENCIES = {
    "day": N_("every day"),
    "week": N_("every week"),
    "month": N_("every month"),
    "quarter": N_("every quarter"),
    "half": N_("every half year"),
    "year": N_("every year"),
    "irregular": N_("when there is something to report"),
}
_BASES = {
    "calendar": N_("by the calendar"),
    "administrative": N_("administrative, from the 15th to the 14th"),
}
_STANDINGS: dict[Standing, str] = {
    "block": N_("The report is rejected"),
    "hold": N_("A steward decides"),
    "warn": N_("Accepted, and the sender is told"),
    "shadow": N_("Only recorded"),
}
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_COLUMN = (N_("Column"), N_("What it holds"), N_("Unit"), N_("Required"), N_("What to write"), N_("In the warehouse"))
_RULE = (N_("Rule"), N_("What follows"), N_("What is said"))


def page(feed: str, lang: Language, known: Catalog) -> str:
    """The page of a feed in Markdown: what it is, who owes it when, its columns and its rules.

    Raises:
        CatalogError: There is no such feed.
    """
    return "\n".join(_lines(known.contract(feed), lang, known)) + "\n"


def _lines(contract: Contract, lang: Language, known: Catalog) -> Iterator[str]:
    yield f"# {getattr(contract.title, lang)}"
    if contract.description:
        yield from ("", getattr(contract.description, lang))
    yield ""
    for title, value in _terms(contract, lang, known):
        yield f"- **{text(title, lang)}** {value}"
    columns, rules = text(N_("Columns"), lang), text(N_("Rules"), lang)
    yield from ("", f"## {columns}", "")
    yield from _table([text(title, lang) for title in _COLUMN], _columns(contract, lang))
    if contract.rules:
        yield from ("", f"## {rules}", "")
        yield from _table([text(title, lang) for title in _RULE], (_rule(rule, lang) for rule in contract.rules))


def _terms(contract: Contract, lang: Language, known: Catalog) -> Iterator[tuple[str, str]]:
    terms = contract.delivery
    yield N_("Feed:"), f"`{contract.feed}`"
    yield (
        N_("Sent by:"),
        "; ".join(
            f"{getattr(sender.title, lang)} (`{name}`)"
            for name, sender in known.senders.items()
            if contract.feed in sender.feeds
        ),
    )
    yield N_("How often:"), text(_FREQUENCIES[terms.frequency], lang)
    yield N_("Due:"), _due(contract, lang)
    yield N_("Periods:"), text(_BASES[terms.period_basis], lang)
    yield N_("Formats:"), ", ".join(terms.formats)
    yield N_("One row is told apart by:"), _headers(contract, contract.key, lang)
    yield N_("A later report replaces:"), _headers(contract, contract.replaces, lang)


def _due(contract: Contract, lang: Language) -> str:
    if contract.delivery.frequency == "irregular":
        return text(N_("nothing is due"), lang)
    if not contract.delivery.due:
        return text(N_("no day is set"), lang)
    due = contract.delivery.due[-1]
    moment = f"{due.time:%H:%M}"
    if contract.delivery.frequency in ("day", "week"):
        day = text(_WEEKDAYS[due.day - 1], lang)
        return text(N_("{time} on the {day} after the period"), lang, time=moment, day=day)
    if due.months_after:
        return text(
            N_("{time} on day {day}, {months} month(s) after the period's last month"),
            lang, time=moment, day=due.day, months=due.months_after,
        )  # fmt: skip
    return text(N_("{time} on day {day} of the period's last month"), lang, time=moment, day=due.day)


def _headers(contract: Contract, names: tuple[str, ...], lang: Language) -> str:
    """The titles of the columns that a key or scope names; the sender is no column."""
    sender = text(N_("the sender"), lang)
    return ", ".join(contract.fields[name].header if name in contract.fields else sender for name in names)


def _columns(contract: Contract, lang: Language) -> Iterator[list[str]]:
    for name, spec in contract.fields.items():
        titles = "; ".join(dict.fromkeys(spec.titles))
        stored = ", ".join(f"`{column.name}`" for column in spec.columns(name)) if not spec.personal else ""
        label = getattr(spec.label, lang) if spec.label else spec.header
        yield [titles, label, spec.unit or "", written(spec.required, lang), _expected(spec, lang), stored]


def _expected(spec: FieldSpec, lang: Language) -> str:
    if spec.codes:
        return "; ".join(f"{labels[0] if labels else code} (`{code}`)" for code, labels in spec.codes.items())
    return text(TERMS[spec.type], lang)


def _rule(rule: RuleSpec, lang: Language) -> list[str]:
    """A rule as its message says it, with dots for what the message would name."""
    message = str(getattr(rule.message, lang)).format_map(_Dots(expected=expectation(rule.expected, lang)))
    return [rule.id, text(_STANDINGS[rule.standing], lang), message.removeprefix("…").lstrip(" :")]


class _Dots(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _table(titles: list[str], rows: Iterator[list[str]]) -> Iterator[str]:
    yield _row(titles)
    yield _row(["---"] * len(titles))
    yield from map(_row, rows)


def _row(cells: list[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)  # a bare bar would end the cell
    return f"| {' | '.join(escaped)} |"
