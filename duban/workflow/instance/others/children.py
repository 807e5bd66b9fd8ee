"""What one instance does to others: it opens parts, follows their states, joins them, and withdraws them.

Only `link` locks two existing instances at once. Anything else that one instance has to tell another is an errand: a
row that is written with the act, and carried out later in a transaction of the addressee's own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder

from duban.states import as_json, compile_condition, decode, fill_text, joined_by, parts_of
from duban.states.history import (
    ACTS,
    Because,
    News,
    OtherOpened,
    PartWithdrawn,
    follow_others,
    read_entry,
    write_entry,
)
from duban.storage import relations
from duban.workflow.instance.claims import FIRED, Claim
from duban.workflow.instance.others.aiming import aim
from duban.workflow.instance.others.asking import OPENED, Request, opening_of, own_values, passed_units, public_values
from duban.workflow.instance.others.hearing import hear_news
from duban.workflow.instance.others.heirs import renew
from duban.workflow.instance.others.parting import Withdrawal, note_parts, parties, parts_asked, parts_here
from duban.workflow.instance.others.sheets import PROGRESS, hear_progress, strike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.engine import Connection

    from duban.storage import ErrandRecord
    from duban.workflow.core import Core
    from duban.workflow.instance.openings import Wanted
    from duban.workflow.instance.work import UnitOfWork

NEWS = News.kind
_TOLD_FIRST = (NEWS, PROGRESS)
"""What an instance has to hear before somebody acts on it."""

_ONE_PLACE = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*", re.DOTALL)
_NEWS = Decoder(News).decode
_WITHDRAWAL = Decoder(Withdrawal).decode


def requests(core: Core, work: UnitOfWork) -> list[Request]:
    """Return what the work on an instance asks to be opened, checked and sorted by scenario.

    The order is the same everywhere, so that two commands cannot wait for each other's number counters. Parts whose
    unit no longer takes part are withdrawn.
    """
    found = [_beside(core, work, wanted) for wanted in work.openings]
    work.openings = ()
    found += parts_asked(core, work)
    return sorted(found, key=lambda one: one.scenario) if len(found) > 1 else found


def _beside(core: Core, work: UnitOfWork, wanted: Wanted) -> Request:
    """Return the instance that a transition or an instruction opens, with its templates filled in."""
    compiled, subject, opens = work.compiled, work.subject, wanted.opens
    fields = compiled.definition.fields
    known = {name: decode(fields[name], value) for name, value in public_values(work).items() if name in fields}
    context = {**dict.fromkeys(fields), **known, "item": work.item(), "round": subject.round}
    context |= {} if wanted.instruction is None else {"instruction": wanted.instruction}
    values = {
        name: _filled(value, context, work) if isinstance(value, str) else value for name, value in opens.values.items()
    }
    target = core.catalogue.newest(opens.scenario)
    title = values.pop("title", None) or target.definition.title
    units = passed_units(core, work, target, opens.units, {})
    opening = opening_of(work, OPENED, title, units, own_values(core, target, values))
    return Request(OPENED, target, opening, asked=wanted.asked)


def _filled(source: str, context: dict[str, Any], work: UnitOfWork) -> Any:  # noqa: ANN401 - any value
    """Return a template's value: that of its expression if it is just one, so that a date stays a date; else text."""
    alone = _ONE_PLACE.fullmatch(source)
    if alone is not None and "|" not in alone[1]:
        found = compile_condition(alone[1].strip()).value(context)
        return as_json(found)
    return fill_text("text", source, context, zone=work.compiled.calendar.timezone)


def note_opened(work: UnitOfWork, opened: Sequence[tuple[Request, UnitOfWork]]) -> None:
    """Record in an instance's history what it opened, and start to keep track of it if the definition says so."""
    for request, part in opened:
        part.links += ((work, request.kind),)
        if request.children is not None:
            continue
        other, heard = part.subject, dict[str, Any]()
        if work.compiled.hears:
            closed, units = other.closed_at is not None, parties(other)
            heard = {"state": other.state, "closed": closed, "parties": units}
            heard |= {"roles": dict(other.units)} if work.compiled.counts else {}
        facts: dict[str, Any] = {
            "number": other.number,
            "scenario": request.scenario,
            "link": request.kind,
            "asked": request.asked,
        }
        entry = OtherOpened(**facts, **heard)
        work.note(entry)
        follow_others(work.subject, entry)
    note_parts(work, opened)


def join(work: UnitOfWork) -> bool:
    """Pull the trigger of a join that is complete, once per round; return whether one was pulled."""
    subject = work.subject
    for children in parts_here(work):
        if children.then is None or children.on in subject.joined or not joined_by(children, subject):
            continue
        subject.joined = (*subject.joined, children.on)
        work.claims += (Claim(f"children:{children.on}", subject.round, 1, "join", FIRED),)  # once per round
        ours = parts_of(subject, children.on)
        work.pull(children.then, Because(children=ours, join=children.join))
        return True
    return False


def errands_of(connection: Connection, numbers: Sequence[str]) -> Callable[[str], Sequence[ErrandRecord]]:
    """Return a function that gives the errands for each of these instances; the first call reads those of all."""
    if len(numbers) == 1:
        return lambda number: relations.errands_for(connection, number)
    read = cache(lambda: relations.errands_of(connection, numbers))
    return lambda number: read().get(number, ())


def catch_up(connection: Connection, work: UnitOfWork, errands: Callable[[str], Sequence[ErrandRecord]]) -> None:
    """Apply the news before somebody acts on an instance: from linked ones, and of units that are others now."""
    if work.subject.closed_at is not None:
        renew(work)
    if work.subject.sheet is not None:
        strike(connection, work)
    waits = work.subject.tasks or work.subject.after or work.compiled.definition.progress is not None
    if work.compiled.hears or waits:
        hear(work, [errand for errand in errands(work.subject.number) if errand.kind in _TOLD_FIRST])


def hear(work: UnitOfWork, errands: Iterable[ErrandRecord]) -> None:
    """Carry out the errands for an instance, in order."""
    for errand in errands:
        work.heard += (errand.id,)
        if errand.kind == NEWS:
            hear_news(work, _NEWS(errand.payload))
            continue
        if errand.kind == PROGRESS:
            hear_progress(work, errand.payload)
            continue
        withdrawal = _WITHDRAWAL(errand.payload)
        if withdrawal.pull is not None and work.subject.closed_at is None:
            work.pull(withdrawal.pull, Because(withdrawn_by=withdrawal.by))
        else:
            work.note(PartWithdrawn(number=withdrawal.by))
    aim(work)


def news_of(work: UnitOfWork) -> list[tuple[str, str, str]]:
    """Return the errands that tell an instance's followers its new state; none if it has not moved.

    Each is the number of the addressee, the kind and the payload.
    """
    subject = work.subject
    if not subject.reports_to or not work.moved:
        return []
    closed = subject.closed_at is not None
    news = News(
        number=subject.number,
        state=subject.state,
        closed=closed,
        parties=parties(subject),
        ended=subject.ended,
        scenario=subject.scenario,
        roles=dict(subject.units),
        title=subject.title,
        result=_result(work) if closed else None,
    )
    return [(number, NEWS, write_entry(news).decode()) for number in subject.reports_to]


def _result(work: UnitOfWork) -> str | None:
    """Return what was written at the last act of an instance that was just closed."""
    for record in reversed(work.entries):
        if record.kind in ACTS:
            note: str | None = getattr(read_entry(record.kind, record.payload), "note", None)
            return note
    return None
