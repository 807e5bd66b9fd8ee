"""Reads the mailbox into which mail servers report what they could not deliver."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.notifiers import MailboxDown, MailRefused
from duban.states import Jsonable
from duban.workflow.acts import DELAYED, KNOWN, LOST, Arrivals, Bouncing
from duban.workflow.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.notifiers import Mailbox
    from duban.workflow.core import Core

_MOST = 1_000
"""So many mails are looked at in one go."""

_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class BouncesRead(Jsonable):
    """What was found in the mailbox: how many mails were `read`, and what they said.

    `lost` counts messages that are dead from now on, `marked` addresses that count as none, `known` reports that said
    nothing new, and `delayed` those of servers that still try. `left` are mails that say nothing of ours, or that
    cannot be read: they stay as they are. `down` says why the mailbox could not be read, or not to its end.
    """

    read: int = 0
    lost: int = 0
    marked: int = 0
    known: int = 0
    delayed: int = 0
    left: int = 0
    down: str = ""


class ReadingBounces(Arrivals, Bouncing):
    """Reads the mailbox of the settings. A mail is seen to in the database first, and then marked as read.

    If that fails in between it is read again, and changes nothing any more.
    """

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._reading = threading.Lock()
        self._left: set[tuple[str, str]] = set()

    def read_bounces(self, *, stop: Callable[[], bool] | None = None) -> BouncesRead:
        """Read what mail servers report in the mailbox of the settings, and return what came of it.

        Each report is kept as `bounced` does, and then marked as read, or moved. That the mailbox cannot be read raises
        nothing: it stands in the result. Without a mailbox in the settings nothing is read.

        Args:
            stop: called between mails; the reading ends early if it returns True.

        """
        core = self._core
        if not core.settings.bounces.host:
            return BouncesRead()
        core.prepare()
        with self._reading:
            found = BouncesRead()
            try:
                with core.settings.bounces.mailbox(core.settings.folder) as mailbox:
                    for uid in self._new(mailbox):
                        if stop is not None and stop():
                            break
                        try:
                            found, seen_to = self._noted_in(mailbox.fetch(uid), found)
                            if seen_to:
                                mailbox.done(uid)
                            else:
                                self._left.add((mailbox.validity, uid))
                        except MailRefused as error:  # one that is refused holds up no other
                            found = replace(found, down=str(error))
            except (MailboxDown, SettingsError) as error:
                found = replace(found, down=str(error))
            core.mailbox_down = found.down
        return found

    def _new(self, mailbox: Mailbox) -> list[str]:
        """Return the mails that this process has not left as they are before."""
        if len(self._left) > _REMEMBERED:
            self._left.clear()
        return [uid for uid in mailbox.unread() if (mailbox.validity, uid) not in self._left][:_MOST]

    def _noted_in(self, mail: bytes, found: BouncesRead) -> tuple[BouncesRead, bool]:
        """Keep what a mail says, and return it added to what was found; and whether it has been seen to."""
        noted = self.bounced(mail)
        outcomes = [each.outcome for each in noted]
        seen_to = bool({LOST, KNOWN, DELAYED} & set(outcomes))
        more = {
            "read": 1,
            "lost": sum(len(each.messages) for each in noted),
            "marked": sum(each.marked for each in noted),
            "known": outcomes.count(KNOWN),
            "delayed": outcomes.count(DELAYED),
            "left": not seen_to,
        }
        return replace(found, **{name: getattr(found, name) + count for name, count in more.items()}), seen_to
