"""What one instance does to others: it opens parts, follows their states, joins them, and withdraws them.

Only `link` locks two existing instances at once. Anything else that one instance has to tell another is an errand: a
row that is written with the act, and carried out later in a transaction of the addressee's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.json import Decoder

from duban.states import (
    THE_SYSTEM,
    Children,
    Linked,
    as_json,
    compile_condition,
    decode,
    fill_text,
    is_among,
    joined_by,
    pack,
)
from duban.states.history import Because, News, OtherOpened, PartLeft, PartWithdrawn, write_entry
from duban.storage import relations
from duban.workflow.instance.claims import FIRED, Claim
from duban.workflow.instance.heirs import renew
from duban.workflow.instance.openings import Opening, Parent
from duban.workflow.instance.sheets import PROGRESS, hear_progress, strike
from duban.workflow.people import bind_roles, known_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from duban.states import Opens, Subject
    from duban.storage import ErrandRecord
    from duban.workflow.core import Core
    from duban.workflow.instance.work import UnitOfWork

CHILD, OPENED, REPEAT, COUNTS, FOLLOWS = "child_of", "opened_by", "repeat_of", "counts_for", "merged_into"
NEWS, WITHDRAWN = News.kind, PartWithdrawn.kind
_TOLD_FIRST = (NEWS, PROGRESS)
"""What an instance has to hear before somebody acts on it."""

_ONE_PLACE = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Request:
    """An instance to be opened: checked, but not written yet.

    For a part, `on` is the state that asks for it, and `unit` the unit that it is for.
    """

    kind: str
    scenario: str
    opening: Opening
    on: str | None = None
    unit: str | None = None


class Withdrawal(Struct, frozen=True):
    """The errand for a part that is no longer needed: the instance that it belonged to, and the trigger to pull."""

    by: str
    pull: str | None


_NEWS = Decoder(News).decode
_WITHDRAWAL = Decoder(Withdrawal).decode


def requests(core: Core, work: UnitOfWork) -> list[Request]:
    """Return what the work on an instance asks to be opened, checked and sorted by scenario.

    The order is the same everywhere, so that two commands cannot wait for each other's number counters. Parts whose
    unit no longer takes part are withdrawn.
    """
    found = [_beside(core, work, opens) for opens in work.openings]
    work.openings = ()
    for children in _here(work):
        found += _parts(core, work, children)
    return sorted(found, key=lambda one: one.scenario) if len(found) > 1 else found


def _here(work: UnitOfWork) -> list[Children]:
    if work.subject.ended is not None:
        return []
    return [children for children in work.compiled.definition.children if children.on == work.subject.state]


def _beside(core: Core, work: UnitOfWork, opens: Opens) -> Request:
    """Return the instance that a transition opens, with its templates filled in."""
    compiled, subject = work.compiled, work.subject
    fields = compiled.definition.fields
    known = {name: decode(fields[name], value) for name, value in _public(work).items() if name in fields}
    context = {**dict.fromkeys(fields), **known, "item": work.item(), "round": subject.round}
    values = {
        name: _filled(value, context, work) if isinstance(value, str) else value for name, value in opens.values.items()
    }
    title = values.pop("title", None)
    return _request(core, work, OPENED, opens.scenario, title=title, values=values, units=opens.units)


def _public(work: UnitOfWork) -> dict[str, Any]:
    """Return the values that may go on into others; one that was given before its field became private may not."""
    return {name: value for name, value in work.subject.data.items() if name not in work.compiled.private}


def _filled(source: str, context: dict[str, Any], work: UnitOfWork) -> Any:  # noqa: ANN401 - any value
    """Return a template's value: that of its expression if it is just one, so that a date stays a date; else text."""
    alone = _ONE_PLACE.fullmatch(source)
    if alone is not None and "|" not in alone[1]:
        found = compile_condition(alone[1].strip()).value(context)
        return as_json(found)
    return fill_text("text", source, context, zone=work.compiled.calendar.timezone)


def _parts(core: Core, work: UnitOfWork, children: Children) -> list[Request]:
    """Return the parts that are missing, and withdraw those whose unit no longer takes part."""
    subject = work.subject
    units = subject.units.get(children.each, ())
    ours = subject.children.setdefault(children.on, {}) if units or children.on in subject.children else {}
    for unit in [unit for unit in ours if not is_among(unit, units)]:
        _part_with(work, children, unit)
    return [_part(core, work, children, unit) for unit in units if not is_among(unit, ours)]


def _part_with(work: UnitOfWork, children: Children, unit: str) -> None:
    """Let a unit's part no longer count, and tell it so."""
    number = work.subject.children[children.on].pop(unit)
    work.note(PartLeft(on=children.on, unit=unit, number=number))
    work.errands += ((number, WITHDRAWN, pack(Withdrawal(work.subject.number, children.withdraw)).decode()),)


def part_with_all(work: UnitOfWork) -> None:
    """Let all parts of this round go that are not closed, as those of units that drop out."""
    subject = work.subject
    for children in work.compiled.definition.children:
        for unit, number in list(subject.children.get(children.on, {}).items()):
            known = subject.linked.get(number)
            if known is None or not known.closed:
                _part_with(work, children, unit)


