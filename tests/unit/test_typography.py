"""French as it is set: no sign begins a line, and nothing that was filled in is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kho import messages
from kho.catalog import Catalog
from kho.typography import french, joint

CATALOG = Catalog.load(Path(__file__).resolve().parents[2] / "contracts")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("{where} : la part de {raw} % ; vérifiez", "{where}\u00a0: la part de {raw}\u00a0%\u00a0; vérifiez"),
        ("« {raw} » est vide", "«\u00a0{raw}\u00a0» est vide"),
        ("«{raw}» : oui ?", "«\u00a0{raw}\u00a0»\u00a0: oui\u00a0?"),
        ("{where}: le total", "{where}\u00a0: le total"),
        ("35% des foyers!", "35\u00a0% des foyers\u00a0!"),
        ("Attention\u202f! Déjà\u00a0: lu", "Attention\u00a0! Déjà\u00a0: lu"),
        ("à 17:00, voir https://kho.vn/a?b=1 (%)", "à 17:00, voir https://kho.vn/a?b=1 (%)"),
        ("ligne\n: suite", "ligne\n: suite"),
    ],
)
def test_signs_stay_with_their_word(typed: str, set_: str) -> None:
    assert french(typed) == set_
    assert french(set_) == set_


def test_what_is_filled_in_stays_as_it_was_written() -> None:
    said = messages.render(
        "cell.type", {"cell": "C7", "header": "Tỷ lệ (%)", "raw": "a : b %", "expected": "x ; y"}, "fr"
    )
    assert "«\u00a0a : b %\u00a0»" in said
    assert "x ; y" in said


def test_every_french_text_is_set() -> None:
    with (messages.LOCALE / "fr" / "LC_MESSAGES" / "kho.po").open("rb") as file:
        keys = [message.id for message in read_po(file, locale="fr") if message.id and isinstance(message.id, str)]
    assert len(keys) > 100
    for key in keys:
        said = messages.template(key, "fr")
        assert " :" not in said
        assert " ;" not in said
    for contract in CATALOG.contracts.values():
        for rule in contract.rules:
            said = messages.render(rule.id, {"cell": "C7", "raw": "1"}, "fr", contract)
            assert " :" not in said, rule.id
            assert " ;" not in said, rule.id


def test_items_are_parted_as_the_language_does() -> None:
    assert [joint("; ", lang) for lang in messages.LANGUAGES] == ["; ", "; ", "\u00a0; "]
    assert [joint(": ", lang) for lang in messages.LANGUAGES] == [": ", ": ", "\u00a0: "]
