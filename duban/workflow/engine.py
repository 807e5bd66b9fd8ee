"""The engine: what an application, the daemon or the command line holds in its hand, with every verb."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from duban import words
from duban.storage import Database, outbox, queries, relations
from duban.workflow.acts import CalendarImport, Commands, Migrating, Resending, import_calendar
from duban.workflow.clock import Clock, SystemClock
from duban.workflow.core import Core
from duban.workflow.inputs import check_texts
from duban.workflow.reads import Explaining, Mailroom, Numbers, People, Rulebook, Situations, take_health
from duban.workflow.rules import Catalogue
from duban.workflow.services import Dispatcher, Drafting, Recurring, Sweeper
from duban.workflow.settings import Settings, load_definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.workflow.acts import Days
    from duban.workflow.people import Directory
    from duban.workflow.reads import Health
    from duban.workflow.values import DeliveryResult, SweepResult


class Engine(Commands, Migrating, Resending, Situations, Explaining, Rulebook, Numbers, People, Mailroom, Drafting):
    """Opens, moves, watches and explains instances; synchronous and thread-safe.

    Give it a database URL, `Settings`, or the application's own SQLAlchemy engine as `bind`. `scenarios` are files,
    folders, names of shipped scenarios or definitions; left out, the shipped ones. With `session=` a command joins the
    application's transaction and neither commits nor rolls back.
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
        if (database is None) == (bind is None):
            message = words.Line(
                "give Engine either a database (a URL or Settings) or bind=, the application's own engine"
            )
            raise TypeError(message)
        settings = database if isinstance(database, Settings) else Settings.plain(database)
        who = directory if directory is not None else settings.load_directory()
        ways = dict(settings.channel_factories() if channels is None else channels)
        super().__init__(
            Core(
                settings=settings,
                database=Database.from_url(settings.database) if bind is None else Database(bind, ours=False),
                catalogue=Catalogue(
                    load_definitions(settings.scenarios, folder=settings.folder)
                    if scenarios is None
                    else load_definitions(scenarios)
                ),
                directory=who,
                channels=ways,
                clock=clock or SystemClock(),
                directory_is_ours=directory is None,
            )
        )
        self._recurring = Recurring(self._core)
        self._sweeper = Sweeper(self._core, self._recurring)
        self._dispatcher = Dispatcher(self._core)

    @property
    def settings(self) -> Settings:
        """Return the settings that the engine was made with."""
        return self._core.settings

    @property
    def database(self) -> Database:
        """Return the database itself, for backups, moves and the doctor; whatever else is asked has a verb."""
        return self._core.database

    @property
    def where(self) -> str:
        """Return the address of the database, without its password."""
        return self._core.database.where

    @property
    def directory(self) -> Directory:
        """Return who is who."""
        return self._core.directory

    @property
    def channels(self) -> Mapping[str, Callable[[], Notifier]]:
        """Return a factory of the notifier for each medium."""
        return self._core.channels

    def now(self) -> datetime:
        """Return the present instant by this engine's clock, in UTC."""
        return self._core.now()

    def refresh_directory(self) -> None:
        """Read units.csv and contacts.csv again where they were written since; a daemon does so before it sweeps."""
        self._core.refresh_directory()

    def prepare(self) -> None:
        """See to it that the schema is there: created in an empty database of ours, required everywhere else."""
        self._core.prepare()

    def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or bring them up to date, in a database that we were given by `bind`.

        Return the version of the schema before (None for an empty database) and after.
        """
        return self._core.create_tables()

    # -- services -----------------------------------------------------------------------------------------------------

    def sweep(self, *, stop: Callable[[], bool] | None = None) -> SweepResult:
        """Let everything that is due by now take effect, exactly once, however many sweep at the same time."""
        self._core.prepare()
        return self._sweeper.run_once(self._core.now(), stop=stop)

    def health(self) -> Health:
        """Return how far the installation is behind: its lag, what waits to leave, dead letters and decisions."""
        self.prepare()
        with self._core.database.reading() as connection:
            return take_health(connection, self.now(), recurring=self._recurring.impossible())

    def next_instant(self) -> datetime | None:
        """Return the next instant at which a sweep or a drain has work to do."""
        self.prepare()
        with self._core.database.reading() as connection:
            instants = [queries.next_wake(connection), outbox.next_delivery(connection)]
            instants.append(relations.next_errand(connection))
        instants.append(self._recurring.next_instant())
        return min((instant for instant in instants if instant is not None), default=None)

    def import_calendar(
        self, calendar: str = "china", days: Days | None = None, *, dry_run: bool = False
    ) -> CalendarImport:
        """Lay days over a calendar (whether each is worked, and a note) and date every open clock anew, all or nothing.

        Without `days` the clocks are dated by the library as it is now. Nothing fired before fires again; with
        `dry_run` nothing is written. Other processes reckon with it from the next instance that they read on.
        """
        check_texts(calendar=calendar)
        self.prepare()
        with self._core.database.reading() if dry_run else self._core.database.writing() as connection:
            return import_calendar(self._core, connection, calendar, days or {}, dry_run=dry_run)

    async def deliver(self, *, stop: Callable[[], bool] | None = None) -> DeliveryResult:
        """Drain the outbox: send what may leave now."""
        await asyncio.to_thread(self._core.prepare)
        return await self._dispatcher.run_once(stop=stop)

    def close(self) -> None:
        """Close the connections that are ours."""
        self._core.database.close()

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections that are ours."""
        self.close()
