"""What the verbs and services of this room share: the database, the clock, the definitions and who is who."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban import words
from duban.states import Actor, Blocker, InvalidData, shown, utc
from duban.storage import (
    Database,
    require_schema,
    schema_version,
    upgrade,
)
from duban.workflow.errors import TransitionRefused, WorkflowError
from duban.workflow.logs import event
from duban.workflow.people import Postmaster

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from duban.notifiers import Notifier
    from duban.storage import Guest
    from duban.workflow.clock import Clock
    from duban.workflow.people import Directory
    from duban.workflow.rules import Catalogue
    from duban.workflow.settings import Settings


# A library is silent until its application says where its log goes; the command line says so for the daemon.
logging.getLogger("duban").addHandler(logging.NullHandler())

log = logging.getLogger("duban.directory")


class HasCore:
    """What the verbs of an engine are methods of."""

    def __init__(self, core: Core) -> None:
        self._core = core


class Core:
    """Holds what an engine is made of; `channels` has a factory of the notifier for each medium."""

    def __init__(
        self,
        *,
        settings: Settings,
        database: Database,
        catalogue: Catalogue,
        directory: Directory,
        channels: Mapping[str, Callable[[], Notifier]],
        clock: Clock,
        directory_is_ours: bool,
    ) -> None:
        self.settings = settings
        self.database = database
        self.catalogue = catalogue
        self.directory = directory
        self.channels = channels
        self.postmaster = Postmaster(directory, channels)
        self._clock = clock
        self._schema_known = False
        self._directory_stamp = settings.directory_stamp() if directory_is_ours else None

    def now(self) -> datetime:
        """Return the present instant by this engine's clock, in UTC."""
        return utc(self._clock.now())

    def refresh_directory(self) -> None:
        """Read units.csv and contacts.csv again where they were written; what cannot be used is logged and left."""
        if self._directory_stamp is None:
            return
        stamp = self.settings.directory_stamp()
        if stamp == self._directory_stamp:
            return
        self._directory_stamp = stamp
        try:
            self.directory = self.settings.load_directory()
        except WorkflowError as error:
            reason = "; ".join(str(error).splitlines())
            log.warning(event("directory kept as it was", reason=reason, advice="correct the file; it is read again"))
            return
        self.postmaster = Postmaster(self.directory, self.channels)
        log.info(event("directory read again"))

    def prepare(self, guest: Guest | None = None) -> None:
        """See to it that the schema is there: created in an empty database of ours, required everywhere else."""
        if self._schema_known:
            return
        with self.database.reading(guest) as connection:
            found = schema_version(connection)
            if found is not None or not self.database.ours:
                require_schema(self.database, connection)
        if found is None:
            upgrade(self.database)
        self._schema_known = True

    def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or bring them up to date; return the schema before (None if empty) and after."""
        done = upgrade(self.database)
        self._schema_known = True
        return done

    def actor(self, by: str, *, subject: str, trigger: str) -> Actor:
        """Return who acts on `subject`, the unit by its proper name; `system` is refused."""
        parsed = Actor.parse(by)
        if not parsed.unit:
            message = words.at("by", words.Line("{by} names nobody: give a unit, or unit/person", by=shown(by)))
            raise InvalidData((message,))
        if parsed.is_system:
            raise TransitionRefused(subject, trigger, [Blocker("role", {"by": by}, "engine")])
        return Actor(self.directory.canonical(parsed.unit), parsed.person)
