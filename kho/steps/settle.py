"""Settle: what was found decides; a steward may decide otherwise, and says why."""

from __future__ import annotations

import logging

from kho import ledger, reporting
from kho.catalog import catalog
from kho.database import connect
from kho.finding import Verdict, verdict
from kho.steps.errors import Permanent, step
from kho.steps.locks import changing_verdicts

log = logging.getLogger(__name__)

#: Who settles a delivery where no person does.
GATE = "gate"


@step
def settle(delivery_id: int) -> Verdict:
    """Give a gated delivery the verdict that its findings call for.

    Returns:
        The verdict that holds, also when it was given before.
    """
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id, lock=True)
        if delivery.verdict is None:
            if delivery.rows_read:
                reporting.note_periods(conn, catalog().contract(delivery.feed), delivery_id)
            given = verdict(ledger.standings(conn, delivery_id))
            ledger.settle(conn, delivery_id, given, by=GATE)
            log.info("%s: %s", delivery, given)
            return given
        return delivery.verdict


@step
def decide(delivery_id: int, *, accept: bool, by: str, reason: str) -> Verdict:
    """Settle a delivery as a steward: accept or refuse one that is held, or withdraw an accepted one.

    Args:
        delivery_id: A settled delivery.
        accept: Whether its rows may enter the next release.
        by: Who decides.
        reason: Why, for the receipt and the record.

    Raises:
        Permanent: The delivery has no verdict yet, is a duplicate, or was rejected by a rule that blocks.
    """
    with changing_verdicts(), connect() as conn:
        delivery = ledger.get(conn, delivery_id, lock=True)
        if delivery.verdict is None or delivery.duplicate_of is not None:
            raise Permanent(f"{delivery} cannot be decided: only a settled delivery that is no duplicate can.")
        if accept and "block" in ledger.standings(conn, delivery_id):
            raise Permanent(f"{delivery} breaks a rule that blocks: the sender must correct it and send it again.")
        given: Verdict = "accepted_with_warnings" if accept else "rejected"
        ledger.settle(conn, delivery_id, given, by=by, reason=reason)
        return given
