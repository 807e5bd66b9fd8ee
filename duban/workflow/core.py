"""What the verbs and services of this room share: the database, the clock, the definitions and who is who."""

from __future__ import annotations

import json
import logging
from functools import cache
from typing import TYPE_CHECKING

from duban.states import Actor, Blocker, InvalidData, role_blockers, shown, utc
from duban.storage import (
    Database,
    InstanceRecord,
    instances,
    require_schema,
    schema_version,
    upgrade,
)
from duban.workflow.errors import TransitionRefused, UnknownInstance, WorkflowError
from duban.workflow.log_lines import event
from duban.workflow.recipients import EMAIL, Postmaster
from duban.workflow.views import instance_of, subject_of
from duban.workflow.workbench import Workbench

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.notifiers import Notifier
    from duban.states import Definition, Subject
    from duban.storage import Guest
    from duban.workflow.catalogue import Catalogue, Compiled
    from duban.workflow.clock import Clock
    from duban.workflow.directory import Directory
    from duban.workflow.settings import Settings
    from duban.workflow.values import Instance

    PrivateValues = Callable[[int], Sequence[tuple[str, str | None, int, str]]]
    """The private values of an instance, by its key, as `instances.read_private` returns them."""


# A library is silent until its application says where its log goes; the command line says so for the daemon.
logging.getLogger("duban").addHandler(logging.NullHandler())

log = logging.getLogger("duban.directory")


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
        self._postmaster = Postmaster(directory, channels or (EMAIL,))
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
        self._postmaster = Postmaster(self.directory, self.channels or (EMAIL,))
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

    def create_tables(self) -> None:
        """Create our tables, or bring them up to date."""
        upgrade(self.database)
        self._schema_known = True

    def workbench(
        self, compiled: Compiled, subject: Subject, *, now: datetime, record: InstanceRecord | None = None
    ) -> Workbench:
        """Return a workbench for one subject, as it was read; without a record, for one that is to be opened."""
        return Workbench(
            compiled,
            subject,
            now=now,
            postmaster=self._postmaster,
            domain=self.settings.message_domain,
            head=(0, compiled.definition.digest) if record is None else (record.head_seq, record.head_hash),
            record=record,
        )

    def load(
        self, connection: Connection, record: InstanceRecord, private: PrivateValues | None = None
    ) -> tuple[Compiled, Subject]:
        """Return the pinned definition and the subject of a record, private values included.

        Whoever loads a list gives what `private_of` says of all of it.
        """
        self.catalogue.refresh(connection, record.calendars)
        compiled = self.catalogue.pinned(connection, record.definition, record.number)
        subject = subject_of(record)
        if compiled.private.isdisjoint(subject.given):
            return compiled, subject
        values = instances.read_private(connection, record.id) if private is None else private(record.id)
        for name, text, _, _ in values:
            if text is None:
                subject.private.pop(name, None)
            else:
                subject.private[name] = json.loads(text)
        return compiled, subject

    @staticmethod
    def private_of(connection: Connection, records: Iterable[InstanceRecord]) -> PrivateValues:
        """Return what gives the private values of each of these, read all at once as soon as one is asked for."""
        read = cache(lambda: instances.read_private_of(connection, [record.id for record in records]))
        return lambda key: read().get(key, ())

    def opening_blockers(self, definition: Definition, subject: Subject, actor: Actor) -> list[Blocker]:
        """Return why the actor may not open or assign; nobody is judged while the role that may is empty."""
        role = definition.opens_by
        if not actor.is_system and role is not None and subject.units.get(role):
            return role_blockers(definition, subject, (role,) if role else (), actor)
        return []

    def actor(self, by: str, *, subject: str, trigger: str) -> Actor:
        """Return who acts on `subject`, the unit by its proper name; `system` is refused."""
        parsed = Actor.parse(by)
        if not parsed.unit:
            message = f"by: {shown(by)} names nobody: give a unit, or unit/person"
            raise InvalidData((message,))
        if parsed.is_system:
            raise TransitionRefused(subject, trigger, [Blocker("role", {"by": by}, "engine")])
        return Actor(self.directory.canonical(parsed.unit), parsed.person)

    def read(self, connection: Connection, number: str) -> Instance:
        """Return an instance, all of it, inside a transaction."""
        compiled, subject = self.load(connection, self.record(connection, number))
        return instance_of(compiled, subject, now=self.now())

    def record(self, connection: Connection, number: str) -> InstanceRecord:
        """Return an instance's record; raises UnknownInstance."""
        found = instances.read_instance(connection, number)
        if found is None:
            raise UnknownInstance(number)
        return found
