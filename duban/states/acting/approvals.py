"""Acts that somebody has to approve, and the opinions that are asked first: who may ask, give one and decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states.acting.guards import Blocker, role_blockers
from duban.states.clocks import due_instant
from duban.states.names import is_among

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from duban.states.definition import Approvable, Definition
    from duban.states.subject import Actor, Proposal, Subject, Waiting
    from duban.states.time import WorkingCalendar


def is_request(waiting: Waiting) -> bool:
    """Return whether somebody has asked for it; what waits otherwise is a rung, which the engine holds."""
    return waiting.length is not None or waiting.act is not None


def approval_blockers(
    definition: Definition, subject: Subject, rule: Approvable | None, proposed: Proposal, fields: Collection[str]
) -> list[Blocker]:
    """Return why an act that somebody has to approve cannot be asked for: it was asked for, or would be held unsafely.

    Private values are kept where they can be erased, and not with what waits.
    """
    if rule is None or not rule.approve:
        return []
    found = []
    name = proposed.trigger or proposed.verb
    for waiting in subject.waiting.values():
        act = waiting.act
        if act is not None and (act.verb, act.trigger) == (proposed.verb, proposed.trigger):
            facts = {"act": name, "by": str(waiting.asked_by), "pending": f"{subject.number}#{waiting.seq}"}
            found.append(Blocker("approval", facts, "pending" if act.trigger else "pending-verb"))
            break
    for field in fields:
        declared = definition.fields.get(field)
        if declared is not None and declared.private:
            found.append(Blocker("private", {"field": field, "title": declared.title}, "approval"))
    if not any(subject.units.get(role) for role in rule.approve):
        titles = [definition.roles[role].title for role in rule.approve if role in definition.roles]
        found += [Blocker("unassigned", {"title": title}, "approval") for title in titles[:1]]
    return found


def opinions_owed(subject: Subject, waiting: Waiting) -> tuple[str, ...]:
    """Return the roles of which no unit has given its opinion yet, but for those that only who asks could give."""
    given = [each.by.partition("/")[0] for each in waiting.opinions]
    owed = []
    for role in waiting.opinion:
        units = [unit for unit in subject.units.get(role, ()) if not is_among(unit, (waiting.asked_by.unit,))]
        if units and not any(is_among(unit, given) for unit in units):
            owed.append(role)
    return tuple(owed)


def opinion_until(waiting: Waiting, calendar: WorkingCalendar) -> datetime | None:
    """Return until when a decision waits for opinions; None if it does not."""
    if waiting.within is None:
        return None
    return due_instant(waiting.within, at=waiting.asked_at, calendar=calendar)


def waits_for_opinion(subject: Subject, waiting: Waiting, calendar: WorkingCalendar, now: datetime) -> tuple[str, ...]:
    """Return the roles whose opinion a decision has to wait for now."""
    until = opinion_until(waiting, calendar)
    return opinions_owed(subject, waiting) if until is not None and now < until else ()


def opinion_blockers(definition: Definition, subject: Subject, seq: int, text: str, actor: Actor) -> list[Blocker]:
    """Return every reason why the actor may not give an opinion on the request made in the history entry `seq`."""
    waiting, facts = subject.waiting.get(seq), {"id": f"{subject.number}#{seq}"}
    if waiting is None:
        return [Blocker("state", facts, "decided")]
    if not waiting.opinion:
        return [Blocker("opinion", facts, "nobody")]
    found = role_blockers(definition, subject, waiting.opinion, actor)
    if actor.may_be(waiting.asked_by):
        found.append(Blocker("four-eyes", {"by": str(waiting.asked_by)}, "opinion"))
    given = next((each for each in waiting.opinions if is_among(actor.unit, (each.by.partition("/")[0],))), None)
    if given is not None:
        found.append(Blocker("opinion", {**facts, "by": given.by}, "given"))
    if not text.strip():
        found.append(Blocker("requires", {}, "text"))
    return found


def waiting_blockers(
    definition: Definition, subject: Subject, waiting: Waiting, now: datetime, calendar: WorkingCalendar
) -> list[Blocker]:
    """Return why nobody may decide a request yet: an opinion is asked for first, and there is time for it."""
    owed, until = waits_for_opinion(subject, waiting, calendar, now), opinion_until(waiting, calendar)
    if not owed or until is None:
        return []
    facts = {
        "titles": [definition.roles[role].title for role in owed if role in definition.roles],
        "until": until.isoformat(),
        "local": until.astimezone(calendar.timezone).isoformat(),
    }
    return [Blocker("opinion", facts)]


def recording_blockers(
    definition: Definition,
    subject: Subject,
    waiting: Waiting,
    actor: Actor,
    *,
    leader: Actor,
    on: date | None,
    now: datetime,
    calendar: WorkingCalendar,
) -> list[Blocker]:
    """Return why the actor may not record that a leader has decided a request."""
    if not waiting.recorded_by:
        return [Blocker("recorded", {"leader": str(leader)}, "nobody")]
    found = role_blockers(definition, subject, waiting.recorded_by, actor)
    units = [unit for role in waiting.roles for unit in subject.units.get(role, ())]
    if not is_among(leader.unit, units):
        titles = [definition.roles[role].title for role in waiting.roles if role in definition.roles]
        found.append(Blocker("recorded", {"leader": str(leader), "titles": titles, "units": units}))
    today = calendar.local_date(now)
    if on is not None and on > today:
        found.append(Blocker("recorded", {"on": on.isoformat(), "today": today.isoformat()}, "day"))
    asked = calendar.local_date(waiting.asked_at)
    if on is not None and on < asked:
        found.append(Blocker("recorded", {"on": on.isoformat(), "asked": asked.isoformat()}, "early"))
    return found
