"""Asks providers what became of the SMS that they took, where they can be asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.notifiers import NotifierError, Reporting, SentTo, connected
from duban.states import Jsonable
from duban.storage import deliveries
from duban.workflow.errors import SettingsError
from duban.workflow.services.bounces import ReadingBounces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.notifiers import Notifier

_LATEST = timedelta(days=3)
"""Providers report within 72 hours."""

_SOONEST = timedelta(minutes=2)
_MOST = 500
"""So many messages are asked for in one go."""

_TURN = timedelta(minutes=30)
"""So long the same ones are asked for, if there are more: each process goes by the time, and keeps nothing."""


@dataclass(frozen=True, slots=True)
class ReceiptsPolled(Jsonable):
    """What providers said when they were asked: how many messages were `asked` for, and how many reports `noted`.

    `unknown` counts reports of what this outbox has not sent, and `down` says by medium why one could not be asked.
    """

    asked: int = 0
    noted: int = 0
    unknown: int = 0
    down: Mapping[str, str] = field(default_factory=dict)


class HearingBack(ReadingBounces):
    """Hears what became of messages that others had taken."""

    async def poll_receipts(self) -> ReceiptsPolled:
        """Ask the providers that can be asked what became of messages, and keep it as `received` does.

        Only messages of the last three days are asked for, of which nothing was reported yet. A provider that cannot be
        reached raises nothing: it stands in the result.
        """
        core, found = self._core, ReceiptsPolled()
        await asyncio.to_thread(core.prepare)
        for medium, make in core.channels.items():
            try:
                notifier = make()
                if isinstance(notifier, Reporting):
                    found = await self._poll(medium, notifier, found)
            except (NotifierError, SettingsError) as error:  # of one channel; the others are asked
                down = {**found.down, medium: str(error)}
                found = ReceiptsPolled(found.asked, found.noted, found.unknown, down)
        return found

    async def _poll(self, medium: str, notifier: Notifier, found: ReceiptsPolled) -> ReceiptsPolled:
        sent = await asyncio.to_thread(self._unreported, medium)
        if not sent or not isinstance(notifier, Reporting):
            return found
        noted = unknown = 0
        async with connected(notifier):
            # Kept answer by answer: some providers tell each report only once.
            async for answer in notifier.reports(sent, now=self._core.now()):
                known, others = await asyncio.to_thread(self.received, answer, medium=medium)
                noted, unknown = noted + len(known), unknown + len(others)
        return ReceiptsPolled(found.asked + len(sent), found.noted + noted, found.unknown + unknown, found.down)

    def _unreported(self, medium: str) -> list[SentTo]:
        now = self._core.now()
        with self._core.database.reading() as connection:
            rows = deliveries.unreported(
                connection,
                medium=medium,
                since=now - _LATEST,
                until=now - _SOONEST,
                limit=_MOST,
                turn=int(now.timestamp() // _TURN.total_seconds()),
            )
        return [SentTo(*row) for row in rows]
