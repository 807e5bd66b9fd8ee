"""The engine, with every verb: the one object that applications, the daemon and the command line work with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self, get_args

from duban import words
from duban.states import shown
from duban.storage import Database, Durability, is_there
from duban.workflow.acts import (
    Commands,
    Correcting,
    Deciding,
    Dividing,
    Ending,
    Erasing,
    Excusing,
    Holding,
    Listening,
    Migrating,
    Planning,
    Previewing,
    Reporting,
    Resending,
    Saying,
)
from duban.workflow.clock import Clock, SystemClock
from duban.workflow.core import Core
from duban.workflow.feed import Feed
from duban.workflow.files import AddingFiles, ShowingFiles, TidyingFiles
from duban.workflow.keeping import Bodies, Importing, Leaving, Persons
from duban.workflow.papers import Papers
from duban.workflow.reads import (
    Aiming,
    Calling,
    Explaining,
    Figuring,
    Hands,
    Listing,
    Mailroom,
    Numbers,
    People,
    Proving,
    Rulebook,
    Situations,
)
from duban.workflow.rules import Catalogue
from duban.workflow.scenario_files import ScenarioFiles, own_wordings
from duban.workflow.services import (
    HearingBack,
    Indexing,
    PreviewingMessages,
    Running,
    SendingDirectly,
    UrgingMany,
)
from duban.workflow.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.evidence import Evidence
    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.workflow.operators import Operators
    from duban.workflow.people import Directory
    from duban.workflow.scenario_files import UnusableFile


class Engine(
    Commands,
    Deciding,
    Correcting,
    Dividing,
    Ending,
    Saying,
    Reporting,
    Papers,
    UrgingMany,
    Erasing,
    Excusing,
    Holding,
    Planning,
    Migrating,
    Previewing,
    HearingBack,
    Resending,
    SendingDirectly,
    Importing,
    Bodies,
    Leaving,
    Persons,
    Situations,
    Aiming,
    Explaining,
    Figuring,
    Listing,
    Hands,
    Rulebook,
    Numbers,
    People,
    Calling,
    Mailroom,
    PreviewingMessages,
    Indexing,
    Feed,
    AddingFiles,
    ShowingFiles,
    TidyingFiles,
    Proving,
    Listening,
    Running,
):
    """Opens, moves, watches and explains instances; synchronous and thread-safe.

    Give either `database` or `bind`. With `session=` a verb joins the application's transaction and neither commits nor
    rolls back.

    Args:
        database: a database URL, or `Settings`.
        bind: the application's own SQLAlchemy engine; its tables are made by `create_tables`, never unasked.
        scenarios: files, folders, names of shipped scenarios, or definitions. By default those that the settings name,
            or all shipped ones if they name none.
        directory: who is who. By default it is read from the files that the settings name, or if they name none, from
            the database, where `import_units` and `import_contacts` put it.
        channels: a factory of the notifier for each medium. By default the channels of the settings.
        clock: tells the time. By default the computer's own clock.
        operators: whom `tell_operators` tells. By default those of the settings.
        evidence: where the files of file fields are kept, and which are taken. By default what the settings say; if
            they say nothing, fields have only names and hashes of files.
        leave_out: leave out scenario files and rows of the directory's files that cannot be used, instead of raising
            for them; `unusable` and `unusable_rows` name them.
        durability: of a SQLite database that is given by its URL. `"full"` keeps through a power cut whatever was
            acknowledged, `"relaxed"` may lose the acts of the last moments, and is faster. By default what the settings
            say, or `"full"`.

    Raises:
        TypeError: if both or neither of `database` and `bind` are given, or `durability` with `bind`.
        SettingsError: if a setting names a file that cannot be used.
        DirectoryError: if the directory's files have rows that cannot be used.
        ScenarioError: if a scenario file has errors or does not exist, and no shipped scenario has its name.
        ScenarioClash: if the scenarios do not fit together.
        UnknownMedium: if a channel is for a medium that is not installed.

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
        if (database is None) == (bind is None):
            message = words.Line(
                "give Engine either a database (a URL or Settings) or bind=, the application's own engine"
            )
            raise TypeError(message)
        if bind is not None and durability is not None:
            message = words.Line("durability= is for a database that duban opens; bind= has the application's own")
            raise TypeError(message)
        settings = _settings(database, durability)
        if operators is not None:
            settings = settings.model_copy(update={"operators": operators})
        if evidence is not None:
            settings = settings.model_copy(update={"evidence": evidence})
        read = settings.usable_directory if leave_out else lambda: (settings.load_directory(), ())
        who, left_out = read() if directory is None else (directory, ())
        named = settings.scenarios if scenarios is None else scenarios
        files = ScenarioFiles(named, settings.folder if scenarios is None else Path())
        definitions, unusable = files.load(leave_out=leave_out)
        wordings, unfit = own_wordings(settings.folder, settings.messages, definitions if leave_out else ())
        super().__init__(
            Core(
                settings=settings,
                database=Database.from_url(settings.database, durability=settings.durability)
                if bind is None
                else Database(bind, ours=False),
                catalogue=Catalogue(definitions, wordings),
                scenario_files=files,
                who=who,
                channels=dict(settings.channel_factories() if channels is None else channels),
                clock=clock or SystemClock(),
                directory_is_ours=directory is None,
                unusable=(*unusable, *unfit),
                unusable_rows=left_out,
            )
        )

    @property
    def settings(self) -> Settings:
        """Return the settings that the engine was made with."""
        return self._core.settings

    @property
    def database(self) -> Database:
        """Return the database itself, for backups, moves and the doctor; for everything else there is a verb."""
        return self._core.database

    @property
    def where(self) -> str:
        """Return the address of the database, without its password."""
        return self._core.database.where

    @property
    def directory(self) -> Directory:
        """Return the directory in use: who is who."""
        return self._core.known_directory()

    @property
    def channels(self) -> Mapping[str, Callable[[], Notifier]]:
        """Return a factory of the notifier for each medium."""
        return self._core.channels

    @property
    def unusable(self) -> tuple[UnusableFile, ...]:
        """Return the scenario files that were left out, each with the error for which it was."""
        return self._core.unusable

    @property
    def unusable_rows(self) -> tuple[str, ...]:
        """Return what is wrong with each row of the directory that was left out, a line for each."""
        return tuple(map(str, self._core.unusable_rows))

    def now(self) -> datetime:
        """Return the current instant by this engine's clock, in UTC."""
        return self._core.now()

    def refresh_directory(self) -> None:
        """Read the directory again if it has changed, in its files or in the database; a daemon does so at each sweep.

        Files that cannot be used are logged, and the directory stays as it was. A directory that was given to the
        engine as an argument is never replaced. Acts notice by themselves that the one in the database has changed.
        """
        self._core.refresh_directory()

    def has_database(self) -> bool:
        """Return whether there is a database already; nothing is made by asking."""
        return is_there(self._core.database)

    def require_in_place(self) -> None:
        """Raise DatabaseMoved if the SQLite file on which this engine works was deleted or replaced meanwhile."""
        self._core.database.require_in_place()

    def prepare(self) -> None:
        """Make sure that the schema is there and current; every verb that reads or writes the database does so first.

        An empty database that was given by its URL gets its schema here; one given by `bind` must have it already.

        Raises:
            SchemaMissing: if the database of `bind` has none of our tables.
            SchemaOlder: if the schema must be upgraded first.
            SchemaNewer: if a newer duban has upgraded the schema.

        """
        self._core.prepare()

    def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or upgrade them to the current schema.

        Return the version of the schema before (None if there was none) and after.
        """
        return self._core.create_tables()

    def close(self) -> None:
        """Close the database connections, unless they belong to the application's own engine.

        The next verb opens them anew; after DatabaseMoved, on the file that lies there then.
        """
        self._core.close()

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the engine."""
        self.close()


def _settings(database: str | Settings | None, durability: Durability | None) -> Settings:
    settings = database if isinstance(database, Settings) else Settings.plain(database)
    if durability is None:
        return settings
    if durability not in get_args(Durability):
        facts = {"given": shown(str(durability)), "known": list(get_args(Durability))}
        raise ValueError(words.Line("durability= is one of {known}, not {given}", **facts))
    return settings.model_copy(update={"durability": durability})
