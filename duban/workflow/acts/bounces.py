"""What mail servers report of mails that they could not deliver: such a mail is dead, and so may its address be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import bounces_in
from duban.states import USUAL_MEDIUM, InvalidData, Jsonable, is_keepable, shown
from duban.storage import deliveries, outbox, reach
from duban.words import Reason
from duban.workflow.acts.coming_back import bring_back_behind
from duban.workflow.core import HasCore
from duban.workflow.logs import event

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.notifiers import Bounce

log = logging.getLogger("duban.delivery")

LOST, KNOWN, DELAYED, UNKNOWN = "lost", "known", "delayed", "unknown"
"""What comes of a report: mails are dead, nothing is new, a server still tries, or no mail of ours is meant."""


@dataclass(frozen=True, slots=True)
class BounceNoted(Jsonable):
    """What came of a report on one mail: `outcome` is `lost`, `known`, `delayed` or `unknown`.

    `messages` are those that are dead from now on: of a digest, those that it told of. `marked` says whether the
    address counts as none from now on.
    """

    outcome: str
    message_id: str
    address: str
    messages: tuple[int, ...] = ()
    marked: bool = False


class Bouncing(HasCore):
    """Takes reports of mail servers."""

    def bounced(self, mail: bytes) -> list[BounceNoted]:
        """Keep what a mail from a mail server says of our own, and return it; empty if it is no such report.

        A mail that could not be delivered is dead from then on: it is listed, told of and can be retried. If the server
        says that nobody is at its address, that counts as none until somebody corrects it. Only a report that names a
        mail of the outbox, sent to that very address within the days of the settings, changes anything; one that is
        given again changes nothing.

        Args:
            mail: as it came in, with its headers.

        Raises:
            InvalidData: if that is not bytes.

        """
        if not isinstance(mail, bytes):
            raise InvalidData((words.at("mail", words.Line("has to be bytes, not {given}", given=shown(mail))),))
        core = self._core
        found = bounces_in(mail)
        core.prepare()
        if not found:
            return []
        with core.database.writing() as connection:
            return [self._noted(connection, each, core.now()) for each in found]

    def _noted(self, connection: Connection, bounce: Bounce, now: datetime) -> BounceNoted:
        named = bounce.message_id
        sent = deliveries.sent_as(connection, named) if is_keepable(named) else None
        days = timedelta(days=self._core.settings.bounces.days)
        if (
            sent is None
            or sent.medium != USUAL_MEDIUM
            or not bounce.is_for(sent.address)
            or (sent.settled_at or sent.created_at) < now - days
        ):
            return BounceNoted(UNKNOWN, named, ", ".join(sorted(bounce.addresses)))
        if not bounce.has_failed:
            return BounceNoted(DELAYED, named, sent.address)
        if deliveries.is_reported(connection, sent.id, bounce.report):
            return BounceNoted(KNOWN, named, sent.address)
        reason = words.kept(Reason("bounced", {"answer": bounce.told, "report": bounce.report}))
        lost: list[int] = []
        if sent.status == outbox.DELIVERED:
            lost = deliveries.told_by(connection, sent.id) or [sent.id]
            deliveries.note_loss(connection, sent.id, now=now, reason=reason)
            bring_back_behind(self._core, connection, lost)
            log.warning(event("mail lost", message=named, reason=bounce.told))
        marked = bounce.is_gone and reach.mark_address(
            connection, sent.medium, sent.address, now=now, reason=reason, message_id=named
        )
        return BounceNoted(LOST if lost or marked else KNOWN, named, sent.address, tuple(lost), marked)
