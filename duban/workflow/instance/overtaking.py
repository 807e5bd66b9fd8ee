"""A later reminder of a clock leaves in place of the earlier ones that have not left: nobody reads five at 08:30."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.storage import outbox
from duban.words import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.states import ClockLedger, Rung
    from duban.storage import NewMessage
    from duban.workflow.instance.work import UnitOfWork

OVERTAKEN = "overtaken"


def overtake(work: UnitOfWork, rung: Rung, ledger: ClockLedger, rows: Sequence[NewMessage]) -> None:
    """Withdraw what an earlier rung of the same lap has for the same readers and what has not left yet.

    A copy overtakes only copies. Rungs that take effect together belong together: none overtakes another.
    """
    ladder = work.compiled.definition.ladders.get(ledger.name, ())
    beside = {rung.id, *(each.id for each in ladder if each.at == rung.at)}
    if all(each in beside for each in work.subject.claimed.get(ledger.name, ())):
        return
    why = words.kept(Reason(OVERTAKEN, {}))
    for row in (row for row in rows if row.status == outbox.PENDING):
        for older in work.messages:
            if older.status == outbox.PENDING and older.rung not in beside and _makes_pointless(row, older):
                work.withdraw(older, why)
    readers = dict.fromkeys((row.unit, row.contact, row.is_copy) for row in rows if row.status == outbox.PENDING)
    work.overtaken += tuple(
        {
            "which": ledger.name,
            "in_round": work.subject.round,
            "in_lap": ledger.lap,
            "meant_for": unit,
            "whose": contact,
            "meant": not is_copy,
            "now": work.now,
            "why": why,
        }
        for unit, contact, is_copy in readers
    )


def _makes_pointless(row: NewMessage, older: NewMessage) -> bool:
    """Return whether a reminder tells the reader of an older one of the same clock more than that does."""
    same = (row.clock, row.round, row.lap, row.unit, row.contact)
    if same != (older.clock, older.round, older.lap, older.unit, older.contact):
        return False
    return not (older.rung or "#").startswith("#") and (older.is_copy or not row.is_copy)
