"""An instance's own row: every column and every part of its memory that follows from its history."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from duban import words
from duban.states import (
    MEMORY_PARTS,
    SECOND_EDITION,
    ClockStatus,
    Light,
    StatesError,
    index_of,
    redate_among,
)
from duban.states.history import disagreements
from duban.workflow.instance import number_of, subject_of
from duban.workflow.reads.verification.findings import Finding, differing
from duban.workflow.reads.verification.listed import bound, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states import Index, Subject
    from duban.workflow.reads.verification.cases import Case
    from duban.workflow.rules import Compiled

_TABLE = "duban_instance"
_LONGEST_ASIDE = timedelta(minutes=5)
"""For how long a sweep leaves alone what it could not handle."""

_TEXTS = {
    "memory": "the register of what was done (it cannot be read) is not what the history says",
    "title": "the registered title is not what the history says",
    "version": "the registered version is not what the history says",
    "data": "the registered data are not what the history says",
    "units": "the registered units are not what the history says",
    "clocks": "the registered clocks are not what the history says",
    "due_at": "the registered due instant is not what the history says",
    "shed": "the registered lights are not what the history says",
    "stays": "the registered stays are not what the history says",
    "signed": "the registered signatures are not what the history says",
    "signing": "what is registered of each unit's own part is not what the history says",
    "filed": "what is registered of each unit's own part is not what the history says",
    "waiting": "what is registered as waiting for a decision is not what the history says",
    "granted": "the registered extensions are not what the history says",
    "links": "the registered links are not what the history says",
    "linked": "what is registered of linked items is not what the history says",
    "children": "the registered parts are not what the history says",
    "plan": "what is registered of plans and their tasks is not what the history says",
    "joined": "the registered joins are not what the history says",
}
"""What is said about parts of an instance's row that do not match the history; of others, only where they stand."""


class Registered(Struct):
    """What is wrong with an instance's row, and whether its dates could not be judged by the present calendar."""

    findings: list[Finding]
    unjudged: bool = False


def registered(case: Case, now: datetime | None) -> Registered:
    """Hold an instance's row against its history: first its memory, then the columns that follow from both."""
    if not case.entries:
        return Registered([])
    found = [
        differing(case.number, case.last, _said(part), _TABLE, f"memory.{part}", stored, told)
        for part, stored, told in disagreements(case.story, case.more, case.record.memory, parts=MEMORY_PARTS)
    ]
    found += _columns(case, _told(case))
    if case.rules is None:
        problem = words.text("the rules that it goes by are not stored, or not as they were")
        found.append(Finding(case.number, None, problem, _TABLE, "definition", case.record.definition))
    if found or case.rules is None:
        return Registered(found)
    try:
        subject = subject_of(case.record)
        found += _counted(case, case.rules, subject)
        told, unjudged = _by_rules(case, case.rules, subject, now)
    except (ValueError, KeyError, StatesError):
        return Registered([Finding(case.number, case.last, words.text(_TEXTS["memory"]), _TABLE, "memory")])
    if found := [*found, *_columns(case, told)]:
        return Registered(found, unjudged)
    found += _columns(case, listed(case, case.rules, subject))
    has, said = case.beside.marks, bound(case, case.rules, subject)
    for role, unit in has.keys() & said.keys():
        if has[role, unit] != said[role, unit]:
            values = f"{role} · {unit}", has[role, unit], said[role, unit]
            found.append(differing(case.number, None, _said("marks"), "duban_binding", *values))
    return Registered(found, unjudged)


def _counted(case: Case, rules: Compiled, subject: Subject) -> Iterator[Finding]:
    """Yield what a memory leaves out of the states that the rules limit."""
    story, definition = case.story, rules.definition
    limited = {name for name, state in definition.states.items() if state.at_most is not None}
    parts: list[tuple[str, Any, Any]] = [
        ("stays", subject.stays, {name: count for name, count in story.stays.items() if name in limited}),
    ]
    if subject.edition >= SECOND_EDITION:
        entered = {name: at for name, at in story.entered.items() if name in definition.windows}
        parts.append(("first_entered", subject.first_entered, entered))
    for part, stored, told in parts:
        if stored != told:
            yield differing(case.number, case.last, _said(part), _TABLE, f"memory.{part}", stored, told)


def _said(part: str) -> str:
    known = _TEXTS.get(part)
    return words.text("what is registered is not what the history says") if known is None else words.text(known)


def _columns(case: Case, told: Mapping[str, Any]) -> Iterator[Finding]:
    for column, value in told.items():
        stored = getattr(case.record, column)
        if stored != value:
            yield differing(case.number, case.last, _said(column), _TABLE, column, stored, value)


def _told(case: Case) -> dict[str, Any]:
    """Return the columns that follow from the history alone."""
    story, opened = case.story, case.more.opened
    told: dict[str, Any] = {
        "title": story.title,
        "version": story.version,
        "due_at": story.first_due,
        "pending": len(story.waiting),
        "ended": story.ended,
        "opened_at": case.more.opened_at,
    }
    if opened is not None:
        told |= {"source": opened.source, "external_no": opened.external_no, "ongoing": opened.ongoing}
    return told


def _by_rules(case: Case, rules: Compiled, subject: Subject, now: datetime | None) -> tuple[dict[str, Any], bool]:
    """Return the columns that follow from the memory and the rules, and whether the dates could not be judged.

    What another revision of the calendar has computed is only held to what is so under any.
    """
    record, more, definition = case.record, case.more, rules.definition
    state = definition.states[subject.state]
    told: dict[str, Any] = {
        "scenario": definition.scenario,
        "closed_at": more.entered_at if (state.final or case.story.ended) and not more.migrated else None,
    }
    placed = more.opened is not None and more.opened.place  # numbered under its parent, whose history is held to that
    if not case.story.moves and not placed:  # else it was numbered by the definition that it was opened under
        told |= {"number": number_of(rules, subject.opened_at, record.seq)}
    told["year"] = subject.opened_at.astimezone(rules.calendar.timezone).year
    index = index_of(definition, rules.calendar, subject)
    told |= {"due_on": index.due_on, "provisional": index.provisional}
    ours = all(ledger.revision == rules.calendar.revision for ledger in subject.clocks.values())
    dated = _dated(case, index, now)
    if ours or all(getattr(record, name) == value for name, value in dated.items()):
        return told | dated | (_redated(rules, subject) if ours else {}), False
    presence = {name for name, value in dated.items() if (value is None) != (getattr(record, name) is None)}
    return told | {name: dated[name] for name in presence}, True


def _dated(case: Case, index: Index, now: datetime | None) -> dict[str, Any]:
    """Return when the next sweep has work, and since when each light shows."""
    record, lights = case.record, index.lights
    told = {
        "blue_at": lights.get(Light.BLUE),
        "yellow_at": lights.get(Light.YELLOW),
        "red_at": lights.get(Light.RED),
        "wake_at": index.wake_at,
    }
    if record.set_aside is not None:  # a sweep has put it off, but not for long
        late = record.wake_at is None or (now is not None and record.wake_at > now + _LONGEST_ASIDE)
        told["wake_at"] = index.wake_at if late else record.wake_at
    return told


def _redated(rules: Compiled, subject: Subject) -> dict[str, Any]:
    """Return what the due date of the whole is by the ledgers of the clocks, if one of them reckons another one."""
    declared, clocks = rules.definition.clocks, subject.clocks
    for ledger in clocks.values():
        dated = redate_among(ledger.name, declared, clocks, rules.calendar)
        if ledger.status is ClockStatus.RUNNING and dated.due_at != ledger.due_at:
            return {"memory": None}
    return {}
