"""How the link in a message stands: whose it is, who may use it, and why it is not good any more."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from duban.states import (
    Act,
    Actor,
    Blocker,
    answer_blockers,
    is_among,
    same_name,
)
from duban.states import (
    Unit as Length,
)
from duban.states.history import Acted, Answered, read_history
from duban.storage import instances, outbox, reach
from duban.workflow.errors import UnknownLink
from duban.workflow.links.offered import ANSWER, offered, takes_nothing
from duban.workflow.links.tokens import is_on, is_token, message_in
from duban.workflow.people import WORKING
from duban.workflow.rules import judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Subject
    from duban.states.history import Recorded
    from duban.storage import OutboxRecord
    from duban.workflow.core import Core
    from duban.workflow.links.offered import Offered
    from duban.workflow.rules import Compiled, Judgement

GOOD_FOR = 10
"""So many working days after the clock of a message is due its link is still good."""


class Link(NamedTuple):
    """A link that somebody follows: its message, with the rules by which that was decided, and what it does."""

    record: OutboxRecord
    compiled: Compiled
    offered: Offered

    @property
    def verb(self) -> str:
        """Return what it does, as refusals call it."""
        return "answer" if self.offered.trigger == ANSWER else self.offered.trigger

    @property
    def facts(self) -> dict[str, Any]:
        """Return how the matter stood when the message was decided."""
        facts: dict[str, Any] = json.loads(self.record.facts)
        return facts


def found(core: Core, connection: Connection, token: str) -> Link:
    """Return the link of a token; raises UnknownLink for everything else, and says no more."""
    key = message_in(token)
    record = None if key is None else outbox.read_message(connection, key)
    if record is None:
        raise UnknownLink
    compiled = core.catalogue.pinned(connection, record.definition, record.number)
    does = offered(compiled, record)
    if does is None or not is_token(token, record, does.trigger):
        raise UnknownLink
    return Link(record, compiled, does)


def people_of(core: Core, link: Link, subject: Subject) -> tuple[str, ...]:
    """Return who may use a link: the reader first, then the others of the unit who work on its matters.

    If the unit has handed the matter to one of them, it is that person alone.
    """
    unit, reader = core.directory.canonical(link.record.unit), link.record.contact
    there = [each for each in core.directory.people if same_name(each.unit, unit)]
    own = [each.name for each in there if same_name(each.name, reader)]
    if not own:
        return ()
    holder = _holder(link, subject)
    if holder is not None:
        return (own[0],) if same_name(holder, reader) else ()
    others = [each.name for each in there if each.level in WORKING and not same_name(each.name, reader)]
    return tuple(dict.fromkeys((own[0], *others)))


def link_blockers(
    core: Core, connection: Connection, link: Link, compiled: Compiled, subject: Subject, *, now: datetime
) -> list[Blocker]:
    """Return why a link is not good any more; `compiled` and `subject` are the matter as it is."""
    use = reach.link_use(connection, link.record.message_id, link.offered.trigger)
    if use is not None:
        return [_done(link, use.by, use.at, compiled)]
    if not is_on(core, link.compiled) or not is_on(core, compiled):
        return [Blocker("link", {}, "off")]
    if found := list(_other_hands(core, link, subject)):
        return found
    moved = list(_moved(link, compiled, subject, now))
    if not moved:
        last = last_day(link, compiled, subject)
        return [Blocker("link", {"day": last.isoformat()}, "late")] if compiled.calendar.local_date(now) > last else []
    deed = _deed(connection, link)
    return moved if deed is None else [_done(link, deed[0], deed[1], compiled)]


def judged(link: Link, compiled: Compiled, subject: Subject, actor: Actor, now: datetime) -> Judgement:
    """Return the judgement on the act that a link does."""
    return judge(compiled, subject, Act(link.offered.trigger, actor), now=now)


def last_day(link: Link, compiled: Compiled, subject: Subject) -> date:
    """Return the last day on which a link is good: ten working days after the clock that its message speaks of is due.

    A reminder that is sent later than that is good as long from its own day.
    """
    clock = link.facts.get("clock") or {}
    ledger = subject.clocks.get(clock.get("name", ""))
    days = [compiled.calendar.local_date(link.record.created_at)]
    days += [date.fromisoformat(clock["due"])] if clock.get("due") else []
    days += [ledger.due_on] if ledger is not None and ledger.due_on is not None else []
    return compiled.calendar.shift(max(days), GOOD_FOR, Length.WORKING_DAYS)


def _holder(link: Link, subject: Subject) -> str | None:
    return next((who for unit, who in subject.holders.items() if same_name(unit, link.record.unit)), None)


def _other_hands(core: Core, link: Link, subject: Subject) -> Iterator[Blocker]:
    unit, reader, roles = core.directory.canonical(link.record.unit), link.record.contact, link.offered.roles
    here = {core.directory.canonical(each) for role in roles for each in subject.units.get(role, ())}
    if link.offered.trigger != ANSWER and not is_among(unit, here):
        yield Blocker("link", {"unit": unit}, "reassigned")
    elif not any(same_name(each.unit, unit) and same_name(each.name, reader) for each in core.directory.people):
        yield Blocker("link", {"unit": unit, "person": reader}, "left")
    elif (holder := _holder(link, subject)) is not None and not same_name(holder, reader):
        yield Blocker("link", {"unit": unit, "person": holder}, "handed")


def _moved(link: Link, compiled: Compiled, subject: Subject, now: datetime) -> Iterator[Blocker]:
    """Yield why the matter does not ask for the act any more; it has a message of its own if it asks again."""
    record, does = link.record, link.offered
    actor = Actor(record.unit, record.contact)
    if does.seq is not None:
        yield from answer_blockers(subject, does.seq, ".", actor)
        return
    left = subject.closed_at is not None or subject.round != record.round or subject.entered_at > record.created_at
    entries = compiled.definition.transitions.get(does.trigger, ())
    here = [entry for entry in entries if subject.state in entry.sources]
    if left or not here or not all(map(takes_nothing, here)):
        yield Blocker("link", {}, "moved")
    else:
        yield from judged(link, compiled, subject, actor, now).blockers


def _deed(connection: Connection, link: Link) -> tuple[str, datetime] | None:
    """Return who has done what the link does since its message was decided, and when; None if nobody of the unit."""
    record, does = link.record, link.offered
    if record.instance_id is None:
        return None
    for entry in reversed(read_history(instances.read_history(connection, record.instance_id))):
        if entry.at < record.created_at or entry.round != record.round:
            continue
        if _does(entry, record, does):
            return entry.actor, entry.at
    return None


def _does(entry: Recorded, record: OutboxRecord, does: Offered) -> bool:
    match entry.facts:
        case Answered(asked=asked):
            return asked == does.seq and same_name(Actor.parse(entry.actor).unit, record.unit)
        case Acted(share=share):
            return entry.trigger == does.trigger and (not share or same_name(share.unit, record.unit))
        case _:
            return False


def _done(link: Link, by: str, at: datetime, compiled: Compiled) -> Blocker:
    who = Actor.parse(by)
    hand = who.person if who.person is not None and same_name(who.unit, link.record.unit) else by
    local = at.astimezone(compiled.calendar.timezone).isoformat()
    facts = {"hand": hand, "local": local, "trigger": link.offered.trigger}
    return Blocker("link", facts, "answered" if link.offered.seq is not None else "done")
