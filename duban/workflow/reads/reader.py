"""The verbs that only read: instances, their history, what is allowed, and why things are as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import Act, Actor, CalendarError, InvalidData, calendar_for
from duban.states.history import read_history
from duban.storage import calendars, instances, outbox, queries, relations
from duban.workflow.inputs import check_search, check_texts
from duban.workflow.instance import load, load_all, pending_of, read, record_of
from duban.workflow.reads.delay_explained import WhyNot, why_not_yet, why_refused
from duban.workflow.reads.due_explained import WhyDue, why_due
from duban.workflow.reads.escalation_explained import WhyEscalated, why_escalated
from duban.workflow.reads.health import Health, take_health
from duban.workflow.reads.known_names import check_declared, check_unit
from duban.workflow.reads.verification import Verification, verify
from duban.workflow.rules import instance_of
from duban.workflow.services import Recurring
from duban.workflow.values import Allowed, CalendarView, HistoryEntry, Instance, Link, Pending

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Blocker, Subject
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.values import Progress


class Reader:
    """Answers questions; `viewer` is a unit or `unit/person` (none means trusted code), `session` the caller's own."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._recurring = Recurring(core)

    def instance(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> Instance:
        """Return an instance as `viewer` may see it; without a viewer, all of it."""
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            compiled, subject = load(self._core.catalogue, connection, record_of(connection, number))
            return instance_of(compiled, subject, now=self._core.now(), viewer=self._unit(viewer))

    def find(
        self,
        *,
        scenario: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        role: str | None = None,
        light: str | None = None,
        open_only: bool = False,
        due_by: datetime | None = None,
        limit: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[Instance]:
        """Return the instances that fit, those due first first and those without a date last.

        `role` says in which role `unit` takes part. Raises UnknownScenario, UnknownState, or InvalidUnits for a role or
        a unit, where nothing fits and nobody knows the name.
        """
        sought = {"scenario": scenario, "state": state, "unit": unit, "role": role, "viewer": viewer}
        check_texts(**{name: text for name, text in sought.items() if text is not None})
        check_search(light=light, due_by=due_by, limit=limit)
        if role is not None and unit is None:
            message = "role: says in which role a unit takes part: name the unit too"
            raise InvalidData((message,))
        self._core.prepare(session)
        now, directory = self._core.now(), self._core.directory
        proper = None if unit is None else directory.canonical(unit)
        with self._core.database.reading(session) as connection:
            records = queries.find_instances(
                connection,
                now=now,
                scenario=scenario,
                state=state,
                unit=proper,
                role=role,
                light=light,
                open_only=open_only,
                due_by=due_by,
                limit=limit,
            )
            if not records:
                check_declared(self._core.catalogue, connection, scenario=scenario, state=state, role=role)
                if proper is not None:
                    check_unit(directory, connection, proper)
            loaded = load_all(self._core.catalogue, connection, records)
            who = self._unit(viewer)
            return [instance_of(compiled, subject, now=now, viewer=who) for compiled, subject in loaded]

    def pending(
        self, *, number: str | None = None, unit: str | None = None, session: Guest | None = None
    ) -> list[Pending]:
        """Return what waits for a decision, asked first first: of one instance, or that `unit` may decide.

        Raises UnknownInstance, and InvalidUnits where nothing waits for the unit and nobody knows it.
        """
        check_texts(unit=unit)
        self._core.prepare(session)
        who = None if unit is None else self._core.directory.canonical(unit)
        with self._core.database.reading(session) as connection:
            records = queries.undecided(connection) if number is None else [record_of(connection, number)]
            loaded = load_all(self._core.catalogue, connection, records, lambda _: ())
            waiting = [each for compiled, subject in loaded for each in pending_of(compiled, subject)]
            found = [each for each in waiting if who is None or who in each.units]
            if who is not None and not found:
                check_unit(self._core.directory, connection, who)
        return sorted(found, key=lambda each: each.asked_at)

    def links(self, number: str, *, session: Guest | None = None) -> list[Link]:
        """Return what an instance is linked with: what it was opened by, its children, its repeats and the rest."""
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            found = relations.links(connection, record_of(connection, number).id)
        return [Link.of(one) for one in found]

    def calendar(self, name: str = "china") -> CalendarView:
        """Return how far a calendar is known; a name that is no calendar's is that of a table alone."""
        check_texts(calendar=name)
        self._core.prepare()
        with self._core.database.reading() as connection:
            days = calendars.read_days(connection, name)
        table = {day: works for day, works, _ in days}
        try:
            known = calendar_for(name, table=table)
        except CalendarError:
            if not days:
                raise
            known = calendar_for("24x7", table=table)
        return CalendarView(name, known.revision, known.horizon, tuple(days))

    def health(self) -> Health:
        """Return how far the installation is behind: its lag, what waits to leave, dead letters and decisions."""
        self._core.prepare()
        with self._core.database.reading() as connection:
            return take_health(connection, self._core.now())

    def _check_actor(
        self, connection: Connection, subject: Subject, actor: Actor, answers: Iterable[Iterable[Blocker]]
    ) -> None:
        """Raise InvalidUnits where the actor's unit has none of the roles that are asked for and nobody knows it."""
        directory = self._core.directory
        if not directory.units or any(actor.unit in units for units in subject.units.values()):
            return
        if all(any(blocker.code == "role" for blocker in blockers) for blockers in answers):
            check_unit(directory, connection, actor.unit)

    def _unit(self, viewer: str | None) -> str | None:
        """Return the viewer's unit by its proper name, as instances bind it."""
        return None if viewer is None else self._core.directory.canonical(Actor.parse(viewer).unit)

    def opened(self, source: str, external_no: str, *, session: Guest | None = None) -> Instance | None:
        """Return the instance under which an outside matter was opened, if it was."""
        check_texts(source=source, external_no=external_no)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            number = instances.find_external(connection, source, external_no)
            if number is None:
                return None
            return read(self._core, connection, number, at=self._core.now())[0]

    def history(self, number: str, *, session: Guest | None = None) -> list[HistoryEntry]:
        """Return everything that happened to an instance, in order; private values stand there as hashes only."""
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            return [HistoryEntry.of(entry) for entry in instances.read_history(connection, record.id)]

    def allowed(self, number: str, *, by: str, session: Guest | None = None) -> list[Allowed]:
        """Return each trigger with what stands against its being pulled now, without trying.

        Raises InvalidUnits for a unit that may do nothing and is neither in the directory nor in any instance; where
        there is no directory, any name is a unit's.
        """
        check_texts(by=by)
        actor = self._core.actor(by, subject=number, trigger="allowed")
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            compiled, subject = load(self._core.catalogue, connection, record_of(connection, number))
            now = self._core.now()
            found = [
                Allowed(trigger, compiled.judge(subject, Act(trigger, actor), now=now).blockers)
                for trigger in compiled.definition.transitions
            ]
            self._check_actor(connection, subject, actor, [each.blockers for each in found])
        return found

    def why_due(self, number: str, *, session: Guest | None = None) -> tuple[WhyDue, ...]:
        """Return how the due date of each clock of the instance came about: its story, and the walk day by day."""
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(self._core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
        return why_due(compiled, subject, history, now=self._core.now())

    def why_escalated(self, number: str, *, session: Guest | None = None) -> tuple[WhyEscalated, ...]:
        """Return each rung that fired or was skipped: when, why, who was told, and what became of each message."""
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, _ = load(self._core.catalogue, connection, record)
            history = read_history(instances.read_history(connection, record.id))
            return why_escalated(compiled, history, outbox.list_messages(connection, number=number))

    def why_not(
        self, number: str, trigger: str | None = None, *, by: str | None = None, session: Guest | None = None
    ) -> tuple[WhyNot, ...]:
        """Return why a trigger cannot be pulled by a unit; without one, why what is still to come has not come yet."""
        asked = None
        if trigger is not None:
            check_texts(by=by or "", trigger=trigger)
            asked = Act(trigger, self._core.actor(by or "", subject=number, trigger=trigger))
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            compiled, subject = load(self._core.catalogue, connection, record)
            now = self._core.now()
            if asked is not None:
                blockers = compiled.judge(subject, asked, now=now).blockers
                self._check_actor(connection, subject, asked.actor, [blockers])
                return why_refused(blockers)
            sent = outbox.list_messages(connection, number=number)
            return why_not_yet(compiled, subject, sent, now=now, set_aside=record.set_aside)

    def verify(
        self, *, heads: Mapping[str, tuple[int, str]] | None = None, progress: Progress | None = None
    ) -> Verification:
        """Recompute every history; `heads` (number to seq and hash, exported earlier) finds recomputed chains too."""
        self._core.prepare()
        with self._core.database.snapshot() as connection:
            return verify(connection, heads=heads, progress=progress)

    def next_instant(self) -> datetime | None:
        """Return the next instant at which a sweep or a drain has work to do."""
        self._core.prepare()
        with self._core.database.reading() as connection:
            instants = [queries.next_wake(connection), outbox.next_delivery(connection)]
            instants.append(relations.next_errand(connection))
        instants.append(self._recurring.next_instant())
        return min((instant for instant in instants if instant is not None), default=None)
