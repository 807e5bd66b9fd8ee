"""Why an instance cannot be moved to a newer definition: each reason with its own code and what to do. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.clock_ledger import ClockStatus
from duban.states.definition import FieldType
from duban.states.guards import Blocker
from duban.states.migrating import moved_ledger, reached_rungs
from duban.states.values import value_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from duban.states.calendar import WorkingCalendar
    from duban.states.definition import Definition, Field
    from duban.states.subject import Subject

    Rules = tuple[Definition, WorkingCalendar]

_TEXTS = {FieldType.STRING, FieldType.TEXT, FieldType.CHOICE}


def migration_blockers(
    old: Rules, new: Rules, subject: Subject, *, now: datetime, states: Mapping[str, str]
) -> list[Blocker]:
    """Return every reason why an instance cannot be moved; `states` renames states that are gone."""
    here = states.get(subject.state, subject.state)
    return [
        *_version(old[0], new[0]),
        *_state(new[0], subject, here, renamed=here != subject.state),
        *_clocks(old, new, subject),
        *_unswept(old, new, subject, now),
        *_roles(old[0], new[0], subject),
        *_fields(old[0], new[0], subject),
        *_waiting(old[0], new[0], subject),
        *_signed(old[0], new[0], subject),
        *_four_eyes(old[0], new[0], here),
        *_children(old[0], new[0], subject, states),
    ]


def _version(old: Definition, new: Definition) -> Iterator[Blocker]:
    if old.version > new.version:
        message = f"现行规则第{old.version}版比第{new.version}版新，只能换用更新的规则"
        yield Blocker("version", message, {"from": old.version, "to": new.version})


def _state(new: Definition, subject: Subject, here: str, *, renamed: bool) -> Iterator[Blocker]:
    target = new.states.get(here)
    if target is None:
        message = f"新规则没有状态“{subject.state}”，须指明对应的新状态（--state {subject.state}=新状态）"
        yield Blocker("state", message, {"state": subject.state, "states": list(new.states)})
    elif target.final:
        said = f"“{subject.state}”对应的“{here}”" if renamed else f"“{here}”"
        message = f"{said}在新规则中是终结状态，事项须由人办结，不能因换用规则而办结"
        yield Blocker("state", message, {"state": subject.state, "to": here})


def _clocks(old: Rules, new: Rules, subject: Subject) -> Iterator[Blocker]:
    for name, ledger in subject.clocks.items():
        facts = {"clock": name, "status": str(ledger.status)}
        if name not in new[0].clocks:
            if ledger.status is not ClockStatus.STOPPED:
                yield Blocker("clock", f"“{name}”正在计时，而新规则没有这一时限；可在其停止后再换用", facts)
        elif name in old[0].clocks and moved_ledger(ledger, old[0], new[0], was=old[1], calendar=new[1]) is None:
            before, after = old[0].clocks[name].budget, new[0].clocks[name].budget
            lengths = "改为".join("不限期" if each is None else each.chinese for each in (before, after))
            yield Blocker("clock", f"“{name}”由{lengths}，计量单位不同，已用或者已延的时间无法折算", facts)


def _unswept(old: Rules, new: Rules, subject: Subject, now: datetime) -> Iterator[Blocker]:
    """Yield rungs that are due by the old rules and that nothing would ever see to by the new ones."""
    for name, ledger in subject.clocks.items():
        if ledger.status is not ClockStatus.RUNNING or not {name} <= old[0].clocks.keys() & new[0].clocks.keys():
            continue
        kept, declared = ({rung.id for rung in rules[0].ladders.get(name, ())} for rules in (new, old))
        gone = declared - kept
        lost = [rung for rung in reached_rungs(*old, subject, name, now) if rung in gone]
        if lost:
            message = f"“{name}”有已到时刻而尚未执行的催督，新规则中没有这些步骤；请先运行 duban daemon --once"
            yield Blocker("unswept", message, {"clock": name, "rungs": lost})


def _roles(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for role in new.roles.values():
        units = subject.units.get(role.name)
        if role.required and units is None and not role.default:
            first = (
                "请先指定（duban assign）"
                if role.name in old.roles
                else "请在新规则中给这一角色写明默认单位（default）"
            )
            message = f"新规则须有{role.title}，本事项尚无；{first}"
            yield Blocker("unassigned", message, {"role": role.name})
        elif units is not None and len(units) > 1 and not role.many:
            message = f"新规则的{role.title}只能是一个单位，本事项有{'、'.join(units)}"
            yield Blocker("role", message, {"role": role.name, "units": list(units)})


def _fields(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for name in subject.given:
        before, after = old.fields.get(name), new.fields.get(name)
        if before is None or after is None:
            continue  # what a field holds that is gone is kept, in the history and beside it, and shown no more
        facts = {"field": name}
        if bool(before.private) != bool(after.private):
            message = f"“{after.title}”已有内容，{'公开' if before.private else '不公开'}与否不能再改"
            yield Blocker("private", message, facts)
        value = subject.data.get(name, subject.private.get(name))
        if value is not None and not _holds(before, after, value):
            message = f"“{after.title}”已填的内容不合新规则的类型（{before.type}改为{after.type}）"
            yield Blocker("data", message, facts)


def _holds(before: Field, after: Field, value: object) -> bool:
    """Return whether a field can hold, as it is, a value that was given under another declaration."""
    if before.many != after.many:
        return False
    if before.type == after.type:
        return True
    return {before.type, after.type} <= _TEXTS and value_problem(after, value) is None


def _waiting(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for waiting in subject.waiting.values():
        facts = {"asked": waiting.seq, "clock": waiting.clock}
        if waiting.length is not None:
            kept = set(waiting.roles) <= new.roles.keys() and waiting.clock in new.clocks
            what = "延期申请"
        else:
            ladders = (old.ladders.get(waiting.clock, ()), new.ladders.get(waiting.clock, ()))
            one, other = ([rung for rung in ladder if rung.id == waiting.rung] for ladder in ladders)
            kept, what = one == other, "催督"
        if not kept:
            message = f"第{waiting.seq}条{what}待决定，新规则中已无此事；请先决定（duban decide）"
            yield Blocker("pending", message, facts)


def _signed(old: Definition, new: Definition, subject: Subject) -> Iterator[Blocker]:
    for trigger in subject.signed:
        kept = [
            [(entry.by, entry.joint) for entry in definition.transitions.get(trigger, ())] for definition in (old, new)
        ]
        if kept[0] != kept[1]:
            message = f"“{trigger}”已有单位会签，新规则的会签单位不同；请先会签完毕"
            yield Blocker("signed", message, {"trigger": trigger})


def _four_eyes(old: Definition, new: Definition, here: str) -> Iterator[Blocker]:
    """Yield acts from here that must not be done by whoever did what the old rules call otherwise."""
    for entries in new.transitions.values():
        for entry in entries:
            if entry.not_by is not None and here in entry.sources and entry.not_by not in old.transitions:
                message = f"“{entry.trigger}”不得由“{entry.not_by}”的经办人办理，而旧规则没有“{entry.not_by}”，无从回避"
                yield Blocker("four-eyes", message, {"trigger": entry.trigger, "not_by": entry.not_by})


def _children(old: Definition, new: Definition, subject: Subject, states: Mapping[str, str]) -> Iterator[Blocker]:
    """Yield where units are handed parts of the work in the present state, and the two definitions disagree on it."""
    here = states.get(subject.state, subject.state)

    def declared(definition: Definition, state: str) -> list[tuple[object, ...]]:
        return [
            (one.scenario, one.each, one.takes, one.join, one.then) for one in definition.children if one.on == state
        ]

    if declared(old, subject.state) != declared(new, here):
        message = f"“{subject.state}”的分办在新旧规则中不同；可在离开此状态后再换用"
        yield Blocker("children", message, {"state": subject.state})
