"""JSON of `technology_listings`: what the portal answers, the export of the week after, and a file with errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = "hanoi/bva/technology_listings"
REMARK = "Số liệu minh họa"


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    records = yaml.safe_load((Path(__file__).parent / "listings.yml").read_text(encoding="utf-8"))
    first, rejected = records["first"], records["rejected"]
    # the first two go on being listed
    later = {"ngayXuat": "2026-02-23T06:30:00+07:00", "items": [*first[:2], *records["second"]]}
    yield f"{FOLDER}/technology_listings.json", _as_json({"items": first})
    yield f"{FOLDER}/hanotex_2026-02-23.json", _as_json(later)
    yield f"{FOLDER}/hanotex_loi.json", _as_json({"ngayXuat": "2026-02-23T06:30:00+07:00", "items": rejected})


def _as_json(document: dict[str, Any]) -> bytes:
    text = json.dumps({"ghiChu": REMARK} | document, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()
