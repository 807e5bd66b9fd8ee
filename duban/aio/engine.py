"""The engine of async applications, awaited; `make aio` writes it from `Engine`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.aio.acting import AsyncActs
from duban.aio.changing import AsyncChanges
from duban.aio.explaining import AsyncExplaining
from duban.aio.feeding import AsyncFeed
from duban.aio.filing import AsyncFiles
from duban.aio.following import AsyncFollowing
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
from duban.aio.running import AsyncRunning
from duban.aio.saying import AsyncSayings
from duban.workflow import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import Self

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.evidence import Evidence
    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.storage import Durability
    from duban.workflow import Clock, Directory, Operators, Settings


class AsyncEngine(
    AsyncOpenings,
    AsyncActs,
    AsyncChanges,
    AsyncReporting,
    AsyncSayings,
    AsyncFurtherActs,
    AsyncPapers,
    AsyncMailing,
    AsyncKeeping,
    AsyncFiles,
    AsyncFeed,
    AsyncReads,
    AsyncExplaining,
    AsyncHands,
    AsyncRules,
    AsyncOffice,
    AsyncRunning,
    AsyncListening,
    AsyncFollowing,
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
        wait_seconds: float | None = None,
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
            wait_seconds=wait_seconds,
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
