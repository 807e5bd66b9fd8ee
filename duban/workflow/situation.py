"""Where an instance stands, in the words of its scenario: whose turn it is, and how its clocks run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.states import as_json
from duban.storage import instances
from duban.workflow.errors import UnknownInstance

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duban.states import Definition
    from duban.workflow.engine import Engine
    from duban.workflow.explain_due import WhyDue
    from duban.workflow.values import Instance


@dataclass(frozen=True, slots=True)
class Situation:
    """An instance with the definition that it is pinned to and the state of its clocks.

    `timezone` is the scenario's, in which people read instants.
    """

    instance: Instance
    definition: Definition
    clocks: tuple[WhyDue, ...]
    timezone: ZoneInfo

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
    engine.prepare()
    with engine.database.snapshot() as connection:
        record = instances.read_instance(connection, number)
        if record is None:
            raise UnknownInstance(number)
        compiled = engine.catalogue.pinned(connection, record.definition, number)
        instance = engine.instance(number, viewer=viewer, session=connection)
        clocks = engine.why_due(number, session=connection)
    return Situation(instance, compiled.definition, clocks, compiled.calendar.timezone)
