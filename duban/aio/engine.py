"""The engine of async applications, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.aio.acting import AsyncActs
from duban.aio.changing import AsyncChanges
from duban.aio.filing import AsyncFiles
from duban.aio.further import AsyncFurtherActs
from duban.aio.guest import run
from duban.aio.hands import AsyncHands
from duban.aio.keeping import AsyncKeeping
from duban.aio.listening import AsyncListening
from duban.aio.mailing import AsyncMailing
from duban.aio.office import AsyncOffice
from duban.aio.opening import AsyncOpenings
from duban.aio.papers import AsyncPapers
from duban.aio.reading import AsyncReads
from duban.aio.reporting import AsyncReporting
from duban.aio.rules import AsyncRules
from duban.workflow import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.evidence import Evidence
    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.storage import Durability
    from duban.workflow import (
        CalendarImport,
        Clock,
        Days,
        DeliveryResult,
        Directory,
        Health,
        Operators,
        OperatorsTold,
        Settings,
        SweepResult,
        Trouble,
    )


class AsyncEngine(
    AsyncOpenings,
    AsyncActs,
    AsyncChanges,
    AsyncReporting,
    AsyncFurtherActs,
    AsyncPapers,
    AsyncMailing,
    AsyncKeeping,
    AsyncFiles,
    AsyncReads,
    AsyncHands,
    AsyncRules,
    AsyncOffice,
    AsyncListening,
):
    """An `Engine` for async applications; it takes what `Engine` takes, and each verb takes and gives the same.

    Where a task is cancelled while a verb runs in its thread, the verb still comes to its end: it is done or refused as
    a whole, and a `key` tells which.
    """

    def __init__(
        self,
        database: str | Settings | None = None,
        *,
        bind: SqlEngine | None = None,
        scenarios: Iterable[str | Path | Definition] | None = None,
        directory: Directory | None = None,
        channels: Mapping[str, Callable[[], Notifier]] | None = None,
        clock: Clock | None = None,
        operators: Operators | None = None,
        evidence: Evidence | None = None,
        leave_out: bool = False,
        durability: Durability | None = None,
    ) -> None:
        self.engine = Engine(
            database,
            bind=bind,
            scenarios=scenarios,
            directory=directory,
            channels=channels,
            clock=clock,
            operators=operators,
            evidence=evidence,
            leave_out=leave_out,
            durability=durability,
        )

    async def refresh_directory(self) -> None:
        """Read the directory again if it has changed, in its files or in the database; a daemon does so at each sweep.

        Files that cannot be used are logged, and the directory stays as it was. A directory that was given to the
        engine as an argument is never replaced. Acts notice by themselves that the one in the database has changed.
        """
        await run(self.engine.refresh_directory)

    async def has_database(self) -> bool:
        """Return whether there is a database already; nothing is made by asking."""
        return await run(self.engine.has_database)

    async def require_in_place(self) -> None:
        """Raise DatabaseMoved if the SQLite file on which this engine works was deleted or replaced meanwhile."""
        await run(self.engine.require_in_place)

    async def prepare(self) -> None:
        """Make sure that the schema is there and current; every verb that reads or writes the database does so first.

        An empty database that was given by its URL gets its schema here; one given by `bind` must have it already.

        Raises:
            SchemaMissing: if the database of `bind` has none of our tables.
            SchemaOlder: if the schema must be upgraded first.
            SchemaNewer: if a newer duban has upgraded the schema.

        """
        await run(self.engine.prepare)

    async def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or upgrade them to the current schema.

        Return the version of the schema before (None if there was none) and after.
        """
        return await run(self.engine.create_tables)

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

    async def close(self) -> None:
        """Close the database connections, unless they belong to the application's own engine.

        The next verb opens them anew; after DatabaseMoved, on the file that lies there then.
        """
        await run(self.engine.close)

    async def __aenter__(self) -> Self:
        """Return the engine."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        await self.close()
