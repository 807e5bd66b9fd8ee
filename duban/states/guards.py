"""Guards: every reason why an act is refused, each with its own code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban.states.clocks import due_instant
from duban.states.definition import ANYONE, SYSTEM
from duban.states.jsonable import Jsonable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duban.states.calendar import WorkingCalendar
    from duban.states.definition import Definition, Transition
    from duban.states.subject import Act, Actor, Subject


class Blocker(Struct, Jsonable, frozen=True):
    """One reason why an act is refused: a stable code, a sentence for people, and the facts behind it."""

    code: str
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence."""
        return self.message


NOTE = "note"


def role_blockers(definition: Definition, subject: Subject, roles: tuple[str, ...], actor: Actor) -> list[Blocker]:
    """Return why the actor may not act in any of the roles; nothing where one fits."""
    if _may(subject, roles, actor):
        return []
    wanted = [definition.roles[role] for role in roles if role in definition.roles]
    titles = "、".join(role.title for role in wanted) or "系统"
    who = {role.name: list(subject.units.get(role.name, ())) for role in wanted}
    message = f"{actor.unit}不是本事项的{titles}，无权办理此步"
    return [Blocker("role", message, {"by": str(actor), "roles": list(roles), "units": who})]


def _may(subject: Subject, roles: tuple[str, ...], actor: Actor) -> bool:
    if actor.is_system:
        return SYSTEM in roles
    unit = actor.unit
    return ANYONE in roles or any(unit in subject.units.get(role, ()) for role in roles)


def transition_blockers(
    definition: Definition,
    subject: Subject,
    transition: Transition,
    act: Act,
    *,
    now: datetime,
    calendar: WorkingCalendar,
) -> list[Blocker]:
    """Return every reason but state and `when` why the act may not take this transition now."""
    found = role_blockers(definition, subject, transition.by, act.actor)
    if transition.joint:
        found += _joint(definition, subject, transition, act.actor)
    if transition.target != subject.state or transition.new_round:
        found += _unassigned(definition, subject)
    if transition.requires:
        found += _requirements(definition, subject, transition, act)
    if transition.not_by is not None:
        found += _four_eyes(subject, transition, act.actor)
    if transition.times is not None:
        found += _times(subject, transition)
    if transition.within is not None:
        found += _within(subject, transition, now, calendar)
    return found


def state_blocker(definition: Definition, subject: Subject, trigger: str) -> Blocker:
    """Return the refusal of a trigger that no entry of leaves the present state."""
    sources = list(dict.fromkeys(source for entry in definition.transitions[trigger] for source in entry.sources))
    message = f"当前为“{subject.state}”，“{trigger}”只能在{'、'.join(f'“{name}”' for name in sources)}时办理"
    return Blocker("state", message, {"state": subject.state, "from": sources})


def guard_blocker(subject: Subject, trigger: str, conditions: list[str]) -> Blocker:
    """Return the refusal of a trigger none of whose `when` conditions holds."""
    message = f"“{trigger}”的条件不满足：{'；'.join(conditions)}"
    return Blocker("guard", message, {"state": subject.state, "when": conditions})


def _joint(definition: Definition, subject: Subject, transition: Transition, actor: Actor) -> Iterator[Blocker]:
    """Yield why a joint act can do without this hand, or cannot be completed."""
    for role in transition.by:
        if not subject.units.get(role):
            title = definition.roles[role].title
            yield Blocker("unassigned", f"“{transition.trigger}”须{title}会签，{title}尚未确定", {"role": role})
    signed = subject.signed.get(transition.trigger, {})
    mine = [role for role in transition.by if subject.fills(actor, role)]
    if mine and all(role in signed for role in mine):
        missing = [definition.roles[role].title for role in transition.by if role not in signed]
        message = f"{signed[mine[0]]}已会签“{transition.trigger}”，尚待{'、'.join(missing)}"
        yield Blocker("role", message, {"signed": {role: str(who) for role, who in signed.items()}})


def _unassigned(definition: Definition, subject: Subject) -> list[Blocker]:
    return [
        Blocker("unassigned", f"{role.title}尚未确定，请先指定（assign）", {"role": role.name})
        for role in definition.roles.values()
        if role.required and not subject.units.get(role.name)
    ]


def _requirements(definition: Definition, subject: Subject, transition: Transition, act: Act) -> Iterator[Blocker]:
    for name in transition.requires:
        if name == NOTE:
            if not (act.note and act.note.strip()):
                yield Blocker("requires", "须填写说明（note）", {"field": NOTE})
            continue
        given = name in act.data or (not transition.fresh and subject.given.get(name) == subject.round)
        if not given:
            title = definition.fields[name].title
            again = "须随本次办理重新提供" if transition.fresh else "须提供"
            yield Blocker("requires", f"{again}“{title}”（{name}）", {"field": name, "fresh": transition.fresh})


def _four_eyes(subject: Subject, transition: Transition, actor: Actor) -> Iterator[Blocker]:
    if transition.not_by is None or actor.is_system:
        return
    pull = subject.pulls.get(transition.not_by)
    hands = () if pull is None else (pull.last, *pull.others)
    for hand in dict.fromkeys((*hands, *subject.signed.get(transition.not_by, {}).values())):
        same_person = actor.person is not None and actor.person == hand.person
        if actor.unit == hand.unit or same_person:
            message = f"本轮“{transition.not_by}”由{hand}办理，须由其他单位、其他人办理“{transition.trigger}”"
            yield Blocker("four-eyes", message, {"trigger": transition.not_by, "by": str(hand)})
            return


def _times(subject: Subject, transition: Transition) -> Iterator[Blocker]:
    pull = subject.pulls.get(transition.trigger)
    if transition.times is not None and pull is not None and pull.times >= transition.times:
        message = f"“{transition.trigger}”每轮限{transition.times}次，本轮已办理{pull.times}次"
        yield Blocker("times", message, {"limit": transition.times, "times": pull.times})


def _within(subject: Subject, transition: Transition, now: datetime, calendar: WorkingCalendar) -> Iterator[Blocker]:
    if transition.within is None:
        return
    until = due_instant(transition.within, at=subject.entered_at, calendar=calendar)
    if now >= until:
        local = until.astimezone(calendar.timezone)
        message = (
            f"“{transition.trigger}”须在进入“{subject.state}”后{transition.within.chinese}内办理，"
            f"已于{local:%Y-%m-%d %H:%M}截止"
        )
        yield Blocker("within", message, {"within": str(transition.within), "until": until.isoformat()})
