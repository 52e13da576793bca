"""Files that are meant to harm: a verdict in bounded time and memory, nothing run, nothing opened, nothing written.

Each case is read in a process of its own with limits, so that an abort or a flood of memory fails one test only.
"""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kho.settings import PROJECT

TITLES = "Địa phương;Quý;Nhóm tuổi;Số tài khoản cá nhân;Số người có tài khoản;Dân số 15+"
ROW = "31;Quý III/2025;15+;3.100.000;1.500.000;1.600.000"
GOOD = f"{TITLES}\n{ROW}\n".encode()
SHEET = "xl/worksheets/sheet1.xml"

#: Seconds and megabytes (with what Python and its libraries take) within which each file must have its verdict.
SECONDS, MEGABYTES = 30, 1_500

_READ = """
import datetime, json, logging, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
logging.disable()
from kho.catalog import Catalog
from kho.reading import Source, read
catalog = Catalog.load(Path({contracts!r}))
path, name, feed, sender = sys.argv[1:]
reading = read(Source(Path(path), name, sender, datetime.date(2025, 10, 20)), catalog.contracts[feed], catalog)
rows = sum(frame.height for frame in reading.batches())
found = reading.findings.frame().head(3).select("rule", "params").rows()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(json.dumps(dict(rows=rows, rules=[rule for rule, _ in found], params=[text for _, text in found], peak=peak)))
"""


