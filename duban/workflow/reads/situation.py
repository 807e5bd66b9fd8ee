"""Where an instance stands, in the words of its scenario, and the stories of many: each by its own pinned rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import Actor, as_json
from duban.states.history import read_history
from duban.storage import instances, relations
from duban.workflow.errors import UnknownInstance
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load, pending_of
from duban.workflow.reads.due_explained import why_due
from duban.workflow.rules import instance_of
from duban.workflow.values import HistoryEntry, Link

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duban.states import Definition
    from duban.workflow.engine import Engine
    from duban.workflow.reads.due_explained import WhyDue
    from duban.workflow.values import Instance, Pending


@dataclass(frozen=True, slots=True)
class Situation:
    """An instance with the definition that it is pinned to, the state of its clocks, its links and what waits at it.

    `timezone` is the scenario's, in which people read instants.
    """

    instance: Instance
    definition: Definition
    clocks: tuple[WhyDue, ...]
    timezone: ZoneInfo
    links: tuple[Link, ...] = ()
    pending: tuple[Pending, ...] = ()

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


def situation_of(engine: Engine, number: str, *, viewer: str | None = None) -> Situation:
    """Return where an instance stands, as `viewer` may see it; raises UnknownInstance."""
    check_texts(viewer=viewer)
    engine.prepare()
    now, unit = engine.now(), None if viewer is None else engine.directory.canonical(Actor.parse(viewer).unit)
    with engine.database.snapshot() as connection:
        record = instances.read_instance(connection, number)
        if record is None:
            raise UnknownInstance(number)
        compiled, subject = load(engine.catalogue, connection, record)
        history = read_history(instances.read_history(connection, record.id))
        links = [Link.of(one) for one in relations.links(connection, record.id)]
    return Situation(
        instance_of(compiled, subject, now=now, viewer=unit),
        compiled.definition,
        why_due(compiled, subject, history, now=now),
        compiled.calendar.timezone,
        tuple(links),
        tuple(pending_of(compiled, subject)),
    )


@dataclass(frozen=True, slots=True)
class Story:
    """An instance, the definition that it is pinned to, and all that happened to it.

    `timezone` is the scenario's, in which people read instants.
    """

    instance: Instance
    definition: Definition
    timezone: ZoneInfo
    history: tuple[HistoryEntry, ...]


def stories_of(engine: Engine, *, scenario: str | None = None, viewer: str | None = None) -> list[Story]:
    """Return every instance, or those of a scenario, with its own rules and its whole history, in the order of `find`.

    However many there are, they are read at one moment and in a few statements.
    """
    engine.prepare()
    with engine.database.snapshot() as connection:
        found = engine.find(scenario=scenario, viewer=viewer, session=connection)
        histories = instances.read_histories(connection, [item.number for item in found])
        pinned = {number: digest for number, (digest, _) in histories.items()}
        rules = {digest: engine.catalogue.pinned(connection, digest, number) for number, digest in pinned.items()}
    stories = []
    for item in found:
        digest, entries = histories[item.number]
        compiled = rules[digest]
        history = tuple(HistoryEntry.of(entry) for entry in entries)
        stories.append(Story(item, compiled.definition, compiled.calendar.timezone, history))
    return stories
