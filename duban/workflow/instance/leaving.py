"""When a message leaves: at once, with the others of a morning, or with whatever comes next to its reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.states import Announcement, Unit, due_first

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import ClockLedger, Rung, Subject
    from duban.workflow.digests import Digests
    from duban.workflow.people import Addressee
    from duban.workflow.rules import Compiled


class Leave(NamedTuple):
    """When a message leaves at the latest; `alone` if it is never gathered with others."""

    at: datetime
    alone: bool


class Leaving:
    """Says of one message when it leaves to each of its addressees.

    Urgent ones leave at once, by night as well. A paper that somebody has signed leaves alone as soon as an office is
    open. What is left waits for the morning; what presses nobody waits longer for other messages to its reader, which
    take it along: copies, news of what has ended, reminders of a day that is far off, and regular sheets.
    """

    def __init__(
        self,
        compiled: Compiled,
        subject: Subject,
        source: Rung | Announcement,
        *,
        ledger: ClockLedger | None,
        paper: Mapping[str, Any] | None,
        now: datetime,
        digests: Digests,
    ) -> None:
        self._calendar, self._now, self._digests = compiled.calendar, now, digests
        self._soonest = now if source.urgent else compiled.calendar.next_opening(now)
        self._media = () if source.urgent else digests.used
        self._signed = paper is not None
        self._ended = subject.closed_at is not None
        self._most = digests.most(compiled.calendar, now) if self._media else 0
        self._left = self._days_left(subject, source, ledger) if self._most else 0

    def of(self, addressee: Addressee) -> Leave:
        """Return when the message leaves to an addressee."""
        if addressee.medium not in self._media or (self._signed and not addressee.is_copy):
            return Leave(self._soonest, alone=self._signed)
        wait = self._most if addressee.is_copy or self._ended else min(self._most, self._left // 2)
        return Leave(self._digests.leaves(self._calendar, self._now, after=wait), alone=False)

    @property
    def next(self) -> datetime:
        """Return when the message leaves to whom it is meant for, at the soonest."""
        if not self._media or self._signed:
            return self._soonest
        return self._digests.leaves(self._calendar, self._now)

    def _days_left(self, subject: Subject, source: Rung | Announcement, ledger: ClockLedger | None) -> int:
        """Return how many working days are left until the due day of what the message can wait for; 0 if it cannot."""
        if isinstance(source, Announcement):
            regular = subject.sheet is not None and "open" in source.on
            ledger = due_first(subject) if regular else None
        if ledger is None or ledger.due_on is None:
            return 0
        leaves_on = self._calendar.local_date(self._digests.leaves(self._calendar, self._now))
        return self._calendar.count(leaves_on + timedelta(days=1), ledger.due_on, Unit.WORKING_DAYS)
