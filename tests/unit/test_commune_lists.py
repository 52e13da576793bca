"""The lists of communes: complete, consistent with the provinces, and as the official conversion table has them."""

from __future__ import annotations

import csv
import datetime as dt
import os
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from kho.reading.fold import fold
from kho.reading.values.communes import Communes
from kho.reading.values.territories import Territories
from kho.settings import PROJECT

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
CODES = PROJECT / "contracts" / "codes"
REAL_FILES = Path(os.environ.get("KHO_REAL_FILES") or PROJECT.parent / "shared" / "real_files")
OFFICIAL = REAL_FILES / "nso_conversion_table_communes_new_old_2025-07.csv"
COMMUNES, TERRITORIES = Communes.load(CODES), Territories.load(CODES)
NEW = {one.code: one for one in COMMUNES.on(AFTER)}
OLD = {one.code: one for one in COMMUNES.on(BEFORE)}


def rows(name: str) -> list[dict[str, str]]:
    with (CODES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_10040_communes_became_3321():
    assert (len(COMMUNES.on(BEFORE)), len(OLD)) == (10_040, 10_040)
    assert (len(COMMUNES.on(AFTER)), len(NEW)) == (3_321, 3_321)
    assert Counter(one.unit_type for one in NEW.values()) == {"xã": 2_621, "phường": 687, "đặc khu": 13}
    assert Counter(one.unit_type for one in OLD.values())["huyện"] == 5


#: Communes of each province since 2025-07-01, as published with Nghị quyết 202/2025/QH15's execution.
PER_PROVINCE = {
    "01": 126, "04": 56, "08": 124, "11": 45, "12": 38, "14": 75, "15": 99, "19": 92, "20": 65, "22": 54, "24": 99,
    "25": 148, "31": 114, "33": 104, "37": 129, "38": 166, "40": 130, "42": 69, "44": 78, "46": 40, "48": 94, "51": 96,
    "52": 135, "56": 65, "66": 102, "68": 124, "75": 95, "79": 168, "80": 96, "82": 102, "86": 124, "91": 102,
    "92": 103, "96": 64,
}  # fmt: skip


def test_each_province_has_its_communes():
    assert Counter(one.province_code for one in NEW.values()) == PER_PROVINCE


def test_every_commune_lies_in_a_province_of_its_own_days():
    for day, communes in ((BEFORE, OLD), (AFTER, NEW)):
        provinces = {one.code for one in TERRITORIES.on(day) if one.parent_code == "VN"}
        assert {one.province_code for one in communes.values()} == provinces


def test_every_commune_has_become_one_or_come_from_one_of_the_same_province():
    moved = {
        row["old_code"]: row["new_code"]
        for row in rows("province_changes.csv")
        if row["effective_date"] == "2025-07-01"
    }
    changes = rows("commune_changes.csv")
    assert {row["old_code"] for row in changes} == set(OLD)
    assert {row["new_code"] for row in changes} == set(NEW)
    astray = [
        row for row in changes
        if moved[OLD[row["old_code"]].province_code] != NEW[row["new_code"]].province_code
    ]  # fmt: skip
    assert astray == []


def test_what_stays_whole_goes_to_one_commune_and_what_is_parted_to_several():
    kinds = defaultdict(list)
    for row in rows("commune_changes.csv"):
        kinds[row["old_code"]].append(row["change_kind"])
    whole = {"unchanged", "renamed", "whole"}
    assert [code for code, found in kinds.items() if len(found) > 1 and whole & set(found)] == []
    assert [code for code, found in kinds.items() if len(found) == 1 and not whole & set(found)] == []
    assert len(kinds) == 10_040


def test_no_code_means_two_communes_on_one_day():
    for day in (dt.date(2004, 1, 1), BEFORE, AFTER, dt.date(2026, 11, 1)):
        assert max(Counter(one.code for one in COMMUNES.on(day)).values()) == 1


def test_names_say_what_kind_of_unit_they_are():
    assert [one for one in (*OLD.values(), *NEW.values()) if not one.full_name.lower().startswith(one.unit_type)] == []


#: Codes of the official table that stand beside the name of another commune → the code of that commune.
MISTYPED = {("00553", "Xã Đặng Xá"): "00556", ("01615", "Xã Mỹ Hưng"): "01651", ("02485", "Xã Phú Thịnh"): "02482"}


@pytest.mark.skipif(not OFFICIAL.is_file(), reason=f"the official table is not at {OFFICIAL}: set KHO_REAL_FILES")
def test_the_changes_are_those_of_the_official_table():
    with OFFICIAL.open(encoding="utf-8", newline="") as file:
        table = [[cell.strip() for cell in row] for row in csv.reader(file)][2:]
    official = {
        (MISTYPED.get((row[4], row[3]), row[4]), row[2]) for row in table if row[4]
    }  # fmt: skip
    listed = {(row["old_code"], row["new_code"]) for row in rows("commune_changes.csv")}
    assert len(official) == 10_565
    assert official - listed == set()
    assert {old for old, _ in listed - official} == {"318", "471", "498", "536", "755"}
    names = {row[2]: unicodedata.normalize("NFC", " ".join(row[1].split())) for row in table if row[2]}
    assert {code for code, name in names.items() if fold(name) != fold(NEW[code].full_name)} == set()
