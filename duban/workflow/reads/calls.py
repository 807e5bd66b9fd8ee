"""Whom to ring today, about what, and under which number: those who are late, silent, or have not taken a matter up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import Jsonable, answer_due, at_turn, is_among, same_name, urge_asks
from duban.storage import finding
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load_all
from duban.workflow.people import Level
from duban.workflow.reads.known_names import check_declared, check_unit
from duban.workflow.reads.unassigned import waits_for_assign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from duban.states import Subject, Urge
    from duban.storage import Guest
    from duban.workflow.people import Directory, Reached
    from duban.workflow.rules import Compiled

OVERDUE, UNANSWERED, UNSIGNED, UNASSIGNED = "overdue", "unanswered", "unsigned", "unassigned"


@dataclass(frozen=True, slots=True)
class CallMatter(Jsonable):
    """What a unit is rung about: an instance, and why.

    `reasons` are `overdue` (it is the unit's turn, and a clock has run out), `unanswered` (an urge of an earlier day,
    or a paper after its last day), `unsigned` (it came to the unit on an earlier day, and is at its first state still),
    and `unassigned` (the unit has to name another one, since an earlier day, and nothing moves until it has). `late`
    counts calendar days since the due day. `since` is the instant from which the first reason holds; `urge` is the
    entry to answer.
    """

    number: str
    title: str
    state: str
    reasons: tuple[str, ...]
    since: datetime
    due_on: date | None
    late: int
    urge: int | None


@dataclass(frozen=True, slots=True)
class Call(Jsonable):
    """A unit to ring: the person and the mobile number, and what about, the most late first.

    Matters that the unit has handed on to one of its people stand under that person. If it is somebody else than the
    unit's handler, or nobody of the unit has a number, `why` says why.
    """

    unit: str
    contact: str
    mobile: str
    why: str
    matters: tuple[CallMatter, ...]


class _Ring(NamedTuple):
    unit: str
    matter: CallMatter
    holder: str = ""


class Calling(HasCore):
    """Lists whom to ring."""

    def call_list(
        self,
        *,
        unit: str | None = None,
        scenario: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> list[Call]:
        """Return whom to ring today, a unit each, the most late first.

        That are units whose turn it is on an open instance that is overdue or was never taken up, that have not
        answered an urge, or that have to name a unit on which an instance waits. What happened today is left out:
        people are given until tomorrow.

        Args:
            unit: only this unit.
            scenario: only instances of this scenario.
            viewer: who reads; the list shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownScenario: if nothing is open, and no loaded or stored definition is of this scenario.
            InvalidUnits: if the unit is not on the list and unknown.

        """
        sought = {"unit": unit, "scenario": scenario, "viewer": viewer}
        check_texts(**{name: text for name, text in sought.items() if text is not None})
        core = self._core
        core.prepare(session)
        now = core.now()
        with core.database.reading(session) as connection:
            core.refresh(connection)
            only = None if unit is None else core.unit(unit)
            records = finding.find_instances(connection, now=now, scenario=scenario, open_only=True)
            if not records:
                check_declared(core.catalogue, connection, scenario=scenario)
            loaded = load_all(core.catalogue, connection, records, lambda _: ())
            rings = [ring for compiled, subject in loaded for ring in _rings(compiled, subject, now)]
            rings += [ring for compiled, subject in loaded for ring in _to_name(compiled, subject, now)]
            found = [ring for ring in rings if only is None or same_name(only, ring.unit)]
            if only is not None and not found:
                check_unit(core.directory, connection, only)
        return _by_unit(core.directory, found, core.calendar.local_date(now))


def _rings(compiled: Compiled, subject: Subject, now: datetime) -> Iterator[_Ring]:
    """Yield each unit that is to be rung about an instance."""
    calendar, state = compiled.calendar, compiled.definition.states[subject.state]
    today = calendar.local_date(now)
    turn = at_turn(compiled.definition, subject, state.waits_for)
    due = [clock for clock in subject.clocks.values() if clock.status == "running" and clock.due_at]
    first = min(due, key=lambda clock: (clock.due_at is None, clock.due_at), default=None)
    due_on, due_at = (None, None) if first is None else (first.due_on, first.due_at)
    # An urge from before the present state was answered by leaving the state.
    urges = [each for each in subject.urges.items() if each[1].units and each[1].at >= subject.entered_at]
    since_when = {seq: _unanswered_since(compiled, urge) for seq, urge in subject.urges.items()}
    silent = [(seq, unit) for seq, urge in urges if calendar.local_date(urge.at) < today for unit in urge.units]
    silent = [(seq, unit) for seq, unit in silent if since_when[seq] <= now]
    involved = urge_asks(compiled.definition, subject)  # a unit that was relieved need not answer
    asked = {unit: seq for seq, unit in silent if is_among(unit, involved)}
    for entry, issued in subject.papers.items():
        if issued.reply_by is not None and issued.reply_by < today:
            asked |= dict.fromkeys(issued.units, entry)
            since_when[entry] = calendar.end_of(issued.reply_by)
    late = due_at is not None and due_at <= now
    # As long as a unit is to be named, nobody can take it up.
    waits = waits_for_assign(compiled, subject)
    fresh = state.initial and calendar.local_date(subject.entered_at) < today and not waits
    for unit in dict.fromkeys([*turn, *asked]):
        mine = is_among(unit, turn)
        seq = asked.get(unit)
        because: dict[str, datetime] = {}
        if late and mine and due_at is not None:
            because[OVERDUE] = due_at
        if seq is not None:
            because[UNANSWERED] = since_when[seq]
        if fresh and mine:
            because[UNSIGNED] = subject.entered_at
        if because:
            days = (today - due_on).days if OVERDUE in because and due_on is not None else 0
            since = next(iter(because.values()))
            said = (subject.number, subject.title, subject.state, tuple(because), since, due_on, days, seq)
            yield _Ring(unit, CallMatter(*said), subject.holders.get(unit, ""))


def _unanswered_since(compiled: Compiled, urge: Urge) -> datetime:
    """Return since when an urge is unanswered: since its answer was due, if the scenario says when, or since it is."""
    due = answer_due(compiled.definition.urge, urge.at, compiled.calendar)
    return urge.at if due is None or due.due_at is None else due.due_at


def _to_name(compiled: Compiled, subject: Subject, now: datetime) -> Iterator[_Ring]:
    """Yield the units that have to name another one for a role: who opens instances, or else those of the fallback."""
    calendar, definition = compiled.calendar, compiled.definition
    since = max(subject.opened_at, subject.entered_at)
    if not waits_for_assign(compiled, subject) or calendar.local_date(since) >= calendar.local_date(now):
        return
    roles = (definition.opens_by, definition.fallback)
    for unit in next((units for role in roles if role and (units := subject.units.get(role))), ()):
        said = (subject.number, subject.title, subject.state, (UNASSIGNED,), since, None, 0, None)
        yield _Ring(unit, CallMatter(*said))


def _by_unit(directory: Directory, rings: Sequence[_Ring], today: date) -> list[Call]:
    grouped: dict[tuple[str, str], list[CallMatter]] = {}
    for unit, matter, holder in rings:
        person = holder if _holders(directory, unit, holder, today) else ""
        grouped.setdefault((directory.canonical(unit), person), []).append(matter)
    calls = []
    for (unit, person), matters in grouped.items():
        matters.sort(key=_most_late)
        contact, mobile, why = _reached(directory, unit, person, today)
        calls.append(Call(unit, contact, mobile, why, tuple(matters)))
    return sorted(calls, key=lambda call: (*_most_late(call.matters[0])[:3], -len(call.matters), call.unit))


def _most_late(matter: CallMatter) -> tuple[int, bool, datetime, str]:
    return -matter.late, OVERDUE not in matter.reasons, matter.since, matter.number


def _holders(directory: Directory, unit: str, holder: str, today: date) -> tuple[Reached, ...]:
    """Return whom to ring of those who have a matter in hand: the person, or who stands in."""
    return directory.reach_person(unit, holder, today, usable=lambda contact: contact.mobile) if holder else ()


def _reached(directory: Directory, unit: str, holder: str, today: date) -> tuple[str, str, str]:
    """Return who of a unit is to be rung: the name, the number, and why it is not the handler or there is none."""
    found = _holders(directory, unit, holder, today)
    for each in found or directory.reach(unit, Level.HANDLER, today, usable=lambda contact: contact.mobile):
        contact = each.contact
        home = same_name(contact.unit, unit)
        name = contact.name if home else f"{contact.unit}/{contact.name}"
        return name, contact.mobile or "", each.because or ""
    people = [each for level in Level for each in directory.contacts(unit, level)]
    if not people:
        return "", "", words.text("nobody of it is in the directory")
    return people[0].name, "", words.text("nobody of it has a mobile number")
