"""The verbs that run the services, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.guest import run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from duban.workflow import CalendarImport, Days, DeliveryResult, Engine, Health, OperatorsTold, SweepResult, Trouble


class AsyncRunning:
    """Sweeps, delivers, and says how the installation is."""

    engine: Engine

    async def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many processes sweep at the same time.

        `stop` is called between batches; the sweep ends early if it returns True. An instance that fails does not hold
        up the others: it is named in the result and tried again later.
        """
        return await run(partial(self.engine.sweep, stop=stop))

    async def health(self) -> Health:
        """Return how far the installation is behind: due instances, waiting messages, dead letters and decisions."""
        return await run(self.engine.health)

    async def troubles(self) -> list[Trouble]:
        """Return what keeps messages or work from people now, as the operators are told it; empty if all is well."""
        return await run(self.engine.troubles)

    async def next_instant(self, *, deliveries: bool = True) -> datetime | None:
        """Return the next instant at which `sweep` or `deliver` has work to do; None if nothing is to come.

        Without `deliveries` only `sweep` counts.
        """
        return await run(partial(self.engine.next_instant, deliveries=deliveries))

    async def import_calendar(
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
        return await run(partial(self.engine.import_calendar, calendar, days, dry_run=dry_run))

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
        return await self.engine.deliver(media=media, stop=stop)

    async def tell_operators(self) -> OperatorsTold:
        """Tell the operators of the settings what keeps messages or work from people, and return what they were told.

        They are told once a day, however many processes call this, and only if there is something to tell; nothing of
        it stands in the outbox. If all channels fail it is tried again after an hour.
        """
        return await self.engine.tell_operators()
