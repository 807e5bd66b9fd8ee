"""What waits for somebody's decision in one locked instance: how it is kept, told and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import Recipient, RecipientKind, Waiting, is_among, is_request, opinion_until, opinions_owed
from duban.workflow.rules import asked_words
from duban.workflow.values import OpinionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states import Actor, Approvable, Subject
    from duban.workflow.instance.work import UnitOfWork
    from duban.workflow.rules import Compiled


def wait_for(work: UnitOfWork, clock: str, roles: tuple[str, ...], asked_by: Actor, **what: Any) -> Waiting:  # noqa: ANN401
    """Keep what waits for a decision of these roles; `clock` is empty for what is about none."""
    waiting = Waiting(
        seq=work.head[0] + 1,  # the entry that is about to be written
        clock=clock,
        roles=roles,
        asked_by=asked_by,
        asked_at=work.now,
        reminded_on=work.compiled.calendar.local_date(work.now),
        **what,
    )
    work.subject.waiting[waiting.seq] = waiting
    return waiting


def consulted(rule: Approvable) -> dict[str, Any]:
    """Return of a rule, for what waits by it, who is asked first and who may record the decision."""
    asked = {} if rule.opinion is None else {"opinion": rule.opinion.of, "within": rule.opinion.within}
    return {**asked, "recorded_by": rule.recorded_by}


def consulted_facts(waiting: Waiting) -> dict[str, Any]:
    """Return the same for the entry that asks."""
    within = None if waiting.within is None else str(waiting.within)
    return {"opinion": waiting.opinion, "within": within, "recorded_by": waiting.recorded_by}


def heard_of(compiled: Compiled, subject: Subject, waiting: Waiting) -> dict[str, Any]:
    """Return the opinions on a request as messages have them, with the titles of the roles that still owe theirs."""
    if not waiting.opinion:
        return {}
    roles = compiled.definition.roles
    missing = [roles[role].title for role in opinions_owed(subject, waiting) if role in roles]
    return {"opinions": [{"by": each.by, "text": each.text} for each in waiting.opinions], "missing": missing}


def put_to(subject: Subject, waiting: Waiting, roles: Iterable[str]) -> tuple[str, ...]:
    """Return the units of roles that may answer a request: not the one that has asked, unless there is no other."""
    units = tuple(dict.fromkeys(unit for role in roles for unit in subject.units.get(role, ())))
    if not is_request(waiting):
        return units
    return tuple(unit for unit in units if not is_among(unit, (waiting.asked_by.unit,))) or units


def addressed(subject: Subject, waiting: Waiting, roles: tuple[str, ...]) -> tuple[Recipient, ...]:
    """Return the recipients of what is asked of these roles; the unit that has asked is not asked itself."""
    units = put_to(subject, waiting, roles)
    if all(is_among(unit, units) for role in roles for unit in subject.units.get(role, ())):
        return tuple(Recipient(RecipientKind.ROLE, role) for role in roles)
    return tuple(Recipient(RecipientKind.UNIT, unit) for unit in units)


def asked_first(work: UnitOfWork, waiting: Waiting) -> tuple[Recipient, ...]:
    """Return who is asked for an opinion, and has not given it."""
    return addressed(work.subject, waiting, opinions_owed(work.subject, waiting))


def asked_of(compiled: Compiled, waiting: Waiting) -> dict[str, Any]:
    """Return the fields of a `Pending` about the act that waits: in words, and with its values."""
    act = waiting.act
    if act is None:
        return {}
    fields = compiled.definition.fields
    titles = [fields[name].title for name in act.data if name in fields]
    what = asked_words(act.verb, act.trigger, into=act.into, fields=titles or [act.title or ""])
    return {"act": act.trigger or act.verb, "what": what, "data": dict(act.data)}


def opinions_of(compiled: Compiled, subject: Subject, waiting: Waiting) -> dict[str, Any]:
    """Return the fields of a `Pending` about opinions: those that were given, and the units that still owe theirs."""
    owed = opinions_owed(subject, waiting)
    return {
        "opinions": tuple(OpinionView(each.at, each.by, each.text) for each in waiting.opinions),
        "asked": put_to(subject, waiting, owed),
        "undecided_until": opinion_until(waiting, compiled.calendar) if owed else None,
    }
