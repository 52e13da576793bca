"""What a contract says of several senders of one fact reaches dbt, and names nothing that is not there."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from kho import dbt_sources
from kho.catalog import Catalog
from kho.contract import Contract
from kho.settings import PROJECT

UPTAKE = Catalog.load(PROJECT / "contracts").contracts["digital_services_uptake"]


def test_the_order_of_senders_stands_with_the_raw_table() -> None:
    (table,) = yaml.safe_load(dbt_sources.render([UPTAKE]))["sources"][0]["tables"]
    declared = table["config"]["meta"]["precedence"]
    assert declared["by"] == "service_code"
    assert declared["order"]["e_invoice"] == ["thue", "so_khcn"]


@pytest.mark.parametrize(
    "precedence",
    [
        {"by": "service_code", "order": {"e_visa": ["so_khcn"]}},
        {"by": "visa_code", "order": {"e_invoice": ["thue"]}},
        {"by": "new_count", "order": {"e_invoice": ["thue"]}},
    ],
    ids=["no such code", "no such field", "a field without codes"],
)
def test_a_precedence_of_codes_that_are_not_there_is_refused(precedence: dict[str, Any]) -> None:
    written = UPTAKE.model_dump(mode="json", exclude_unset=True) | {"precedence": precedence}
    with pytest.raises(ValidationError, match="digital_services_uptake: precedence names codes"):
        Contract.model_validate(written)