def _part(core: Core, work: UnitOfWork, children: Children, unit: str) -> Request:
    subject = work.subject
    known = _public(work)
    values = {name: known[name] for name in children.passes if name in known}
    title = subject.title if "title" in children.passes else None
    passed = {role: role for role in subject.units if role != children.takes}
    request = _request(
        core, work, CHILD, children.scenario, title=title, values=values, units=passed, own={children.takes: [unit]}
    )
    return Request(request.kind, request.scenario, request.opening, children.on, unit)


def _request(
    core: Core,
    work: UnitOfWork,
    kind: str,
    scenario: str,
    *,
    title: str | None,
    values: dict[str, Any],
    units: Any,  # noqa: ANN401 - roles by role
    own: dict[str, list[str]] | None = None,
) -> Request:
    target = core.catalogue.newest(scenario)
    subject, declared = work.subject, target.definition.roles
    roles = {**{role: role for role in subject.units}, **units}
    bound: dict[str, Any] = {
        theirs: list(subject.units[ours])
        for theirs, ours in roles.items()
        if theirs in declared and ours in subject.units
    }
    opening = Opening(
        actor=THE_SYSTEM,
        title=title or target.definition.title,
        units=bind_roles(target.definition, core.directory, {**bound, **(own or {})}),
        data=known_units(target.definition, core.directory, target.check(values), strict=False),
        note=None,
        source=None,
        external_no=None,
        ongoing=subject.ongoing,
        parent=Parent(subject.number, kind, reports=work.compiled.hears),
        # What is opened together with a matter that is taken over was under way as well.
        since=None if work.opening is None else work.opening.since,
        quiet=work.opening is not None and work.opening.quiet,
    )
    return Request(kind, scenario, opening)


def note_opened(work: UnitOfWork, request: Request, part: UnitOfWork) -> None:
    """Record in an instance's history what it opened, and start to keep track of it if the definition says so."""
    subject, other = work.subject, part.subject
    heard: dict[str, Any] = {}
    if request.on is not None and request.unit is not None:
        subject.children.setdefault(request.on, {})[request.unit] = other.number
    if work.compiled.hears:
        closed, units = other.closed_at is not None, _parties(other)
        subject.linked[other.number] = Linked(other.state, closed, units)
        heard = {"state": other.state, "closed": closed, "parties": units}
    part.links += ((work, request.kind),)
    work.note(
        OtherOpened(
            number=other.number,
            scenario=request.scenario,
            link=request.kind,
            on=request.on,
            unit=request.unit,
            **heard,
        )
    )


def _parties(subject: Subject) -> tuple[str, ...]:
    """Return the units that fill any role, each once."""
    return tuple(dict.fromkeys(unit for names in subject.units.values() for unit in names))


def join(work: UnitOfWork) -> bool:
    """Pull the trigger of a join that is complete, once per round; return whether one was pulled."""
    subject = work.subject
    for children in _here(work):
        if children.then is None or children.on in subject.joined or not joined_by(children, subject):
            continue
        subject.joined = (*subject.joined, children.on)
        work.claims += (Claim(f"children:{children.on}", subject.round, 1, "join", FIRED),)  # once per round
        ours = subject.children[children.on]
        work.pull(children.then, Because(children=ours, join=children.join))
        return True
    return False


def catch_up(connection: Connection, work: UnitOfWork) -> None:
    """Apply the news before somebody acts on an instance: from linked ones, and of units that are others now."""
    renew(work)
    strike(connection, work)
    tells = work.subject.tasks or work.compiled.definition.progress is not None
    if not work.compiled.hears and not tells:
        return
    told = [each for each in relations.errands_for(connection, work.subject.number) if each.kind in _TOLD_FIRST]
    hear(work, told)


def hear(work: UnitOfWork, errands: Iterable[ErrandRecord]) -> None:
    """Carry out the errands for an instance, in order."""
    for errand in errands:
        work.heard += (errand.id,)
        if errand.kind == NEWS:
            news = _NEWS(errand.payload)
            work.subject.linked[news.number] = Linked(news.state, news.closed, news.parties, news.ended)
            work.note(news)
            continue
        if errand.kind == PROGRESS:
            hear_progress(work, errand.payload)
            continue
        withdrawal = _WITHDRAWAL(errand.payload)
        if withdrawal.pull is not None and work.subject.closed_at is None:
            work.pull(withdrawal.pull, Because(withdrawn_by=withdrawal.by))
        else:
            work.note(PartWithdrawn(number=withdrawal.by))


def news_of(work: UnitOfWork) -> list[tuple[str, str, str]]:
    """Return the errands that tell an instance's followers its new state; none if it has not moved.

    Each is the number of the addressee, the kind and the payload.
    """
    subject = work.subject
    if not subject.reports_to or not work.moved:
        return []
    closed = subject.closed_at is not None
    news = News(
        number=subject.number, state=subject.state, closed=closed, parties=_parties(subject), ended=subject.ended
    )
    return [(number, NEWS, write_entry(news).decode()) for number in subject.reports_to]
