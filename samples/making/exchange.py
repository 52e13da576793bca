"""JSON of `dtmarket_exchange`: what the portal answers, and a file with errors that was dropped by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = "hanoi/bva/dtmarket_exchange"
REMARK = "Số liệu minh họa"


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    records = yaml.safe_load((Path(__file__).parent / "exchange.yml").read_text(encoding="utf-8"))
    yield f"{FOLDER}/dtmarket_exchange.json", _as_json({"ghiChu": REMARK, "items": records["accepted"]})
    yield f"{FOLDER}/dtmarket_loi.json", _as_json({"ghiChu": REMARK, **records["rejected"]})


def _as_json(value: dict[str, Any]) -> bytes:
    def write(day: object) -> str:
        if isinstance(day, date):
            return day.isoformat()
        raise TypeError(f"{day!r} has no place in a delivery")

    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=write) + "\n").encode()
