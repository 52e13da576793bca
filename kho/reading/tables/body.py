"""Which rows below the header are data, and what the others are: sections, totals, footnotes, the signature block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from kho.contract import Contract
from kho.reading.fold import fold
from kho.reading.grid import Cells
from kho.reading.tables.districts import commune_column, is_group, maybe_groups
from kho.reading.tables.matching import NUMERIC, ORDINALS, Layout
from kho.reading.tables.row_labels import (
    ORDINAL,
    TOTAL,
    breakdown,
    footnote,
    is_carried,
    is_part,
    row_label,
    total_label,
)
from kho.reading.values.legacy import decoded_text

#: Text as a program wrote it that may be a total's label; what follows decides.
_MAYBE_TOTAL = (
    r"(?i)^\s*(?:tổng|cộng|toàn|mang|chuyển|số mang|số chuyển|tong|cong|total|grand|t\s*ổ\s*n\s*g"
    r"|tæng|céng|toång|coäng)"
)
_ROMAN_OR_LETTER = r"^\s*(?:[IVXLC]+|[A-ZĐ])[.)]?\s*$"
_LIKE_TOTAL = re.compile(r"(tong (cong(?! ty)|so)|cong|total|grand total)\b")
_SIGNATURE = re.compile(
    r"nguoi lap( bieu| bang)?$|ky (va )?ghi ro ho ten|^ky ten|ky ten dong dau|ky dong dau|^noi nhan|^nguoi kiem tra"
    r"|thu truong( don vi)?$|^(kt |tl |tuq |q )?(giam doc|pho giam doc|chu tich|truong phong|chi cuc truong)$"
    r"|ngay( \d+)? thang( \d+)? nam( \d+)?$"
)
#: Its end is not `\b`: at that polars leaves its quick way of matching for all texts beyond ASCII.
_PART = r"(?i)^\s*[-+–•*]?\s*trong (?:đó|do)(?:\W|$)"
_COUNT = re.compile(r"\((\d[\d.]*)(\s+[^\d()]+)?\)\s*:?\s*$|[:–-]\s*(\d[\d.]*)(\s+[^\d():]+)$")


@dataclass(frozen=True)
class Special:
    """A row that is no data but says something about the rows around it.

    Attributes:
        row: Number of the row.
        kind: `section`, `total`, or `group` for a row (`1`) that others (`1.1`) are the parts of.
        label: The row's text.
        level: What marks it: `letter` (A.), `roman` (I.), `number` (1.) or nothing.
        count: Number of rows that the label itself prints (`A. Dự án trong nước (96)`).
        count_sure: The number cannot be the mark of a footnote.
    """

    row: int
    kind: str
    label: str
    level: str = ""
    count: int | None = None
    count_sure: bool = False


@dataclass
class Body:
    """Tells the rows of one table apart, batch after batch.

    Attributes:
        specials: The section and total rows so far, in order.
    """

    contract: Contract
    layout: Layout
    specials: list[Special] = field(default_factory=list)
    _tail: str | None = None
    _empty: int = 0
    _numbered: bool = False

    def __post_init__(self) -> None:
        fields = self.contract.fields
        self._required = [
            str(index)
            for name, index in self.layout.columns.items()
            if fields[name].required
            and not fields[name].fill
            and not fields[name].fallback
            and fields[name].unless not in self.layout.columns
        ]
        self._worded = {
            self.layout.columns[name]
            for name in self.layout.columns
            if fields[name].required and fields[name].type not in NUMERIC
        }
        # where several columns must hold words a total leaves some blank; where one must, its label stands in it
        self._lead = str(min(self._worded)) if len(self._worded) == 1 else None
        self._titles = {
            index: {fold(part) for part in title.parts} | {fold(title.text)}
            for index, title in self.layout.titles.items()
        }
        self._opening = [part for title in self.layout.titles.values() for part in title.parts]
        for index, text in self.layout.numbering.items():
            # a page begins with the letters and numbers of columns once more
            self._titles.setdefault(index, set()).add(fold(text))
            self._opening.append(text)
        self._ordinal = next(
            (index for index, title in self.layout.titles.items() if fold(title.text) in ORDINALS), None
        )
        self._placed = {index: name for name, index in self.layout.columns.items()}
        self._communes = commune_column(self.contract, self.layout)

    def reasons(self, cells: Cells) -> pl.Series:
        """For each row why it is no data, null for data.

        Returns:
            `empty`, `section`, `total`, `header`, `footnote`, `signature` (String).
        """
        if self._ordinal is not None and not self._numbered:
            self._numbered = cells.raw[str(self._ordinal)].str.contains(r"^\s*\d+\.?\s*$").any() or False
        suspects = self._suspects(cells.raw)
        parents = self._parents(cells.raw) if suspects.any() else frozenset()
        reasons: list[tuple[int, str]] = []
        if suspects.any():
            positions = suspects.arg_true()
            for position, row, values in zip(
                positions, cells.rows.gather(positions), cells.raw.filter(suspects).iter_rows(), strict=True
            ):
                if reason := self._reason(row, values, position in parents):
                    reasons.append((position, reason))
        result = pl.repeat(None, cells.height, dtype=pl.String(), eager=True)
        return result.scatter([at for at, _ in reasons], [reason for _, reason in reasons]) if reasons else result

    def parts(self, data: Cells) -> pl.Series | None:
        """Which data rows only say what rows above them contain (`Trong đó`); None where the table has no such rows.

        They reach to the next section or total, or to a row that is numbered where they are not; rows whose own label
        says so are parts by themselves.
        """
        labels = [pl.col(str(index)).str.contains(_PART).fill_null(False) for index in sorted(self._worded)]
        named = data.raw.select(named=pl.any_horizontal(labels)).to_series() if labels else None
        opened = [special.row for special in self.specials if is_part(special.label)]
        if not opened and (named is None or not named.any()):
            return None
        borders = pl.Series(sorted({0, *(special.row for special in self.specials)}), dtype=pl.Int64)
        above = borders.gather(borders.search_sorted(data.rows, side="right").cast(pl.Int64) - 1)
        within = above.is_in(opened)
        if self._ordinal is not None:
            is_numbered = data.raw[str(self._ordinal)].str.contains(r"\d").fill_null(False)
            frame = pl.DataFrame({"above": above, "is_numbered": is_numbered})
            ended = frame.select((pl.col("is_numbered").cum_sum() > 0).over("above")).to_series()
            within &= ~ended | frame.select(pl.col("is_numbered").first().over("above")).to_series()
        return within | named if named is not None else within

    def _suspects(self, raw: pl.DataFrame) -> pl.Series:
        """Rows that may be no data: something required is missing, or they begin like a total or the header."""
        first = pl.coalesce(pl.all())
        lead = pl.col(self._lead).str.contains(_MAYBE_TOTAL) if self._lead else pl.lit(False)
        lacking = pl.any_horizontal(pl.col(self._required).is_null()) if self._required else pl.lit(False)
        odd = (
            first.is_null()
            | first.str.contains(_MAYBE_TOTAL)
            | lead
            | ~first.str.contains(r"\S")
            | first.is_in(self._opening)
        )
        if self._numbered:
            odd |= pl.col(str(self._ordinal)).str.contains(_ROMAN_OR_LETTER).fill_null(False)
        suspects = raw.select((lacking | odd).fill_null(True).alias("suspect")).to_series()
        return suspects | maybe_groups(raw[self._communes]) if self._communes else suspects

    def _parents(self, raw: pl.DataFrame) -> frozenset[int]:
        """Positions of the rows whose number the next row's number goes on from: `1` before `1.1`."""
        if self._ordinal is None:
            return frozenset()
        own = pl.col(str(self._ordinal)).str.strip_chars(" .")
        begun = pl.concat_str(own, pl.lit("."))
        return frozenset(raw.select(own.shift(-1).str.starts_with(begun).fill_null(False)).to_series().arg_true())

    def _reason(self, row: int, values: Sequence[str | None], parent: bool) -> str | None:
        cells = [(index, value.strip()) for index, value in enumerate(values) if value and value.strip()]
        if not cells:
            self._empty = row
            return "empty"
        if len(cells) > 1 and all(fold(text) in self._titles.get(index, ()) for index, text in cells):
            return "header"
        lacking = not self._required or any(not (values[int(index)] or "").strip() for index in self._required)
        at, label, level = total_label(cells) or row_label(cells)
        label = decoded_text(label) or label
        key = fold(label)
        # beside its label and its numbers a section or total row says nothing; a row that does is data with a gap
        bare = not any(index in self._worded and index > at for index, _ in cells)
        whole = TOTAL.fullmatch(key) and (bare or lacking or not self._is_breakdown(at))
        if whole or is_carried(label) or (bare and lacking and _LIKE_TOTAL.match(key)):
            return self._note(row, "total", label, level)
        if bare and self._communes and is_group(label):
            return self._note(row, "section", label, "district")
        if not lacking:
            marked = self._numbered and cells[0][0] == self._ordinal and level in ("roman", "letter")
            return self._note(row, "section", label, level) if bare and marked else None
        if self._is_bare_sum(row, cells):
            return self._note(row, "total", label, level)
        if tail := self._tail_reason(cells):
            self._tail = tail
            return tail
        if parent:
            self._note(row, "group", label, level)
            return "section"
        if bare and self._is_section(cells, label, level):
            return self._note(row, "section", label, level)
        return None

    def _tail_reason(self, cells: list[tuple[int, str]]) -> str | None:
        cells = [(index, decoded_text(text) or text) for index, text in cells]
        if any(_SIGNATURE.search(fold(text)) for _, text in cells):
            return "signature"
        few = len(cells) <= 2
        if few and footnote(cells[0][1]):
            return "footnote"
        return self._tail if self._tail and len(cells) <= 3 and not self._looks_like_data(cells) else None

    def _is_breakdown(self, index: int) -> bool:
        """Whether a column holds what figures are of: beside all that a row must say `Tổng số` is one of them."""
        field = self.contract.fields.get(self._placed.get(index, ""))
        return field is not None and field.type == "text" and not field.required

    def _is_bare_sum(self, row: int, cells: list[tuple[int, str]]) -> bool:
        """Numbers that nothing names, apart from the table, alone or in none of its fields: somebody's check."""
        if any(mark.isalpha() for _, text in cells for mark in text):
            return False
        if not any(index in self._placed for index, _ in cells):
            return True
        sums = {index for index, name in self._placed.items() if self.contract.fields[name].type in NUMERIC}
        is_apart = self._empty == row - 1 or self._tail is not None or len(cells) == 1
        return is_apart and any(index in sums for index, _ in cells) and self._ordinal not in dict(cells)

    def _looks_like_data(self, cells: list[tuple[int, str]]) -> bool:
        return bool(ORDINAL.fullmatch(cells[0][1])) and len(cells) > 1

    def _is_section(self, cells: list[tuple[int, str]], label: str, level: str) -> bool:
        if breakdown(label):
            return True
        if level in ("roman", "letter"):
            return True
        if level == "number" and len(cells) == 1:
            return True
        alone = len(cells) == 1 and len(self._placed) >= 3
        return alone and cells[0][0] <= min(self._placed, default=0) + 1 and any(mark.isalpha() for mark in cells[0][1])

    def _note(self, row: int, kind: str, label: str, level: str) -> str:
        printed = _COUNT.search(label)
        digits = (printed.group(1) or printed.group(3)).replace(".", "") if printed else ""
        plain = bool(digits) and not digits.startswith("0")
        sure = plain and (len(digits) > 1 or bool(printed and (printed.group(2) or printed.group(4))))
        self.specials.append(Special(row, kind, label, level, int(digits) if plain else None, sure))
        return kind