@pytest.fixture
def verdict(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Read bytes in a process with limits: the number of rows, the first rules and the peak of memory."""

    def go(content: bytes, name: str, feed: str = "payment_accounts", sender: str = "nhnn/khu_vuc_6") -> dict[str, Any]:
        path = tmp_path / "delivered"
        path.write_bytes(content)
        code = _READ.format(seconds=SECONDS, contracts=str(PROJECT / "contracts"))
        command = [sys.executable, "-c", code, str(path), name, feed, sender]
        done = subprocess.run(command, capture_output=True, timeout=6 * SECONDS, cwd=PROJECT, check=False)
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        told: dict[str, Any] = json.loads(done.stdout)
        assert told["peak"] < MEGABYTES
        assert "file.failed" not in told["rules"]
        return told

    return go


def workbook(rows: Sequence[Sequence[Any]] = (TITLES.split(";"), ROW.split(";"))) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in rows:
        page.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def altered(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as good, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, change(good.read(name)) if name == part else good.read(name))
    return buffer.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """An archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def link() -> bytes:
    """An archive whose member is a symbolic link."""
    member = zipfile.ZipInfo("l.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def entities(body: bytes, declared: bytes) -> bytes:
    """A sheet whose first text is an entity."""
    return b"<!DOCTYPE x [" + declared + b"]>" + body.replace(b"<v>0</v>", b"<v>&e;</v>", 1)


LAUGHS = b'<!ENTITY e0 "ha">' + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
LAUGHS += b'<!ENTITY e "&e11;">'

REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "zip bomb": (lambda: zipped(("a.csv", bytes(200_000_000))), "a.zip", "file.unreadable"),
    "path that leads out": (lambda: zipped(("../../etc/x.csv", GOOD)), "a.zip", "file.unreadable"),
    "absolute path": (lambda: zipped(("/etc/x.csv", GOOD)), "a.zip", "file.unreadable"),
    "path of Windows": (lambda: zipped(("C:\\x.csv", GOOD)), "a.zip", "file.unreadable"),
    "symbolic link": (link, "a.zip", "file.unreadable"),
    "too many members": (lambda: zipped(*((f"{n}.csv", GOOD) for n in range(300))), "a.zip", "file.unreadable"),
    "zip in zip": (lambda: zipped(("a.zip", zipped(("b.csv", GOOD)))), "a.zip", "file.format"),
    "cell at the end of the sheet": (
        lambda: altered(SHEET, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"')), "a.xlsx", "file.unreadable",
    ),
    "cell beyond every sheet": (
        lambda: altered(SHEET, lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZ99999999999"')), "a.xlsx",
        "file.unreadable",
    ),
    "cell at the end, oddly written": (
        lambda: altered(SHEET, lambda xml: xml.replace(b'<c r="A2"', b"<c\n r = 'XFD1048576'")), "a.xlsx",
        "file.unreadable",
    ),
    "tags that never end": (
        lambda: altered(SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b"<c " * 1_000_000)), "a.xlsx",
        "file.unreadable",
    ),
    "errors that never end": (
        lambda: altered(
            SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b'<c r="A9" t="e">' * 200_000)
        ),
        "a.xlsx", "file.unreadable",
    ),
    "3,000 sheets of one part": (
        lambda: altered(
            "xl/workbook.xml",
            lambda xml: xml.replace(b"<sheets>", b'<sheets>' + b'<sheet xmlns:r="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships" name="x" sheetId="7" r:id="rId1"/>' * 3_000),
        ),
        "a.xlsx", "file.unreadable",
    ),
    "line of 50 MB": (lambda: GOOD + b"a" * 50_000_000 + b"\n", "a.csv", "file.unreadable"),
    "cell of 100 MB": (lambda: GOOD + b'"' + b"a" * 100_000_000 + b'"\n', "a.csv", "file.unreadable"),
    "quotation that never ends": (
        lambda: TITLES.encode() + b'\n"' + ROW.encode() + GOOD * 100_000, "a.csv", "file.unreadable",
    ),
    "NUL at the beginning": (lambda: b"\0" * 100 + GOOD, "a.csv", "file.format"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_file_is_refused(verdict: Callable[..., dict[str, Any]], case: str) -> None:
    content, name, rule = REFUSED[case]
    assert verdict(content(), name)["rules"][0] == rule


READ: dict[str, tuple[Callable[[], bytes], str]] = {
    "entity of another file": (
        lambda: altered(SHEET, lambda xml: entities(xml, b'<!ENTITY e SYSTEM "file:///etc/passwd">')), "a.xlsx",
    ),
    "billion laughs": (lambda: altered(SHEET, lambda xml: entities(xml, LAUGHS)), "a.xlsx"),
    "a million attributes": (
        lambda: altered(
            SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData><row " + b'r="1" ' * 500_000 + b">")
        ),
        "a.xlsx",
    ),
    "external link": (
        lambda: altered(
            "xl/_rels/workbook.xml.rels",
            lambda xml: xml.replace(
                b"</Relationships>",
                b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                b'externalLink" Target="http://127.0.0.1:1/x" TargetMode="External"/></Relationships>',
            ),
        ),
        "a.xlsx",
    ),
    "wrong content types": (lambda: altered("[Content_Types].xml", lambda _: b"<Types/>"), "a.xlsx"),
    "huge styles": (lambda: altered("xl/styles.xml", lambda xml: xml + b" " * 90_000_000), "a.xlsx"),
    "duplicate member names": (lambda: zipped(("a.csv", GOOD), ("b.csv", GOOD)).replace(b"b.csv", b"a.csv"), "a.zip"),
    "NUL far below": (lambda: GOOD + f"{ROW}\n".encode() * 500 + b"22;Qu\0;15+;1;1;1\n", "a.csv"),
    "a million empty lines": (lambda: GOOD + b"\n" * 1_000_000, "a.csv"),
    "a million empty rows": (lambda: GOOD + b";;;;;\n" * 1_000_000, "a.csv"),
    # each of them may be the total of any run of the rows above it
    "10,000 totals": (lambda: GOOD + f"Tổng cộng;;;1;1;1\n{ROW}\n".encode() * 10_000, "a.csv"),
    "100,000 bad rows": (lambda: GOOD + b"zz;zz;zz;zz;zz;zz\n" * 100_000, "a.csv"),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_a_hostile_file_is_read_without_harm(verdict: Callable[..., dict[str, Any]], case: str) -> None:
    content, name = READ[case]
    told = verdict(content(), name)
    assert told["rows"] >= 1
    assert "root:" not in json.dumps(told)


def test_columns_beyond_the_thousandth_are_not_read_and_that_is_said(verdict: Callable[..., dict[str, Any]]) -> None:
    lines = [[*TITLES.split(";"), *(f"c{n}" for n in range(10_000))], [*ROW.split(";"), *["1"] * 10_000]]
    for content, name in ((workbook(lines), "a.xlsx"), ("".join(";".join(x) + "\n" for x in lines).encode(), "a.csv")):
        told = verdict(content, name)
        assert (told["rows"], told["rules"][0]) == (1, "table.wide")
        assert json.loads(told["params"][0])["file"] == name


def test_formulas_are_never_computed(verdict: Callable[..., dict[str, Any]]) -> None:
    command = "=cmd|'/c calc'!A1"
    told = verdict(workbook([TITLES.split(";"), [command, *ROW.split(";")[1:]]]), "a.xlsx")
    assert (told["rows"], told["rules"]) == (1, ["cell.error"])
    told = verdict(f"{TITLES}\n{command};{ROW.split(';', 1)[1]}\n".encode(), "a.csv")
    assert (told["rows"], told["rules"]) == (1, ["cell.code"])


DEAL = (
    b'{"giao_dich":[{"id":"1","donViId":"HN-SYT","ngay":"2025-10-01","trangThai":"M\xe1\xbb\x9bi","giaTriHopDong":%s}]}'
)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        pytest.param(b"[" * 100_000, "file.unreadable", id="nested 100,000 deep"),
        pytest.param(b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "file.unreadable", id="nested 1,000 deep"),
        pytest.param(DEAL % b"1e400", "cell.type", id="beyond every float"),
        pytest.param(DEAL % b"NaN", "file.unreadable", id="NaN"),
        pytest.param(DEAL % b"-Infinity", "file.unreadable", id="Infinity"),
        pytest.param(DEAL % (b"1" * 5_000), "file.unreadable", id="5,000 digits"),
        pytest.param(DEAL % (b"1" * 40), "cell.type", id="40 digits"),
        pytest.param(DEAL.replace(b'"1"', b'"a\\u0000b"') % b"1", "cell.encoding", id="NUL"),
        pytest.param(DEAL.replace(b'"1"', b'"\\ud800"') % b"1", "cell.encoding", id="half a pair"),
    ],
)
def test_hostile_json(verdict: Callable[..., dict[str, Any]], content: bytes, rule: str) -> None:
    assert verdict(content, "a.json", "dtmarket_exchange", "hanoi/bva")["rules"][:1] == [rule]
