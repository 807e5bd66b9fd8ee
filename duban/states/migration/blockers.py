"""The reasons why an instance cannot be moved to a newer definition, each with its code and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban.states.acting import Blocker, each_entries
from duban.states.clocks import ClockStatus, budget_of
from duban.states.definition import FieldType
from duban.states.migration.renaming import Renames, named_anew, rename
from duban.states.migration.stepping import moved_ledger, reached_rungs
from duban.states.values import value_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states.definition import Definition, Field
    from duban.states.subject import Subject
    from duban.states.time import WorkingCalendar

    Rules = tuple[Definition, WorkingCalendar]

_TEXTS = {FieldType.STRING, FieldType.TEXT, FieldType.CHOICE}


def migration_blockers(
    old: Rules,
    new: Rules,
    subject: Subject,
    *,
    now: datetime,
    states: Mapping[str, str],
    names: Renames | None = None,
) -> list[Blocker]:
    """Return every reason why an instance cannot be moved.

    `states` maps removed states to their new names, `names` does the same for roles, fields, triggers and clocks.
    Blockers are told in the new names.
    """
    taken: list[Blocker] = []
    if names:
        taken = list(_taken(old[0], subject, names))
        old, subject = (named_anew(old[0], names), old[1]), replace(subject)
        rename(subject, names)
    here = states.get(subject.state, subject.state)
    return [
        *_version(old[0], new[0]),
        *_state(new[0], subject, here, renamed=here != subject.state),
        *_clocks(old, new, subject),
        *_unswept(old, new, subject, now),
        *_roles(old[0], new[0], subject),
        *taken,
        *_fields(old[0], new[0], subject),
        *_waiting(old[0], new[0], subject),
        *_signed(old[0], new[0], subject),
        *_four_eyes(old[0], new[0], here),
        *_children(old[0], new[0], subject, states),
    ]


def _version(old: Definition, new: Definition) -> Iterator[Blocker]:
    if old.version > new.version:
        yield Blocker("version", {"from": old.version, "to": new.version})


def _state(new: Definition, subject: Subject, here: str, *, renamed: bool) -> Iterator[Blocker]:
    target = new.states.get(here)
    if target is None:
        yield Blocker("state", {"state": subject.state, "states": list(new.states)}, "gone")
    elif target.final:
        yield Blocker("state", {"state": subject.state, "to": here}, "final-renamed" if renamed else "final")


def _clocks(old: Rules, new: Rules, subject: Subject) -> Iterator[Blocker]:
    for name, ledger in subject.clocks.items():
        facts = {"clock": name, "status": str(ledger.status)}
        if name not in new[0].clocks:
            if ledger.status is not ClockStatus.STOPPED:
                yield Blocker("clock", facts, "gone")
        elif name in old[0].clocks:
            before, after = (budget_of(rules[0].clocks[name], subject.data) for rules in (old, new))
            if moved_ledger(ledger, (before, after), old[0], new[0], was=old[1], calendar=new[1]) is None:
                lengths = {"before": before and str(before), "after": after and str(after)}
                yield Blocker("clock", facts | lengths, "unit")


def _unswept(old: Rules, new: Rules, subject: Subject, now: datetime) -> Iterator[Blocker]:
    """Yield a blocker for each rung that is due by the old rules and would never be handled by the new ones."""
    for name, ledger in subject.clocks.items():
        if ledger.status is not ClockStatus.RUNNING or not {name} <= old[0].clocks.keys() & new[0].clocks.keys():
            continue
        kept, declared = ({rung.id for rung in rules[0].ladders.get(name, ())} for rules in (new, old))
        gone = declared - kept
        lost = [rung for rung in reached_rungs(*old, subject, name, now) if rung in gone]
        if lost:
            yield Blocker("unswept", {"clock": name, "rungs": lost})


def _roles(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for role in new.roles.values():
        units = subject.units.get(role.name)
        if role.required and units is None and not role.default:
            reason = "move" if role.name in old.roles else "move-new"
            yield Blocker("unassigned", {"role": role.name, "title": role.title}, reason)
        elif units is not None and len(units) > 1 and not role.many:
            yield Blocker("role", {"role": role.name, "title": role.title, "units": list(units)}, "one")


def _fields(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for name in subject.given:
        before, after = old.fields.get(name), new.fields.get(name)
        if before is None or after is None:
            continue  # the value of a removed field stays stored, in the history and outside it, but is no longer shown
        facts = {"field": name, "title": after.title}
        if bool(before.private) != bool(after.private):
            yield Blocker("private", facts, "published" if before.private else "hidden")
        value = subject.data.get(name, subject.private.get(name))
        if value is not None and not _holds(before, after, value):
            facts |= {"before": str(before.type), "after": str(after.type)}
            if before.private or after.private:
                yield Blocker("data", facts)
            else:
                yield Blocker("data", facts | {"value": value}, "value")


def _taken(old: Definition, subject: Subject, names: Renames) -> Iterator[Blocker]:
    """Yield a blocker for each new name under which older rules have left something else with the instance."""
    for name, new in names.clocks.items():
        if {name, new} <= subject.clocks.keys():
            yield Blocker("clock", {"clock": name, "to": new}, "taken")
    for name, new in names.fields.items():
        if {name, new} <= subject.given.keys():
            yield Blocker("data", {"field": name, "title": old.fields[name].title, "to": new}, "taken")


def _holds(before: Field, after: Field, value: object) -> bool:
    """Return whether a field can hold, unchanged, a value that was given under another declaration."""
    if before.many != after.many:
        return False
    if before.type == after.type:
        return True
    return {before.type, after.type} <= _TEXTS and value_problem(after, value) is None


def _waiting(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for waiting in subject.waiting.values():
        facts = {"asked": waiting.seq, "clock": waiting.clock}
        asked = {*waiting.roles, *waiting.opinion, *waiting.recorded_by} <= new.roles.keys()
        if waiting.act is not None:
            known = waiting.act.trigger is None or waiting.act.trigger in new.transitions
            kept = asked and known and waiting.act.data.keys() <= new.fields.keys()
            facts, reason = {"asked": waiting.seq}, "approval"
        elif waiting.length is not None:
            kept = asked and waiting.clock in new.clocks
            reason = "extension"
        else:
            ladders = (old.ladders.get(waiting.clock, ()), new.ladders.get(waiting.clock, ()))
            one, other = ([rung for rung in ladder if rung.id == waiting.rung] for ladder in ladders)
            kept, reason = one == other, "rung"
        if not kept:
            yield Blocker("pending", facts, reason)


def _signed(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    # Who has signed in an earlier state is not asked again, so that it may be forgotten what they have signed.
    here = {entry.trigger for entry in each_entries(old, subject.state)} & subject.signing.keys()
    for trigger in (*subject.signed, *sorted(here)):
        kept = [
            [(entry.by, entry.joint, entry.by_each) for entry in definition.transitions.get(trigger, ())]
            for definition in (old, new)
        ]
        if kept[0] != kept[1]:
            yield Blocker("signed", {"trigger": trigger})


def _four_eyes(old: Definition, new: Definition, here: str) -> Iterator[Blocker]:
    """Yield a blocker for each act from this state whose `not_by` names a trigger unknown to the old rules."""
    for entries in new.transitions.values():
        for entry in entries:
            if entry.not_by is not None and here in entry.sources and entry.not_by not in old.transitions:
                yield Blocker("four-eyes", {"trigger": entry.trigger, "not_by": entry.not_by}, "move")


def _children(old: Definition, new: Definition, subject: Subject, states: Mapping[str, str]) -> Iterator[Blocker]:
    """Yield a blocker if the two definitions declare the children of the current state differently."""
    here = states.get(subject.state, subject.state)

    def declared(definition: Definition, state: str) -> list[tuple[object, ...]]:
        return [
            (one.scenario, one.each, one.takes, one.join, one.then) for one in definition.children if one.on == state
        ]

    if declared(old, subject.state) != declared(new, here):
        yield Blocker("children", {"state": subject.state})
