"""The verbs that explain: why a due date is what it is, what the ladder did, and why something has not happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.states import Act, Jsonable, is_among
from duban.states.history import read_history
from duban.storage import instances, outbox
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts
from duban.workflow.instance import as_today, load, record_of
from duban.workflow.reads.delay_explained import WhyNot, why_not_yet, why_refused
from duban.workflow.reads.due_explained import WhyDue, why_due
from duban.workflow.reads.escalation_explained import WhyEscalated, why_escalated
from duban.workflow.reads.known_names import check_unit
from duban.workflow.rules import judge
from duban.workflow.values import Allowed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Blocker, Subject
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class Explanation(Jsonable):
    """Why an instance is where it is: how each clock got its due date, what each rung did, what is still to come.

    `timezone` is the scenario's, for showing instants to people.
    """

    _json = ("due", "escalated", "not_yet")

    due: tuple[WhyDue, ...]
    escalated: tuple[WhyEscalated, ...]
    not_yet: tuple[WhyNot, ...]
    timezone: ZoneInfo


class Explaining(HasCore):
    """Explains instances.

    `viewer` is who reads. Reasons have no values of fields in them, so all readers are told the same.
    """

    def allowed(
        self, number: str, *, by: str, viewer: str | None = None, session: Guest | None = None
    ) -> list[Allowed]:
        """Return for each trigger whether `by` can pull it now, and if not, why; nothing is changed.

        What the scenario calls `primary` stands first, if it can be done.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if the unit may do nothing here, and neither the directory nor any instance has it. Without a
                directory, any name can be a unit's.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        check_texts(by=by, viewer=viewer)
        actor = self._core.actor(by, subject=number, trigger="allowed")
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            self._core.keep_up(connection, record.directory, acting=True)
            compiled, subject = load(self._core.catalogue, connection, record)
            return allowed_now(self._core, connection, compiled, subject, actor, now=self._core.now())

    def why_due(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> tuple[WhyDue, ...]:
        """Return how each clock of the instance got its due date: its events, and its days one by one.

        Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(self._core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
        return why_due(compiled, subject, history, now=self._core.now())

    def why_escalated(
        self, number: str, *, viewer: str | None = None, session: Guest | None = None
    ) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped: when, why, who was told, and what became of each message.

        Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, _ = load(self._core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
            return why_escalated(compiled, history, outbox.list_messages(connection, instance=record.id))

    def why_not(
        self,
        number: str,
        trigger: str | None = None,
        *,
        by: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> tuple[WhyNot, ...]:
        """Return why `by` cannot pull a trigger; without a trigger, what has not happened yet and why.

        Raises:
            UnknownInstance: if there is no such instance.
            UnknownTrigger: if the instance's definition has no such trigger.
            InvalidData: if a trigger is given without `by`.
            InvalidUnits: if the unit does not fill the role, and neither the directory nor any instance has it.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        check_texts(viewer=viewer)
        asked = None
        if trigger is not None:
            check_texts(by=by or "", trigger=trigger)
            asked = Act(trigger, self._core.actor(by or "", subject=number, trigger=trigger))
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            self._core.keep_up(connection, record.directory, acting=asked is not None)
            compiled, subject = load(self._core.catalogue, connection, record)
            now = self._core.now()
            if asked is not None:
                subject = as_today(self._core, subject)
                blockers = judge(compiled, subject, asked, now=now).blockers
                _check_actor(self._core, connection, subject, asked.actor, [blockers])
                return why_refused(blockers)
            sent = outbox.list_messages(connection, instance=record.id)
            return why_not_yet(compiled, subject, sent, now=now, set_aside=record.set_aside)

    def explain(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> Explanation:
        """Return what `why_due`, `why_escalated` and `why_not` say of an instance, read in one snapshot.

        Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
            sent = outbox.list_messages(connection, instance=record.id)
        now = core.now()
        return Explanation(
            due=why_due(compiled, subject, history, now=now),
            escalated=why_escalated(compiled, history, sent),
            not_yet=why_not_yet(compiled, subject, sent, now=now, set_aside=record.set_aside),
            timezone=compiled.calendar.timezone,
        )


def allowed_now(
    core: Core, connection: Connection, compiled: Compiled, subject: Subject, actor: Actor, *, now: datetime
) -> list[Allowed]:
    """Return for each trigger whether an actor can pull it now.

    Raises InvalidUnits if the actor's unit may do nothing and is unknown.
    """
    subject = as_today(core, subject)
    found = [
        Allowed(
            trigger,
            judged.blockers,
            primary=any(entry.primary and subject.state in entry.sources for entry in entries),
            approve=judged.chosen.approve if judged.chosen is not None else (),
        )
        for trigger, entries in compiled.definition.transitions.items()
        for judged in (judge(compiled, subject, Act(trigger, actor), now=now),)
    ]
    found.sort(key=lambda one: not (one.primary and one.ok))
    _check_actor(core, connection, subject, actor, [each.blockers for each in found])
    return found


def _check_actor(
    core: Core, connection: Connection, subject: Subject, actor: Actor, answers: Iterable[Iterable[Blocker]]
) -> None:
    """Raise InvalidUnits if every answer says that the actor lacks the role, and the actor's unit is unknown."""
    if not core.directory.units or any(is_among(actor.unit, units) for units in subject.units.values()):
        return
    if all(any(blocker.code == "role" for blocker in blockers) for blockers in answers):
        check_unit(core.directory, connection, actor.unit)
