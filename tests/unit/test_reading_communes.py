"""A file with communes, read whole: the province of the row and the day of its period decide what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kho.contract import Contract
from tests.fixtures.reading import consume

_FIELDS: dict[str, dict[str, Any]] = {
    "commune_code": {"header": "Xã, phường", "type": "commune", "required": True},
    "territory_code": {"header": "Tỉnh, thành phố", "type": "territory"},
    "period": {"header": "Kỳ báo cáo", "type": "period", "required": True},
}


def contract(fields: dict[str, dict[str, Any]]) -> Contract:
    """A feed of communes."""
    return Contract.model_validate(
        {
            "feed": "communes", "title": {"vi": "Xã", "en": "Communes", "fr": "Communes"}, "grain": "row",
            "key": ["commune_code", "period"], "replaces": ["period"],
            "delivery": {"formats": ["csv"], "frequency": "quarter"}, "fields": fields,
        }
    )  # fmt: skip


def read(tmp_path: Path, fields: dict[str, dict[str, Any]], *lines: str):
    """The codes of the communes, and the findings as (rule, raw, expected)."""
    path = tmp_path / "xa.csv"
    path.write_text("\n".join([";".join(str(spec["header"]) for spec in fields.values()), *lines]), encoding="utf-8")
    rows, reading = consume(path, contract=contract(fields))
    told = reading.findings.frame().filter(field="commune_code").select("rule", "raw", "expected").rows()
    return rows["commune_code"].to_list(), told


def test_the_rows_own_province_and_period_decide(tmp_path):
    codes, told = read(
        tmp_path, _FIELDS,
        "Phường 1, TP Mỹ Tho;82;Quý II/2025", "28261;82;Quý III/2025", "Phường Mỹ Tho;82;Quý II/2025",
        "Xã Tân Hòa;82;Quý II/2025",
    )  # fmt: skip
    assert codes == ["28261", "28261", None, None]
    assert [(rule, raw) for rule, raw, _ in told] == [("cell.commune", "Phường Mỹ Tho"), ("cell.commune", "Xã Tân Hòa")]


def test_without_a_province_the_sender_decides(tmp_path):
    fields = {name: _FIELDS[name] for name in ("commune_code", "period")}
    codes, told = read(
        tmp_path, fields,
        "P. Ba Đình;Quý III/2025", "Phường Trúc Bạch;Quý III/2025", "4;Quý II/2025", "Phường Mỹ Tho;Quý III/2025",
    )  # fmt: skip
    assert codes == ["00004", None, "00004", "28261"]
    assert told == [
        ("cell.commune", "Phường Trúc Bạch", "Phường Ba Đình (00004)"),
        ("sender.territory", "Phường Mỹ Tho", "Thành phố Hà Nội (01)"),
    ]
