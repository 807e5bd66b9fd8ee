"""What providers report of messages that they had taken: whether they arrived. It is kept with the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import reports_in
from duban.states import SYSTEM, is_keepable
from duban.storage import deliveries, outbox, reach
from duban.words import Reason
from duban.workflow.acts.coming_back import bring_back_behind
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.notifiers import Report
    from duban.storage import Taken

_LATEST = timedelta(days=4)
"""Providers report within 72 hours."""

_DIGITS = 11


class Arrivals(HasCore):
    """Takes reports on what has arrived."""

    def received(self, reports: object, *, medium: str = "sms") -> tuple[list[int], list[str]]:
        """Keep what a provider reports of messages, and return the ids of those, and by what unknown ones were named.

        A message that did not arrive is dead from then on: it is listed, told of and can be retried. A report that
        comes again changes nothing. What was withdrawn because it had arrived, such as the SMS behind a mail, comes
        back. A number of which it says that it does not exist counts as no address any more.

        Args:
            reports: JSON as a provider posts it or answers a poll: the callbacks and polls of Aliyun, Tencent Cloud and
                operators' platforms; or objects with `id` (a message's Message-ID), `arrived` and `detail`.
            medium: the medium of the messages.

        Raises:
            InvalidData: if the medium is no text.

        """
        check_texts(medium=medium)
        core = self._core
        core.prepare()
        given = list(reports_in(reports))
        noted: list[int] = []
        unknown: list[str] = []
        lost: list[int] = []
        if not given:
            return noted, unknown
        ids = {each.id for each in given if each.id and is_keepable(each.id)}
        numbers = {form for each in given if each.serial for form in _forms(each.number)}
        with core.database.writing() as connection:
            now = core.now()
            since = now - _LATEST
            known = _Known(deliveries.taken(connection, medium=medium, since=since, ids=ids, numbers=numbers))
            dead = {mark.address for mark in reach.read_marks(connection) if mark.medium == medium}
            for each in given:
                key = known.message_of(each)
                if key is None:
                    unknown.append(each.named)
                    continue
                noted += deliveries.told_by(connection, key) or [key]
                if not known.is_open(key):
                    continue
                known.close(key)
                if each.arrived:
                    deliveries.note_arrival(connection, key, now=now, detail=each.detail)
                    if (address := known.address_of(key)) in dead:
                        reach.clear_address(connection, medium, address, now=now, by=SYSTEM)
                else:
                    reason = words.kept(Reason("lost", {"answer": each.detail}))
                    deliveries.note_loss(connection, key, now=now, reason=reason)
                    lost += deliveries.told_by(connection, key) or [key]
                    if each.is_gone or each.names(self._gone(medium)):
                        known.mark(connection, key, medium=medium, now=now, reason=reason)
            bring_back_behind(core, connection, lost)
        return noted, unknown

    def _gone(self, medium: str) -> tuple[str, ...]:
        """Return the codes that the settings of a channel have for numbers that do not exist."""
        channel = self._core.settings.channels.get(medium)
        codes = ((channel.model_extra or {}) if channel is not None else {}).get("codes")
        found = codes.get("gone", ()) if isinstance(codes, dict) else ()
        return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def _forms(number: str) -> tuple[str, ...]:
    """Return how a number may stand in the outbox: as it is, and with and without the code of the country."""
    last = number[-_DIGITS:]
    forms = (number, last, f"+86{last}", f"86{last}", f"+{number}")
    return tuple(each for each in forms if is_keepable(each))


class _Known:
    """The messages that reports may speak of: by their own ids, and by what a provider called them for a number."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        self._by_id: dict[str, int] = {}
        self._told: dict[str, list[tuple[int, str]]] = {}
        self._open: set[int] = set()
        self._of: dict[int, Taken] = {}
        for each in taken:
            self._by_id[each.message_id] = each.id
            self._of[each.id] = each
            if each.outcome == outbox.DELIVERED:
                self._told.setdefault(each.address[-_DIGITS:], []).append((each.id, each.detail))
                if each.status == outbox.DELIVERED:
                    self._open.add(each.id)
            elif each.outcome in {deliveries.ARRIVED, deliveries.LOST}:
                self._open.discard(each.id)

    def message_of(self, report: Report) -> int | None:
        """Return the message that a report speaks of, None if there is none."""
        if report.id in self._by_id:
            return self._by_id[report.id]
        if not report.serial:
            return None
        told = self._told.get(report.number[-_DIGITS:], ())
        return next((key for key, detail in told if f'"{report.serial}"' in detail), None)

    def address_of(self, key: int) -> str:
        """Return to which address a message went."""
        return self._of[key].address

    def mark(self, connection: Connection, key: int, *, medium: str, now: datetime, reason: str) -> None:
        """Mark the address of a message: nobody is there."""
        sent = self._of[key]
        reach.mark_address(connection, medium, sent.address, now=now, reason=reason, message_id=sent.message_id)

    def is_open(self, key: int) -> bool:
        """Return whether nothing was reported of a delivered message yet."""
        return key in self._open

    def close(self, key: int) -> None:
        """Note that something was."""
        self._open.discard(key)
