"""Where an instance stands, in the words of its scenario, and the files of many: each by its own pinned rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import as_json
from duban.states.history import read_history
from duban.storage import instances, relations
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load, pending_of, record_of
from duban.workflow.reads.due_explained import why_due
from duban.workflow.reads.explaining import allowed_now
from duban.workflow.reads.reader import Reader
from duban.workflow.rules import instance_of
from duban.workflow.values import HistoryEntry, Link

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow.reads.due_explained import WhyDue
    from duban.workflow.values import Allowed, Instance, Pending


@dataclass(frozen=True, slots=True)
class Situation:
    """An instance with the definition that it is pinned to, the state of its clocks, its links and what waits at it.

    `timezone` is the scenario's, in which people read instants; `allowed` is empty unless it was asked for.
    """

    instance: Instance
    definition: Definition
    clocks: tuple[WhyDue, ...]
    timezone: ZoneInfo
    links: tuple[Link, ...] = ()
    pending: tuple[Pending, ...] = ()
    allowed: tuple[Allowed, ...] = ()

    @property
    def turn(self) -> str | None:
        """Return the role that the instance waits for; none at the end."""
        return self.definition.states[self.instance.state].waits_for

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Return the units whose turn it is; none where it is closed, or where nobody is bound yet."""
        return self.instance.units.get(self.turn, ()) if self.turn is not None else ()

    def to_json(self) -> dict[str, Any]:
        """Return the instance as JSON has it, with its turn and its clocks."""
        return {
            **self.instance.to_json(),
            "turn": self.turn,
            "waits_for": list(self.waits_for),
            "clocks": [as_json({name: getattr(clock, name) for name in _CLOCK}) for clock in self.clocks],
        }


_CLOCK = ("clock", "status", "due_on", "due_at", "left", "provisional")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An instance, the definition that it is pinned to, and all that happened to it.

    `timezone` is the scenario's, in which people read instants.
    """

    instance: Instance
    definition: Definition
    timezone: ZoneInfo
    history: tuple[HistoryEntry, ...]


class Situations(Reader):
    """Says where instances stand, each by its own pinned rules."""

    def situation(
        self, number: str, *, viewer: str | None = None, by: str | None = None, session: Guest | None = None
    ) -> Situation:
        """Return where an instance stands, in the words of its scenario, all of it read at one moment.

        Args:
            number: what people quote, such as WT-2026-0001.
            viewer: who looks, a unit or `unit/person`; left out, nothing is hidden.
            by: whose acts to judge, a unit or `unit/person`: `allowed` says what it may do now, else it is empty.
            session: the application's own, whose transaction is read.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: for a unit `by` that may do nothing and that nobody knows.

        """
        check_texts(viewer=viewer)
        core = self._core
        actor = None
        if by is not None:
            check_texts(by=by)
            actor = core.actor(by, subject=number, trigger="allowed")
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
            links = [Link.of(one) for one in relations.links(connection, record.id)]
            may = [] if actor is None else allowed_now(core, connection, compiled, subject, actor, now=now)
        return Situation(
            instance_of(compiled, subject, now=now, viewer=self._unit(viewer)),
            compiled.definition,
            why_due(compiled, subject, history, now=now),
            compiled.calendar.timezone,
            tuple(links),
            tuple(pending_of(compiled, subject)),
            tuple(may),
        )

    def case_files(
        self, *, scenario: str | None = None, viewer: str | None = None, session: Guest | None = None
    ) -> list[CaseFile]:
        """Return every instance, or those of a scenario, with its own rules and its history, in the order of `find`.

        However many there are, they are read at one moment and in a few statements.
        Raises UnknownScenario if there is nothing of it and nobody knows the name.
        """
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            found = self.find(scenario=scenario, viewer=viewer, session=connection)
            histories = instances.read_histories(connection, [item.number for item in found])
            pinned = {number: digest for number, (digest, _) in histories.items()}
            rules = {digest: core.catalogue.pinned(connection, digest, number) for number, digest in pinned.items()}
        files = []
        for item in found:
            digest, entries = histories[item.number]
            compiled = rules[digest]
            history = tuple(HistoryEntry.of(entry) for entry in entries)
            files.append(CaseFile(item, compiled.definition, compiled.calendar.timezone, history))
        return files
