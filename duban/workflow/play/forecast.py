"""Forecast of a newer version of a scenario: how many open instances there are, and what migrating them would do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from duban.scenarios import needed
from duban.states import Jsonable
from duban.storage import Database, pinned, schema_version
from duban.workflow.engine import Engine
from duban.workflow.scenario_files import load_definitions

if TYPE_CHECKING:
    from duban.states import Definition
    from duban.workflow.settings import Settings

_WHO = "预览"
"""The unit in whose name the migration is tried; it is never written."""


@dataclass(frozen=True, slots=True)
class Outlook(Jsonable):
    """How many open instances are pinned to the old definition, and what a migration to the new one would do to them.

    `moved` could be migrated, `blocked` could not; of either, `redated` counts those with another due day afterwards.
    """

    open: int
    moved: int
    redated: int
    blocked: int


def outlook(settings: Settings, old: Definition, new: Definition) -> Outlook | None:
    """Return what a new definition would mean for the database of these settings; None if there is none yet.

    Nothing is written or created. Raises StorageError if the database exists and cannot be read.
    """
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    database = Database.from_url(settings.database)
    try:
        with database.reading() as connection:
            if schema_version(connection) is None:
                return None
            count = pinned.count_open_by_definition(connection, old.scenario).get(old.digest, 0)
    finally:
        database.close()
    if not count or old.scenario != new.scenario or old.version >= new.version:
        return Outlook(count, 0, 0, 0)
    known = load_definitions(settings.scenarios, folder=settings.folder)
    with Engine(settings, scenarios=[new, *needed(new, known)]) as engine:
        result = engine.migrate(new.scenario, by=_WHO, dry_run=True)
    concerned = [one for one in (*result.moved, *result.blocked) if one.before.version == old.version]
    redated = [one for one in concerned if any(each.due_before != each.due_on for each in one.clocks)]
    blocked = sum(bool(one.blockers) for one in concerned)
    return Outlook(count, len(concerned) - blocked, len(redated), blocked)
