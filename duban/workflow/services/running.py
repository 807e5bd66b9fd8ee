"""The verbs that run the services: sweep, deliver, tell the operators, and say how the installation stands."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from duban.storage import outbox, queries, relations
from duban.workflow.acts import CalendarImport, import_calendar
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, listed
from duban.workflow.reads import find_troubles, take_health
from duban.workflow.services.dispatcher import Dispatcher
from duban.workflow.services.operators import TellingOperators
from duban.workflow.services.recurring import Recurring
from duban.workflow.services.sweeper import Sweeper

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from duban.workflow.acts import Days
    from duban.workflow.core import Core
    from duban.workflow.reads import Health, Trouble
    from duban.workflow.services.operators import OperatorsTold
    from duban.workflow.values import DeliveryResult, SweepResult


class Running(HasCore):
    """Runs what a daemon runs, once each time it is asked."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._recurring = Recurring(core)
        self._sweeper = Sweeper(core, self._recurring)
        self._dispatcher = Dispatcher(core)
        self._operators = TellingOperators(core, self._recurring)

    def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many processes sweep at the same time.

        `stop` is called between batches; the sweep ends early if it returns True. An instance that fails does not hold
        up the others: it is named in the result and tried again later.
        """
        self._core.prepare()
        return self._sweeper.run_once(self._core.now(), stop=stop)

    def health(self) -> Health:
        """Return how far the installation is behind: due instances, waiting messages, dead letters and decisions."""
        self._core.prepare()
        with self._core.database.reading() as connection:
            return take_health(self._core, connection, self._core.now(), recurring=self._recurring.impossible())

    def troubles(self) -> list[Trouble]:
        """Return what keeps messages or work from people now, as the operators are told it; empty if all is well."""
        self._core.prepare()
        with self._core.database.reading() as connection:
            recurring = self._recurring.impossible()
            return find_troubles(self._core, connection, self._core.now(), recurring=recurring)

    def next_instant(self, *, deliveries: bool = True) -> datetime | None:
        """Return the next instant at which `sweep` or `deliver` has work to do; None if nothing is to come.

        Without `deliveries` only `sweep` counts.
        """
        self._core.prepare()
        with self._core.database.reading() as connection:
            instants = [queries.next_wake(connection), relations.next_errand(connection)]
            instants.append(outbox.next_delivery(connection) if deliveries else None)
        instants.append(self._recurring.next_instant())
        return min((instant for instant in instants if instant is not None), default=None)

    def import_calendar(
        self, calendar: str = "china", days: Days | None = None, *, dry_run: bool = False
    ) -> CalendarImport:
        """Import days into a calendar and compute the due dates of all open clocks again, in one transaction.

        No rung that has fired fires again. Other processes use the new days from the next instance that they read.

        Args:
            calendar: its name; one that is no calendar's makes a table of days, which scenarios can name.
            days: for each day, whether it is worked, and a note or None. Without any, the due dates are computed again
                by the calendar as the `holidays` library has it now, and the days imported before.
            dry_run: write nothing, and return what would change.

        Raises:
            CalendarTableError: if a day cannot be used; it names every such day.

        """
        check_texts(calendar=calendar)
        self._core.prepare()
        with self._core.database.reading() if dry_run else self._core.database.writing() as connection:
            return import_calendar(self._core, connection, calendar, days or {}, dry_run=dry_run)

    async def deliver(
        self, *, media: Collection[str] | None = None, stop: Callable[[], bool] | None = None
    ) -> DeliveryResult:
        """Send the messages of the outbox that may leave now, and return what became of them.

        A mail server may take ten minutes to answer for a mail that it has. Meanwhile messages by other media go on
        leaving, also those decided in the meantime.

        Args:
            media: send only messages by these media, such as `email`; by default, by all.
            stop: called between messages, and while one waits for its answer; the delivery ends early if it returns
                True. A message in flight then has half of `lease_seconds` in all to be answered for.

        Raises:
            InvalidData: if `media` is not a list.

        """
        chosen = None if media is None else listed("media", media)
        await asyncio.to_thread(self._core.prepare)
        return await self._dispatcher.run_once(media=chosen, stop=stop)

    async def tell_operators(self) -> OperatorsTold:
        """Tell the operators of the settings what keeps messages or work from people, and return what they were told.

        They are told once a day, however many processes call this, and only if there is something to tell; nothing of
        it stands in the outbox. If all channels fail it is tried again after an hour.
        """
        await asyncio.to_thread(self._core.prepare)
        return await self._operators.run_once()
