"""The outbox as an operator sees it: which messages have not left and why, and what became of the others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, Jsonable, shown
from duban.storage import dead_letters, digests, fallbacks, outbox
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_search, check_texts, listed
from duban.workflow.instance import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from duban.storage import Guest, OutboxRecord

_WORDED = {"because", "behind", "cause", "digest"}
UNSENT = (outbox.PENDING, outbox.DEAD)
_COUNTED = 10_000
STATUSES = (outbox.PENDING, outbox.DELIVERED, outbox.WITHDRAWN, outbox.DEAD)


@dataclass(frozen=True, slots=True)
class OutboxEntry(Jsonable):
    """One message: what it is about, whom it is for, and its status; instants are in the scenario's time zone.

    `reason` says why it has this status, and `cause` is its code, the same in every language: `refused` by a server for
    good, `down` of a channel, and so on. `because` says why it goes to this person, if it was meant for somebody else.
    Messages with the same `digest` leave together, as one. `behind` is the id of the message that it stands behind: it
    leaves if that one does not arrive.
    """

    _json = (
        *("id", "number", "message", "clock", "rung", "medium", "unit", "contact", "address", "status"),
        *("attempts", "created_at", "not_before", "settled_at", "reason", "behind", "digest"),
    )

    id: int
    number: str
    message: str
    clock: str | None
    rung: str | None
    medium: str
    unit: str
    contact: str
    address: str
    status: str
    attempts: int
    created_at: datetime
    not_before: datetime
    settled_at: datetime | None
    reason: str | None
    is_copy: bool = False
    urgent: bool = False
    because: str = ""
    cause: str = ""
    behind: int | None = None
    digest: int | None = None


class Mailroom(HasCore):
    """Shows the outbox."""

    def outbox(
        self,
        *,
        statuses: Sequence[str] = UNSENT,
        number: str | None = None,
        digest: int | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[OutboxEntry]:
        """Return the messages of these statuses, oldest first; `drafts` returns how they read.

        Args:
            statuses: any of `pending`, `delivered`, `withdrawn` and `dead`; by default `pending` and `dead`.
            number: return only the messages of this instance.
            digest: return only the messages that leave together under this number.
            limit: return at most this many, the newest.
            viewer: who reads; what is kept of a message's way has no private values, so all are told the same.
            session: your own; what your transaction has written is read too.

        Raises:
            InvalidData: if a status is unknown, or the limit is not a whole number or negative.
            UnknownInstance: if there is no instance with that number.

        """
        check_texts(number=number, viewer=viewer)
        if unknown := [status for status in listed("statuses", statuses) if status not in STATUSES]:
            message = words.Line(
                "statuses: {status} is none; there are: {known}", status=shown(unknown[0]), known=tuple(STATUSES)
            )
            raise InvalidData((message,))
        check_search(light=None, due_by=None, limit=limit)
        core = self._core
        core.prepare(session)
        with core.database.reading(session) as connection:
            asked = None if number is None else record_of(connection, number).id
            among = None if digest is None else digests.told_together(connection, digest)
            records = outbox.list_messages(connection, statuses=statuses, instance=asked, among=among, limit=limit)
            core.catalogue.fetch(connection, {record.definition for record in records})
            before = fallbacks.ids_of(connection, [record.behind for record in records if record.behind is not None])
            zones = {
                digest: core.catalogue.pinned(connection, digest, number).calendar.timezone
                for digest, number in {record.definition: record.number for record in records}.items()
            }
        return [_entry(record, zones[record.definition], before.get(record.behind or "")) for record in records]

    def outbox_counts(self, *, session: Guest | None = None) -> dict[str, int]:
        """Return how many messages have each status; of more than the newest 10,000 none is counted."""
        core = self._core
        core.prepare(session)
        with core.database.reading(session) as connection:
            found = dead_letters.count_newest(connection, _COUNTED)
        return {status: found.get(status, 0) for status in STATUSES}

    def media_waiting(self) -> tuple[str, ...]:
        """Return the media of messages that could leave now, such as `email`; also of those that are being sent."""
        core = self._core
        core.prepare()
        with core.database.reading() as connection:
            return outbox.media_waiting(connection, now=core.now())


def _entry(record: OutboxRecord, zone: ZoneInfo, behind: int | None) -> OutboxEntry:
    values = {name: getattr(record, name) for name in OutboxEntry.__slots__ if name not in _WORDED}
    instants = {name: value.astimezone(zone) for name, value in values.items() if isinstance(value, datetime)}
    texts = {
        "reason": None if record.reason is None else words.told(record.reason),
        "because": words.told(json.loads(record.facts).get("because")),
        "cause": words.kept_code(record.reason or ""),
        "behind": behind,
        "digest": record.digest_id,
    }
    return OutboxEntry(**{**values, **instants, **texts})
