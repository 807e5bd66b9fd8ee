"""When a message leaves: at once, with the others of a morning, or with whatever comes next to its reader."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from duban.states import Announcement, Unit, due_first

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duban.states import ClockLedger, Rung, Subject, WorkingCalendar
    from duban.workflow.digests import Digests
    from duban.workflow.people import Addressee
    from duban.workflow.rules import Compiled


_BOTH = 3
"""How many working days who leads a unit alone waits for what is for its deputy head: the head is told by then."""


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
        self._calendar, self._now, self._digests, self._urgent = compiled.calendar, now, digests, source.urgent
        self._media = () if source.urgent else digests.used
        self._signed, self._reminds = paper is not None, ledger is not None
        self._ended = subject.closed_at is not None
        self._most = digests.most(compiled.calendar, now) if self._media else 0
        self._left = self._days_left(subject, source, ledger) if self._most else 0

    def of(self, addressee: Addressee, calendar: WorkingCalendar, since: datetime) -> datetime:
        """Return when the message leaves to an addressee with this calendar who may get it `since` an instant.

        That is now, or when it takes over from the one that it stands behind.
        """
        if self._urgent:
            return since
        if not self._waits(addressee):
            return calendar.next_opening(since)
        if since > self._now:
            return self._digests.leaves(calendar, since)
        return self._digests.leaves(calendar, since, after=min(self._most, self._longest(addressee)))

    def alone(self, addressee: Addressee) -> bool:
        """Return whether the message is never gathered with others: it is signed, or its reader wants it at once."""
        return not self._urgent and bool(self._media) and not self._waits(addressee)

    def _longest(self, addressee: Addressee) -> int:
        """Return how many working days the message waits for others to this addressee, if it may wait so long."""
        if addressee.is_copy or self._ended:
            return self._most
        return max(self._left // 2, _BOTH if addressee.as_deputy and self._reminds else 0)

    @property
    def next(self) -> datetime:
        """Return when the message leaves to whom it is meant for, at the soonest."""
        if self._urgent:
            return self._now
        if not self._media or self._signed:
            return self._calendar.next_opening(self._now)
        return self._digests.leaves(self._calendar, self._now)

    def _waits(self, addressee: Addressee) -> bool:
        """Return whether it waits for the morning: as the reader wishes, or else as the settings say."""
        if self._signed and not addressee.is_copy:
            return False
        wishes, medium = addressee.wishes, addressee.medium
        return medium in wishes.morning or (medium in self._media and medium not in wishes.at_once)

    def _days_left(self, subject: Subject, source: Rung | Announcement, ledger: ClockLedger | None) -> int:
        """Return how many working days are left until the due day of what the message can wait for; 0 if it cannot."""
        if isinstance(source, Announcement):
            regular = subject.sheet is not None and "open" in source.on
            ledger = due_first(subject) if regular else None
        if ledger is None or ledger.due_on is None:
            return 0
        leaves_on = self._calendar.local_date(self._digests.leaves(self._calendar, self._now))
        return self._calendar.count(leaves_on + timedelta(days=1), ledger.due_on, Unit.WORKING_DAYS)
