"""Makes what the verbs of an engine share, of what `Engine` is given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

from duban import words
from duban.states import shown
from duban.storage import Database, Durability
from duban.workflow.clock import SystemClock
from duban.workflow.core import Core
from duban.workflow.rules import Catalogue
from duban.workflow.scenario_files import ScenarioFiles, own_wordings
from duban.workflow.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy.engine import Engine as SqlEngine

    from duban.evidence import Evidence
    from duban.notifiers import Notifier
    from duban.states import Definition
    from duban.workflow.clock import Clock
    from duban.workflow.operators import Operators
    from duban.workflow.people import Directory


def make_core(
    database: str | Settings | None,
    *,
    bind: SqlEngine | None,
    scenarios: Iterable[str | Path | Definition] | None,
    directory: Directory | None,
    channels: Mapping[str, Callable[[], Notifier]] | None,
    clock: Clock | None,
    operators: Operators | None,
    evidence: Evidence | None,
    leave_out: bool,
    durability: Durability | None,
) -> Core:
    """Return the core of an engine; the arguments are those of `Engine`, which says what is raised."""
    if (database is None) == (bind is None):
        message = words.Line("give Engine either a database (a URL or Settings) or bind=, the application's own engine")
        raise TypeError(message)
    if bind is not None and durability is not None:
        message = words.Line("durability= is for a database that duban opens; bind= has the application's own")
        raise TypeError(message)
    settings = settings_of(database, durability)
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
    return Core(
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


def settings_of(database: str | Settings | None, durability: Durability | None) -> Settings:
    """Return the settings that an engine is made with."""
    settings = database if isinstance(database, Settings) else Settings.plain(database)
    if durability is None:
        return settings
    if durability not in get_args(Durability):
        facts = {"given": shown(str(durability)), "known": list(get_args(Durability))}
        raise ValueError(words.Line("durability= is one of {known}, not {given}", **facts))
    return settings.model_copy(update={"durability": durability})
