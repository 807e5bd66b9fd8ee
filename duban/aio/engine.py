"""The engine of async applications, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from duban.aio.acting import AsyncActs
from duban.aio.reading import AsyncReads
from duban.workflow import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Self

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.workflow import CalendarImport, Clock, Days, DeliveryResult, Directory, Health, Settings, SweepResult


class AsyncEngine(AsyncActs, AsyncReads):
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
    ) -> None:
        self.engine = Engine(
            database, bind=bind, scenarios=scenarios, directory=directory, channels=channels, clock=clock
        )

    async def prepare(self) -> None:
        """See to it that the schema is there: created in an empty database of ours, required everywhere else."""
        await asyncio.to_thread(self.engine.prepare)

    async def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or bring them up to date, in a database that we were given by `bind`.

        Return the version of the schema before (None for an empty database) and after.
        """
        return await asyncio.to_thread(self.engine.create_tables)

    async def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many sweep at the same time."""
        return await asyncio.to_thread(partial(self.engine.sweep, stop=stop))

    async def health(self) -> Health:
        """Return how far the installation is behind: its lag, what waits to leave, dead letters and decisions."""
        return await asyncio.to_thread(self.engine.health)

    async def next_instant(self) -> datetime | None:
        """Return the next instant at which a sweep or a drain has work to do."""
        return await asyncio.to_thread(self.engine.next_instant)

    async def import_calendar(
        self, calendar: str = "china", days: Days | None = None, *, dry_run: bool = False
    ) -> CalendarImport:
        """Lay days over a calendar (whether each is worked, and a note) and date every open clock anew, all or nothing.

        Without `days` the clocks are dated by the library as it is now. Nothing fired before fires again; with
        `dry_run` nothing is written. Other processes reckon with it from the next instance that they read on.
        """
        return await asyncio.to_thread(partial(self.engine.import_calendar, calendar, days, dry_run=dry_run))

    async def deliver(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Drain the outbox: send what may leave now."""
        return await self.engine.deliver(stop=stop)

    async def close(self) -> None:
        """Close the connections that are ours."""
        await asyncio.to_thread(self.engine.close)

    async def __aenter__(self) -> Self:
        """Return the engine."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        await self.close()
