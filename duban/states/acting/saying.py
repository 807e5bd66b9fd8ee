"""What is said about an instance: who may remark on it, urge those whose turn it is, and answer an urge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban.states.acting.by_each import each_entries, owing_of_role
from duban.states.acting.guards import Blocker, role_blockers
from duban.states.clocks import due_instant
from duban.states.names import each_once, is_among, same_name
from duban.states.recipients import Among, Level, Recipient, RecipientKind
from duban.states.subject import Actor
from duban.states.time import Duration, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from duban.states.definition import Definition
    from duban.states.subject import Subject, Urge
    from duban.states.time import WorkingCalendar

USUAL_INTERVAL = Duration(1, Unit.WORKING_DAYS)
"""How long after an urge the next may follow, if the scenario does not say: never twice in a day."""


def remark_blockers(definition: Definition, subject: Subject, text: str, actor: Actor) -> list[Blocker]:
    """Return why the actor may not remark: it takes a unit that fills some role."""
    return [*role_blockers(definition, subject, tuple(definition.roles), actor), *_said(text)]


def remark_readers(definition: Definition) -> tuple[str, ...]:
    """Return the roles that see the remarks for the office."""
    return definition.office if definition.remarks is None else definition.remarks.seen_by


def urged_by(definition: Definition) -> tuple[str, ...]:
    """Return the roles that may urge."""
    return (definition.urge.by if definition.urge is not None else ()) or definition.office


def urge_tells(definition: Definition, state: str) -> tuple[Recipient, ...]:
    """Return who is told by an urge: those whom the scenario names, or those whose turn it is."""
    if definition.urge is not None and definition.urge.notify:
        return definition.urge.notify
    return _whose_turn(definition, state)


def _whose_turn(definition: Definition, state: str) -> tuple[Recipient, ...]:
    """Return the role whose turn it is; if each of its units has something to do, those that still owe it."""
    role = definition.states[state].waits_for
    if role is None:
        return ()
    asked = any(entry.by[0] == role for entry in each_entries(definition, state))
    return (Recipient(RecipientKind.ROLE, role, among=Among.OWING if asked else None),)


def urge_asks(definition: Definition, subject: Subject) -> tuple[str, ...]:
    """Return the units that have to answer an urge: those that it tells, by role or by name."""
    return units_meant(definition, subject, urge_tells(definition, subject.state))


def units_meant(definition: Definition, subject: Subject, recipients: Iterable[Recipient]) -> tuple[str, ...]:
    """Return the units that recipients mean now, by role or by name, each once."""
    found: list[str] = []
    for each in recipients:
        if each.among is Among.OWING:
            found += owing_of_role(definition, subject, each.name) or ()
        elif each.kind is RecipientKind.ROLE:
            found += subject.units.get(each.name, ())
        elif each.kind is RecipientKind.UNIT:
            found.append(each.name)
    return each_once(found)


def interval(definition: Definition) -> Duration:
    """Return how long after an urge the next may follow."""
    return (definition.urge.at_least if definition.urge is not None else None) or USUAL_INTERVAL


def last_urge(subject: Subject) -> Urge | None:
    """Return the last urge of an instance."""
    return subject.urges[max(subject.urges)] if subject.urges else None


def urge_again(length: Duration, last: datetime, calendar: WorkingCalendar) -> datetime:
    """Return from when an instance may be urged again: two working days after a Monday is the Wednesday."""
    if length.unit.in_hours:
        return due_instant(length, at=last, calendar=calendar)
    return calendar.start_of(calendar.shift(calendar.local_date(last), length.amount, length.unit))


def urge_blockers(
    definition: Definition, subject: Subject, actor: Actor, *, now: datetime, calendar: WorkingCalendar
) -> list[Blocker]:
    """Return why the actor may not urge now."""
    found = role_blockers(definition, subject, urged_by(definition), actor)
    if subject.closed_at is not None:
        return [*found, Blocker("state", {"state": subject.state}, "urge")]
    asked, tells = urge_asks(definition, subject), urge_tells(definition, subject.state)
    roles = [each.name for each in tells if each.kind is RecipientKind.ROLE]
    if not tells:
        found.append(Blocker("urge", {"state": subject.state}, "nobody"))
    elif not asked and roles:
        found += [Blocker("unassigned", {"title": definition.roles[role].title}) for role in roles]
    elif asked and all(same_name(unit, actor.unit) for unit in asked):
        found.append(Blocker("urge", {"unit": actor.unit, "state": subject.state}, "own"))
    last = last_urge(subject)
    if last is not None and now < (again := urge_again(interval(definition), last.at, calendar)):
        local, until = (each.astimezone(calendar.timezone) for each in (last.at, again))
        facts = {"by": str(last.by), "local": local.isoformat(), "again": until.isoformat(), "day": str(until.date())}
        found.append(Blocker("urge", facts, "hours" if interval(definition).unit.in_hours else ""))
    return found


def instruct_blockers(
    definition: Definition, subject: Subject, text: str, actor: Actor, *, leader: str, on: date, today: date
) -> list[Blocker]:
    """Return why the actor may not record what a leader has instructed on a day."""
    rule = definition.instructions
    recorders = rule.recorded_by if rule is not None and rule.recorded_by else definition.office
    found = role_blockers(definition, subject, recorders, actor)
    units = () if rule is None else subject.units.get(rule.of, ())
    if rule is not None and not is_among(Actor.parse(leader).unit, units):
        facts = {"leader": leader, "title": definition.roles[rule.of].title, "units": list(units)}
        found.append(Blocker("instruct", facts, "" if units else "nobody"))
    if on > today:
        found.append(Blocker("instruct", {"on": on.isoformat(), "today": today.isoformat()}, "day"))
    return [*found, *_said(text)]


def instruction_readers(definition: Definition) -> tuple[str, ...]:
    """Return the roles that read the text of instructions."""
    rule = definition.instructions
    if rule is None:
        return definition.office
    return each_once((rule.of, *(rule.seen_by or rule.recorded_by or definition.office)))


def instruction_tells(definition: Definition, state: str) -> tuple[Recipient, ...]:
    """Return who is told what an instruction asks for: those whom the scenario names, or those whose turn it is."""
    rule = definition.instructions
    return rule.notify if rule is not None and rule.notify else _whose_turn(definition, state)


def instruction_replies(definition: Definition) -> tuple[Recipient, ...]:
    """Return who is told what came of an instruction: those whom the scenario names, or the leaders."""
    rule = definition.instructions
    if rule is None:
        return ()
    return rule.reply_to or (Recipient(RecipientKind.ROLE, rule.of, Level.LEADER),)


def with_urge(urges: Mapping[int, Urge], seq: int, urged: Urge) -> dict[int, Urge]:
    """Return the urges to remember after another one; earlier ones that everybody has answered are forgotten."""
    return {known: each for known, each in urges.items() if each.units} | {seq: urged}


def answer_blockers(subject: Subject, asked: int, text: str, actor: Actor) -> list[Blocker]:
    """Return why the actor may not answer an urge or a paper, which is the entry `asked`."""
    issued = subject.papers.get(asked)
    if issued is not None and not is_among(actor.unit, issued.units):
        facts: dict[str, Any] = {"number": issued.number, "unit": actor.unit, "units": list(issued.units)}
        why = "paper void" if issued.void else "paper" if issued.units else "paper done"
        return [Blocker("answer", facts, why), *_said(text)]
    urged = subject.urges.get(asked)
    if issued is not None:
        return _said(text)
    if urged is None:
        return [Blocker("answer", {"asked": asked}, "none"), *_said(text)]
    if not is_among(actor.unit, urged.units):
        facts = {"asked": asked, "unit": actor.unit, "units": list(urged.units)}
        return [Blocker("answer", facts, "" if urged.units else "done"), *_said(text)]
    return _said(text)


def with_answer(urges: Mapping[int, Urge], asked: int, unit: str) -> dict[int, Urge]:
    """Return the urges to remember after a unit has answered one."""
    found = dict(urges)
    if asked in found:
        left = tuple([each for each in found[asked].units if not same_name(each, unit)])
        found[asked] = replace(found[asked], units=left)
        if not left and asked != max(found):
            del found[asked]
    return found


def _said(text: str) -> list[Blocker]:
    return [] if text.strip() else [Blocker("requires", {}, "text")]
