"""The verbs that read instances: what they are now, and what happened to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.states import CalendarError, InvalidData, calendar_for, is_among
from duban.storage import calendars, finding, instances, pinned, queries, relations
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_search, check_texts
from duban.workflow.instance import IN_PLAN, load, load_all, pending_of, read, record_of
from duban.workflow.reads.known_names import check_declared, check_unit
from duban.workflow.reads.sayings import as_read
from duban.workflow.reads.search import text_match
from duban.workflow.reads.unassigned import waits_for_assign
from duban.workflow.rules import instance_of
from duban.workflow.values import CalendarView, HistoryEntry, Instance, Link, Pending

if TYPE_CHECKING:
    from datetime import datetime

    from duban.storage import Guest


class Reader(HasCore):
    """Reads instances.

    `viewer` is a unit or `unit/person`, whose private fields are shown; None is trusted code, which sees all.
    """

    def instance(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> Instance:
        """Return an instance as `viewer` may see it; without a viewer, with all its fields. Raises UnknownInstance."""
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            self._core.follow(connection, record.directory)
            compiled, subject = load(self._core.catalogue, connection, record)
            return instance_of(compiled, subject, now=self._core.now(), viewer=self._core.viewer(viewer))

    def find(
        self,
        *,
        scenario: str | None = None,
        state: str | None = None,
        unit: str | None = None,
        role: str | None = None,
        light: str | None = None,
        open_only: bool = False,
        ended: str | None = None,
        due_by: datetime | None = None,
        limit: int | None = None,
        owing: str | None = None,
        plan: str | None = None,
        unassigned: bool = False,
        text: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[Instance]:
        """Return the instances that match all that is given, by due date; those without one come last.

        Args:
            scenario: the name of their scenario.
            state: the state that they are in; what has ended otherwise is in none.
            unit: a unit that fills one of their roles.
            role: the role that `unit` fills.
            light: the light that they show now.
            open_only: leave out closed ones.
            ended: `void` or `merged`; only those that were closed so.
            due_by: an aware datetime; only those due by then.
            limit: return at most this many.
            owing: a unit that still owes what each unit of a role has to do for itself; instead of `unit`.
            plan: the number of a plan; only its tasks, those included that were carried over into another since.
            unassigned: only open ones that wait for `assign`: a role that must have a unit has none.
            text: at most five words, all of which stand in what everybody may read of them: number, title, source and
                outside number, units, public fields, and what was said. Parts of words count as well.
            viewer: who reads.
            session: your own.

        Raises:
            UnknownInstance: if there is no such plan.
            InvalidData: if an argument cannot be used, `role` is given without a unit, or both `unit` and `owing` are.
            UnknownScenario: if nothing matches, and no loaded or stored definition is of this scenario.
            UnknownState: if nothing matches, and no definition has this state.
            InvalidUnits: if nothing matches, and no definition has the role, or the unit is unknown.

        """
        sought = {"scenario": scenario, "state": state, "unit": unit, "role": role, "owing": owing, "viewer": viewer}
        sought |= {"plan": plan, "text": text}
        check_texts(**{name: text for name, text in sought.items() if text is not None})
        check_search(light=light, due_by=due_by, limit=limit, ended=ended)
        if unit is not None and owing is not None:
            raise InvalidData((words.Line("owing: names the unit itself: leave `unit` out"),))
        unit = owing if unit is None else unit
        if role is not None and unit is None:
            message = words.Line("role: says in which role a unit takes part: name the unit too")
            raise InvalidData((message,))
        self._core.prepare(session)
        now, catalogue = self._core.now(), self._core.catalogue
        scenario = None if scenario is None else catalogue.id_of(scenario)
        role = None if role is None else catalogue.role_named(role)
        with self._core.database.reading(session) as connection:
            if unit is not None or text is not None:
                self._core.refresh(connection)
            directory = self._core.directory
            proper = None if unit is None else self._core.unit(unit)
            records = finding.find_instances(
                connection,
                now=now,
                scenario=scenario,
                state=state,
                units=None if proper is None else pinned.bound_as(connection, *directory.names_of(proper)),
                role=role,
                light=light,
                open_only=open_only or unassigned,
                ended=ended,
                due_by=due_by,
                limit=limit if owing is None and not unassigned else None,
                linked=None if plan is None else (record_of(connection, plan).id, IN_PLAN),
                text=None if text is None else text_match(self._core, connection, text, whole=limit is None),
            )
            if not records:
                check_declared(self._core.catalogue, connection, scenario=scenario, state=state, role=role)
                if proper is not None:
                    check_unit(directory, connection, proper)
            else:
                self._core.follow(connection, records[0].directory)
            loaded = load_all(self._core.catalogue, connection, records)
            if unassigned:
                loaded = [each for each in loaded if waits_for_assign(*each)][:limit]
            who = self._core.viewer(viewer)
            found = [instance_of(compiled, subject, now=now, viewer=who) for compiled, subject in loaded]
        return found if proper is None or owing is None else _owing(found, proper, role)[:limit]

    def pending(
        self,
        *,
        number: str | None = None,
        unit: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[Pending]:
        """Return the requests that wait for a decision, oldest first.

        Args:
            number: only those of this instance.
            unit: only those that this unit may decide, or on which its opinion is asked for.
            viewer: who reads; requests show no private values, and so the same to all.
            session: your own.

        Raises:
            UnknownInstance: if there is no such instance.
            InvalidUnits: if nothing waits for the unit, and it is unknown.

        """
        check_texts(unit=unit, viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            if unit is not None:
                self._core.refresh(connection)
            who = None if unit is None else self._core.unit(unit)
            records = queries.undecided(connection) if number is None else [record_of(connection, number)]
            loaded = load_all(self._core.catalogue, connection, records, lambda _: ())
            waiting = [each for compiled, subject in loaded for each in pending_of(compiled, subject)]
            found = [each for each in waiting if who is None or is_among(who, (*each.units, *each.asked))]
            if who is not None and not found:
                check_unit(self._core.directory, connection, who)
        return sorted(found, key=lambda each: each.asked_at)

    def links(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> list[Link]:
        """Return the links of an instance: to the one that opened it, its parts, its repeats and any others.

        They show no values of fields, and so the same to every `viewer`. Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            found = relations.links(connection, record_of(connection, number).id)
        return [Link.of(one) for one in found]

    def calendar(self, name: str = "china") -> CalendarView:
        """Return how far a calendar is known, and the days imported into it.

        A name that is no calendar's is that of a table of imported days. If there is neither, CalendarError is raised.
        """
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

    def opened(
        self, source: str, external_no: str, *, viewer: str | None = None, session: Guest | None = None
    ) -> Instance | None:
        """Return the instance that was opened for an outside matter, as `viewer` may see it; None if none was."""
        check_texts(source=source, external_no=external_no, viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            number = instances.find_external(connection, source, external_no)
            if number is None:
                return None
            if viewer is not None:
                self._core.refresh(connection)
            who = self._core.viewer(viewer)
            return read(self._core, connection, number, at=self._core.now(), viewer=who)[0]

    def opened_for(
        self, source: str, *, viewer: str | None = None, session: Guest | None = None
    ) -> dict[str, Instance]:
        """Return what was opened for the matters of an outside source, by the numbers that they have there."""
        check_texts(source=source, viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            found = instances.find_of_source(connection, source)
            records = list(found.values())
            if records:
                self._core.follow(connection, records[0].directory)
            loaded = load_all(self._core.catalogue, connection, records)
            who, now = self._core.viewer(viewer), self._core.now()
            shown = [instance_of(compiled, subject, now=now, viewer=who) for compiled, subject in loaded]
        return dict(zip(found, shown, strict=True))

    def history(self, number: str, *, viewer: str | None = None, session: Guest | None = None) -> list[HistoryEntry]:
        """Return the history of an instance, in order.

        It has private values only as salted hashes, for every `viewer`. The text of a remark for the office is left out
        for a `viewer` who may not read it. Raises UnknownInstance.
        """
        check_texts(viewer=viewer)
        self._core.prepare(session)
        with self._core.database.reading(session) as connection:
            record = record_of(connection, number)
            self._core.follow(connection, record.directory)
            entries = [HistoryEntry.of(entry) for entry in instances.read_history(connection, record.id)]
            who = self._core.viewer(viewer)
            if who is None:
                return entries
            compiled, subject = load(self._core.catalogue, connection, record)
            return as_read(compiled.definition, subject.units, entries, who)


def _owing(found: list[Instance], unit: str, role: str | None) -> list[Instance]:
    """Return the instances in which a unit, in this role or in any, still owes what each unit has to do for itself."""
    return [
        item
        for item in found
        if any(role in {None, asked} and is_among(unit, units) for asked, units in item.owing.items())
    ]
