"""What the verbs and services of an engine share: the database, the clock, the definitions and the directory."""

from __future__ import annotations

import logging
from datetime import UTC
from typing import TYPE_CHECKING

from duban import words
from duban.states import SYSTEM, Actor, Blocker, InvalidData, shown, utc
from duban.storage import (
    Database,
    require_schema,
    schema_version,
    upgrade,
)
from duban.workflow.errors import TransitionRefused, WorkflowError
from duban.workflow.logs import event
from duban.workflow.people import Postmaster
from duban.workflow.rules import changed_scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.notifiers import Notifier
    from duban.storage import Guest
    from duban.workflow.clock import Clock
    from duban.workflow.people import Directory
    from duban.workflow.rules import Catalogue
    from duban.workflow.settings import Settings


# A library does not log until its application configures logging; for the daemon the command line does.
logging.getLogger("duban").addHandler(logging.NullHandler())

log = logging.getLogger("duban.directory")
rules_log = logging.getLogger("duban.scenarios")


class HasCore:
    """The base of the classes that hold an engine's verbs."""

    def __init__(self, core: Core) -> None:
        self._core = core


class Core:
    """The parts of an engine; `channels` maps each medium to a factory of its notifier."""

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
        """Return the current instant by this engine's clock, in UTC."""
        now = self._clock.now()
        return now if now.tzinfo is UTC else utc(now)  # an application's own clock may show another zone, or none

    def refresh_directory(self) -> None:
        """Read units.csv and contacts.csv again if they have changed; files that cannot be used are only logged."""
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
        """Make sure that the schema is there: created in an empty database of ours, required in any other."""
        if self._schema_known:
            return
        with self.database.reading(guest) as connection:
            found = schema_version(connection)
            if found is not None or not self.database.ours:
                require_schema(self.database, connection)
                self._tell_changed(connection)
        if found is None:
            upgrade(self.database)
        self._schema_known = True

    def _tell_changed(self, connection: Connection) -> None:
        """Log each scenario whose file was changed without a new version: by it nothing will be opened."""
        for changed in changed_scenarios(connection, self.catalogue.loaded):
            rules_log.warning(event("scenario changed", scenario=changed.scenario, reason=str(changed)))

    def close(self) -> None:
        """Close our own connections; what is opened next may be another database."""
        self.database.close()
        self._schema_known = False

    def create_tables(self) -> tuple[str | None, str]:
        """Create our tables, or upgrade them; return the schema's version before (None if there was none) and after."""
        done = upgrade(self.database)
        self._schema_known = True
        return done

    def viewer(self, viewer: str | None) -> str | None:
        """Return the unit of whoever reads, by its canonical name, as instances have it; None is trusted code."""
        return None if viewer is None else self.directory.canonical(Actor.parse(viewer).unit)

    def actor(self, by: str, *, subject: str, trigger: str) -> Actor:
        """Return who acts on `subject`, with the unit's canonical name.

        Raises:
            InvalidData: if `by` names no unit.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        parsed = Actor.parse(by)
        if not parsed.unit:
            message = words.at("by", words.Line("{by} names nobody: give a unit, or unit/person", by=shown(by)))
            raise InvalidData((message,))
        if parsed.unit == SYSTEM:
            raise TransitionRefused(subject, trigger, [Blocker("role", {"by": by}, "engine")])
        return Actor(self.directory.canonical(parsed.unit), parsed.person)
