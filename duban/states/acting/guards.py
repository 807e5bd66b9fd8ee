"""Guards return every reason why an act is refused, each with its own code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from duban import words
from duban.states.clocks import due_instant
from duban.states.definition import ANYONE, REASON, SYSTEM
from duban.states.editions import SECOND_EDITION
from duban.states.jsonable import Jsonable
from duban.states.subject import MERGED, VOID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from duban.states.definition import Definition, Transition
    from duban.states.subject import Act, Actor, Subject
    from duban.states.time import WorkingCalendar


class Blocker(Struct, Jsonable, frozen=True):
    """One reason why an act is refused: a stable code, the facts behind it, and a sentence made from them: `message`.

    If a code has several sentences, `reason` says which one (`duban/words/refusals.py` lists them). The sentence is in
    the reader's language.
    """

    _json = ("code", "reason", "message", "facts")

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def message(self) -> str:
        """Return the sentence in the reader's language."""
        return words.refusal(self.code, self.reason, self.facts)

    def __str__(self) -> str:
        """Return the sentence in the reader's language."""
        return self.message


NOTE = "note"


def role_blockers(definition: Definition, subject: Subject, roles: tuple[str, ...], actor: Actor) -> list[Blocker]:
    """Return why the actor may not act in any of the roles; an empty list if one fits."""
    if _may(subject, roles, actor):
        return []
    wanted = [definition.roles[role] for role in roles if role in definition.roles]
    facts = {
        "by": str(actor),
        "unit": actor.unit,
        "roles": list(roles),
        "titles": [role.title for role in wanted],
        "units": {role.name: list(subject.units.get(role.name, ())) for role in wanted},
    }
    return [Blocker("role", facts, "" if wanted else "system")]


def _may(subject: Subject, roles: tuple[str, ...], actor: Actor) -> bool:
    if actor.unit == SYSTEM:
        return SYSTEM in roles
    return ANYONE in roles or any(subject.fills(actor, role) for role in roles)


def transition_blockers(
    definition: Definition,
    subject: Subject,
    transition: Transition,
    act: Act,
    *,
    now: datetime,
    calendar: WorkingCalendar,
) -> list[Blocker]:
    """Return every reason why the act may not take this transition now, except the state and `when`."""
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
    """Return the refusal of a trigger none of whose entries leaves the current state."""
    sources = list(dict.fromkeys(source for entry in definition.transitions[trigger] for source in entry.sources))
    return Blocker("state", {"trigger": trigger, "state": subject.state, "from": sources})


def leaves(definition: Definition, subject: Subject, entry: Transition) -> bool:
    """Return whether an entry of a trigger leaves from where the subject stands.

    What is void stands at no state: it is taken up again by what takes up what came to a final state, in a new round.
    """
    if subject.ended is None:
        return subject.state in entry.sources
    finals = (source for source in entry.sources if source in definition.states and definition.states[source].final)
    return subject.ended == VOID and entry.new_round and any(finals)


def ended_blocker(subject: Subject, trigger: str) -> Blocker:
    """Return the refusal of a trigger for what has ended without having come to a final state."""
    facts = {"trigger": trigger, "state": subject.state}
    if subject.ended == MERGED:
        return Blocker("state", {**facts, "into": subject.merged_into}, "merged")
    return Blocker("state", facts, "void")


def guard_blocker(subject: Subject, trigger: str, entries: Iterable[Transition]) -> Blocker:
    """Return the refusal of a trigger none of whose `when` conditions holds."""
    guarded = [entry for entry in entries if entry.when is not None]
    facts = {"trigger": trigger, "state": subject.state, "when": [entry.when for entry in guarded]}
    if not any(entry.why for entry in guarded):
        return Blocker("guard", facts)
    return Blocker("guard", facts | {"why": [entry.why or entry.when for entry in guarded]}, "why")


def _joint(definition: Definition, subject: Subject, transition: Transition, actor: Actor) -> Iterator[Blocker]:
    """Yield why a joint act does not need this actor's signature, or cannot be completed."""
    for role in transition.by:
        if not subject.units.get(role):
            unset = {"trigger": transition.trigger, "role": role, "title": definition.roles[role].title}
            yield Blocker("unassigned", unset, "joint")
    signed = subject.signed.get(transition.trigger, {})
    mine = [role for role in transition.by if subject.fills(actor, role)]
    if mine and all(role in signed for role in mine):
        facts = {
            "trigger": transition.trigger,
            "hand": str(signed[mine[0]]),
            "signed": {role: str(who) for role, who in signed.items()},
            "missing": [definition.roles[role].title for role in transition.by if role not in signed],
        }
        yield Blocker("role", facts, "signed")


def _unassigned(definition: Definition, subject: Subject) -> list[Blocker]:
    return [
        Blocker("unassigned", {"role": role.name, "title": role.title})
        for role in definition.roles.values()
        if role.required and not subject.units.get(role.name)
    ]


def _requirements(definition: Definition, subject: Subject, transition: Transition, act: Act) -> Iterator[Blocker]:
    for name in transition.requires:
        if name == NOTE:
            if not (act.note and act.note.strip()):
                yield Blocker("requires", {"field": NOTE}, "note")
            continue
        fresh = transition.fresh or _is_reason(definition, name)
        given = name in act.data or (not fresh and subject.given.get(name) == subject.round)
        if not given:
            facts = {"field": name, "title": definition.fields[name].title, "fresh": fresh}
            yield Blocker("requires", facts, "fresh" if transition.fresh else "")


def _is_reason(definition: Definition, name: str) -> bool:
    """Return whether this is the field of `reasons`: as a note, a reason is that of one act."""
    return name == REASON and bool(definition.reasons)


def _four_eyes(subject: Subject, transition: Transition, actor: Actor) -> Iterator[Blocker]:
    if transition.not_by is None or actor.unit == SYSTEM:
        return
    pull = subject.pulls.get(transition.not_by)
    hands = () if pull is None else (pull.last, *pull.others)
    for hand in dict.fromkeys((*hands, *subject.signed.get(transition.not_by, {}).values())):
        facts = {"trigger": transition.not_by, "by": str(hand), "act": transition.trigger}
        if actor.may_be(hand):
            if transition.why and transition.when is None:  # else it tells of the condition
                yield Blocker("four-eyes", facts | {"why": transition.why}, "why")
            else:
                yield Blocker("four-eyes", facts)
            return
        if hand.person is not None and actor.person is None and subject.edition >= SECOND_EDITION:
            yield Blocker("four-eyes", facts, "unnamed")
            return


def _times(subject: Subject, transition: Transition) -> Iterator[Blocker]:
    pull = subject.pulls.get(transition.trigger)
    if transition.times is not None and pull is not None and pull.times >= transition.times:
        yield Blocker("times", {"trigger": transition.trigger, "limit": transition.times, "times": pull.times})


def _within(subject: Subject, transition: Transition, now: datetime, calendar: WorkingCalendar) -> Iterator[Blocker]:
    if transition.within is None:
        return
    since = subject.entered_at
    if subject.edition >= SECOND_EDITION and not transition.each_entry and subject.ended is None:
        since = subject.first_entered.get(subject.state, since)
    until = due_instant(transition.within, at=since, calendar=calendar)
    if now >= until:
        facts = {
            "trigger": transition.trigger,
            "state": subject.state,
            "within": str(transition.within),
            "until": until.isoformat(),
            "local": until.astimezone(calendar.timezone).isoformat(),
        }
        yield Blocker("within", facts)
