"""The receipt for programs: the object that `kho check --json` prints, and more about the delivery."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kho.contract import Contract
from kho.messages import LANGUAGES, render
from kho.receipt.judgement import Judgement

_SHOWN = ("rule", "tier", "standing", "sheet", "cell", "row", "field", "raw", "expected")


def as_json(judgement: Judgement, contract: Contract | None) -> dict[str, Any]:
    """The whole receipt as one object, all findings with their messages in three languages."""
    return _head(judgement) | {"findings": [_finding(row, judgement, contract) for row in judgement.rows()]}


def json_parts(judgement: Judgement, contract: Contract | None) -> Iterator[str]:
    """The text of `as_json`, a finding at a time, so that a million of them need no more memory than one."""
    head = json.dumps(_head(judgement), ensure_ascii=False, indent=2)
    yield head.removesuffix("\n}") + ',\n  "findings": ['
    separator = "\n    "
    for row in judgement.rows():
        yield separator + json.dumps(_finding(row, judgement, contract), ensure_ascii=False)
        separator = ",\n    "
    yield "\n  ]\n}\n"


def _head(judgement: Judgement) -> dict[str, Any]:
    first = judgement.duplicate_of
    return {
        "delivery_id": judgement.delivery_id,
        "feed": judgement.feed,
        "sender": judgement.sender,
        "file_name": judgement.file_name,
        "sha256": judgement.sha256,
        "received_at": judgement.received_at.isoformat(),
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "is_sample": judgement.is_sample,
        "rows_read": judgement.rows_read,
        "rows_ignored": judgement.rows_ignored,
        "rows_in_error": judgement.rows_in_error,
        "ignored": [{"reason": reason, "rows": rows} for reason, rows in judgement.ignored],
        "duplicate_of": first
        and {
            "delivery_id": first.delivery_id,
            "file_name": first.file_name,
            "received_at": first.received_at.isoformat(),
            "verdict": first.verdict,
        },
    }


def _finding(row: Mapping[str, Any], judgement: Judgement, contract: Contract | None) -> dict[str, Any]:
    params = judgement.said(row)
    messages = {lang: render(row["rule"], params, lang, contract) for lang in LANGUAGES}
    return {name: row[name] for name in _SHOWN} | {"message": messages}
