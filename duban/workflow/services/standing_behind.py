"""What becomes of a message that stands behind another one, in the transaction that says what became of that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.storage import fallbacks, outbox
from duban.words import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import OutboxRecord
    from duban.workflow.core import Core

REACHED = "reached"
_HAS_ONE = '"behind":"'
"""What the facts of a message have if another one was decided to stand behind it."""


def settle_behind(core: Core, connection: Connection, record: OutboxRecord, *, status: str, now: datetime) -> None:
    """Withdraw what stands behind a message that was delivered; let it leave if that one is dead."""
    if status == outbox.PENDING or _HAS_ONE not in record.facts:
        return
    if status == outbox.DELIVERED:
        reason = words.kept(Reason(REACHED, {}))
        fallbacks.withdraw_behind(connection, record.message_id, now=now, reason=reason)
    elif status == outbox.DEAD:
        compiled = core.catalogue.at_hand(record.definition)  # it was filled in just now
        at = now if compiled is None else compiled.hours_of(record.facts).next_opening(now)
        fallbacks.release_behind(connection, record.message_id, now=now, at=at)
