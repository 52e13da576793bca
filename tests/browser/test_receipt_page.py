"""What a clerk sees when the receipt is opened in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kho.receipt import write
from tests.fixtures.receipts import contract, judgement

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package `chromium` to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    original = tmp_path / "original.csv"
    original.write_text("Tên tuyến phố/chợ;Loại hình\nChợ 1;Chơ\n", encoding="utf-8")
    return write(judgement(is_sample=True), original, tmp_path / "outbox", contract())[0]


def opened(browser: Browser, receipt: Path, *, scripts: bool = True) -> tuple[Page, list[str]]:
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(receipt.as_uri())
    return page, requests


def test_it_opens_in_vietnamese_with_the_verdict_in_large_letters(browser: Browser, receipt: Path) -> None:
    page, requests = opened(browser, receipt)
    titles = page.locator("h1:visible")
    assert titles.all_inner_texts() == ["Báo cáo chưa được tiếp nhận, cần sửa và gửi lại"]
    assert page.get_by_text("DỮ LIỆU MẪU").is_visible()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert len(requests) == 1, "the page asks for nothing but itself"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_click_changes_the_language(browser: Browser, receipt: Path, scripts: bool) -> None:
    page, _ = opened(browser, receipt, scripts=scripts)
    page.get_by_text("English", exact=True).click()
    assert page.locator("h1:visible").all_inner_texts() == ["The report is rejected"]
    page.get_by_text("Français", exact=True).click()
    assert page.locator("h1:visible").all_inner_texts() == ["Le rapport est refusé\u00a0: corrigez-le et renvoyez-le"]


def test_the_keyboard_changes_the_language(browser: Browser, receipt: Path) -> None:
    page, _ = opened(browser, receipt)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("h1:visible").all_inner_texts() == ["The report is rejected"]


def test_the_wrong_unit_stands_before_what_follows_from_it(browser: Browser, receipt: Path) -> None:
    page, _ = opened(browser, receipt)
    unit = page.locator("article.vi > section > .cause").nth(1)
    assert "đơn vị tính ghi là “đồng”, trong khi quy định là “triệu đồng”" in unit.locator("h3").first.inner_text()
    assert unit.locator(".effects h3").all_inner_texts() == ["Cột “Giá trị giao dịch”: 500 ô, gần như cả cột"]
    assert unit.locator(".effects tbody tr").count() == 6


def test_the_marked_workbook_is_one_click_away(browser: Browser, receipt: Path) -> None:
    page, _ = opened(browser, receipt)
    link = page.locator("article.vi a.button")
    assert link.inner_text() == "Mở bảng tính đã đánh dấu các ô cần sửa"
    target = page.evaluate("link => decodeURIComponent(link.href)", link.element_handle())
    assert Path(target.removeprefix("file://")) == receipt.with_suffix(".xlsx")


def test_on_a_telephone_nothing_runs_out_of_the_screen(browser: Browser, receipt: Path) -> None:
    page, _ = opened(browser, receipt)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_paper_only_the_chosen_language_is_printed(browser: Browser, receipt: Path) -> None:
    page, _ = opened(browser, receipt)
    page.get_by_text("English", exact=True).click()
    page.emulate_media(media="print")
    assert page.locator("article:visible").count() == 1
    assert not page.locator("nav").is_visible()
