"""The page of a feed: made of its contract, in three languages."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from kho.catalog import Catalog, CatalogError
from kho.cli import main
from kho.contract import Language
from kho.feed_page import page
from kho.messages import LANGUAGES
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("feed", CATALOG.contracts)
def test_every_feed_has_a_page_with_all_its_columns_and_rules(feed: str, lang: Language) -> None:
    contract, shown = CATALOG.contracts[feed], page(feed, lang, CATALOG)
    assert shown.startswith(f"# {getattr(contract.title, lang)}\n")
    rows = [line for line in shown.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    heads = 2 if contract.rules else 1
    assert len(rows) == heads + len(contract.fields) + len(contract.rules)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {7, 4}
    assert "{" not in shown


def test_a_page_says_who_owes_it_and_by_when() -> None:
    lines = page("digital_booths", "vi", CATALOG).splitlines()
    (senders,) = [line for line in lines if line.startswith("- **Đơn vị gửi:** ")]
    assert "Sở Khoa học và Công nghệ Hà Nội (`hanoi/so_khcn`)" in senders
    assert "- **Hạn gửi:** 12:00 thứ Hai sau khi hết kỳ" in lines
    assert "- **Báo cáo sau thay thế theo:** đơn vị gửi, Ngày chốt" in lines
    quarterly = page("payment_accounts", "fr", CATALOG).splitlines()
    assert "- **Échéance\N{NO-BREAK SPACE}:** 17:00 le 15 du dernier mois de la période" in quarterly
    assert "- **Périodes\N{NO-BREAK SPACE}:** administratives, du 15 au 14" in quarterly


def test_a_page_says_that_nothing_is_due() -> None:
    assert "- **Hạn gửi:** không có hạn nộp" in page("statistics_table", "vi", CATALOG).splitlines()
    assert "- **Due:** nothing is due" in page("provincial_budget", "en", CATALOG).splitlines()


def test_a_rule_is_told_as_its_message_with_dots() -> None:
    message = "more traders sell online (…) than there are (…) at …: check the two columns."
    told = f"| CST-02 | The report is rejected | {message} |"
    assert told in page("cashless_streets", "en", CATALOG).splitlines()


def test_a_list_is_told_by_its_words_with_their_codes() -> None:
    (row,) = [line for line in page("cashless_streets", "en", CATALOG).splitlines() if "`site_kind`" in line]
    assert "| phố 4.0 (`street`); chợ số (`market`) |" in row


def test_personal_data_have_no_place_in_the_warehouse() -> None:
    rows = [line for line in page("digital_booths", "en", CATALOG).splitlines() if "owner_phone" in line]
    assert rows == []


def test_a_feed_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(CatalogError, match=r"There is no feed 'wifi': choose one of .*cashless_streets, "):
        page("wifi", "en", CATALOG)
    refused = CliRunner().invoke(main, ["describe", "wifi"])
    assert refused.exit_code == 2
    assert refused.output.startswith("There is no feed 'wifi'")
