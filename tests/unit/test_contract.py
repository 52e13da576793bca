"""A contract that contradicts itself is refused with a sentence that names the field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kho.contract import Contract

TITLE = {"vi": "Chợ", "en": "Markets", "fr": "Marchés"}
RULE = {"id": "MKT-01", "tier": "validity", "standing": "block", "check": "stalls > 0", "message": TITLE}
NAME = {"header": "Tên chợ", "type": "text"}
FIELDS = {
    "name": NAME,
    "stalls": {"header": "Số sạp", "type": "count"},
    "period": {"header": "Kỳ báo cáo", "type": "period"},
}


def written(**changes: Any) -> dict[str, Any]:
    """A small contract; what `fields` brings is added to its own."""
    fields = FIELDS | changes.pop("fields", {})
    return {
        "feed": "markets",
        "title": TITLE,
        "grain": "one row per market and period",
        "key": ["name", "period"],
        "replaces": ["sender", "period"],
        "delivery": {"formats": ["csv"], "frequency": "month"},
        "fields": fields,
        **changes,
    }


CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "a name of kho's own": ({"fields": {"sender": NAME}}, "the names ['sender'] are kho's own"),
    "a key without field": ({"key": ["code"]}, "key, replaces or layout names 'code', which is no field"),
    "a scope without field": ({"replaces": ["day"]}, "key, replaces or layout names 'day', which is no field"),
    "one column twice": ({"fields": {"period_end": NAME}}, "two fields fill the same physical column"),
    "one rule twice": ({"rules": [RULE, RULE]}, "a rule id stands twice"),
    "a form without example": ({"fields": {"code": NAME | {"pattern": r"\d+"}}}, "code has a pattern, and no example"),
    "an example of another form": (
        {"fields": {"code": NAME | {"pattern": r"\d+", "example": "A1"}}},
        "code has a pattern, and no example that matches it",
    ),
    "a field behind none": ({"fields": {"code": NAME | {"fallback": "no"}}}, "code refers to 'no', which is no field"),
    "a list without values": ({"fields": {"kind": NAME | {"type": "enum"}}}, "kind is an enum without codes"),
    "snapshots of no day": ({"latest_by": "name"}, "latest_by names 'name', which is no day that tells snapshots"),
}  # fmt: skip

#: Fields that a template never begins with: nobody's own, and told whole by one value.
UNTOLD: dict[str, dict[str, Any]] = {
    "personal": {"personal": True},
    "a bound": {"type": "decimal", "comparator": True},
    "words for a number": {"type": "decimal", "text_allowed": True},
    "a department": {"type": "department"},
    "a moment": {"type": "timestamp"},
    "in the title block": {"found_in": ["title", "column"]},
}


def test_the_small_contract_is_one() -> None:
    contract = Contract.model_validate(written(rules=[RULE], latest_by="period", template={"prefill": ["name"]}))
    assert [column.name for column in contract.columns] == [
        "name", "stalls", "period_start", "period_end", "period_kind", "period_label",
    ]  # fmt: skip
    assert contract.key_columns(("sender", "name", "period")) == ["sender", "name", "period_end", "period_kind"]


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_contradiction_is_refused(case: str) -> None:
    changes, sentence = CONTRADICTIONS[case]
    with pytest.raises(ValidationError) as refused:
        Contract.model_validate(written(**changes))
    assert f"markets: {sentence}" in str(refused.value)


@pytest.mark.parametrize("case", UNTOLD)
def test_a_template_is_never_filled_in_with(case: str) -> None:
    fields = {"other": NAME | UNTOLD[case]}
    with pytest.raises(ValidationError, match="markets: a template cannot be pre-filled with 'other'"):
        Contract.model_validate(written(fields=fields, template={"prefill": ["other"]}))
