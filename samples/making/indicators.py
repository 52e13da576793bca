"""Workbooks of `digital_economy_indicators`, from the figures of `indicators.yml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from openpyxl.worksheet.worksheet import Worksheet

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

#: Field of the contract → its title in the form; a pair of titles stands under a common one.
FORM: dict[str, tuple[str, str | None]] = {
    "indicator_code": ("Mã chỉ tiêu", None),
    "indicator_name": ("Chỉ tiêu", None),
    "unit": ("Đơn vị tính", None),
    "territory_code": ("Địa phương", None),
    "period": ("Kỳ báo cáo", None),
    "target_value": ("Kế hoạch năm", None),
    "actual_value": ("Thực hiện", "kỳ báo cáo"),
    "cumulative_value": ("Thực hiện", "lũy kế từ đầu năm"),
    "yoy_value": ("So với cùng kỳ (%)", None),
    "source_method": ("Nguồn/phương pháp", None),
    "scenario": ("Loại số liệu", None),
    "vintage": ("Lần công bố", None),
    "as_of_date": ("Ngày chốt số liệu", None),
    "boundary_date": ("Ranh giới tại ngày", None),
    "plan_code": ("Văn bản/kế hoạch", None),
    "sector_code": ("Ngành/lĩnh vực", None),
    "note": ("Ghi chú", None),
}
ROMAN = ("I", "II", "III", "IV", "V")


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    described = yaml.safe_load((Path(__file__).parent / "indicators.yml").read_text(encoding="utf-8"))
    for report in described:
        yield report["file"], _workbook(report)


def _workbook(report: Mapping[str, Any]) -> bytes:
    fields = [name for name in FORM if name not in _left_out(report)]
    workbook, sheet = new_sheet("Biểu chỉ tiêu")
    header = _header(fields)
    write_title(sheet, _title(report), len(fields) + 1)
    width = write_header(sheet, 8, header)
    letters = ["A", "B", "C", "D", "E", "F", *(str(number) for number in range(1, width - 5))]
    write_row(sheet, 10, letters)
    end = _write_sections(sheet, 11, report, fields)
    for offset, footnote in enumerate(report.get("footnotes", ()), start=1):
        sheet.cell(end + offset, 2, footnote)
    write_signatures(sheet, end + len(report.get("footnotes", ())) + 3, 10, "THỦ TRƯỞNG ĐƠN VỊ")
    sheet.column_dimensions["C"].width = 48
    return to_bytes(workbook)


def _left_out(report: Mapping[str, Any]) -> set[str]:
    """Columns that a report goes without: those it says, and that of sectors where it tells of none."""
    has_sectors = any("sector_code" in row for section in report["sections"] for row in section["rows"])
    return {*report.get("without", ()), *(() if has_sectors else ("sector_code",))}


def _title(report: Mapping[str, Any]) -> list[str]:
    return [
        report["authority"],
        report["department"],
        "BÁO CÁO CHỈ TIÊU KINH TẾ SỐ",
        f"Địa phương: {report.get('territory', 'theo từng dòng')}",
        f"Kỳ báo cáo: {report.get('period', 'theo từng dòng')}",
        f"({report['remark']})",
    ]


def _header(fields: list[str]) -> list[tuple[str, list[str]]]:
    header: list[tuple[str, list[str]]] = [("TT", [])]
    for title, part in (FORM[name] for name in fields):
        if part and header[-1][0] == title:
            header[-1][1].append(part)
        else:
            header.append((title, [part] if part else []))
    return header


def _write_sections(sheet: Worksheet, row: int, report: Mapping[str, Any], fields: list[str]) -> int:
    """Put every section with its Roman numeral and its rows; returns the first free row."""
    for numeral, section in zip(ROMAN, report["sections"], strict=False):
        write_row(sheet, row, [numeral, None, section["title"], *[None] * (len(fields) - 2)], bold=True)
        for number, figures in enumerate(section["rows"], start=1):
            row += 1
            corrected = report.get("corrections", {}).get(figures["indicator_code"], {})
            values = report.get("defaults", {}) | figures | corrected
            write_row(sheet, row, [number, *(values.get(name) for name in fields)])
            for column, name in enumerate(fields, start=2):
                if name.endswith("_date"):
                    sheet.cell(row, column).number_format = "dd/mm/yyyy"
        row += 1
    return row
