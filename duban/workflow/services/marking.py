"""Marks of addresses that servers say do not exist, and their end when one of them takes a message after all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM
from duban.storage import reach
from duban.workflow.logs import event

if TYPE_CHECKING:
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core

log = logging.getLogger("duban.delivery")

_BY_ANSWER = "refused"
"""The code of a mark by a server's own answer: the same server taking a message ends it."""


class Marking:
    """Marks addresses by what became of messages to them."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def found_dead(self, record: OutboxRecord, reason: str) -> None:
        """Mark the address of a message, for a server says that nobody is there."""
        with self._core.database.writing() as connection:
            new = reach.mark_address(
                connection,
                record.medium,
                record.address,
                now=self._core.now(),
                reason=reason,
                message_id=record.message_id,
            )
        if new:
            log.warning(event("address dead", medium=record.medium, unit=record.unit, reason=words.told(reason)))

    def doubts(self, record: OutboxRecord) -> bool:
        """Return whether that a message was taken says that its address works again.

        It does not if the address was marked for a report that came later: the server took that message as well.
        """
        marks = self._core.marks
        return bool(marks) and marks.get((record.medium, record.address)) == _BY_ANSWER

    def taken(self, record: OutboxRecord) -> None:
        """End the mark of an address that has taken a message."""
        with self._core.database.writing() as connection:
            reach.clear_address(connection, record.medium, record.address, now=self._core.now(), by=SYSTEM)
