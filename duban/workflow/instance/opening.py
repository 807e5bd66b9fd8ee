"""Opening an instance: its subject, its number, the facts of its first entry, and outside matters opened before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import EDITION, SYSTEM, Blocker, Sheet, Subject, role_blockers
from duban.storage import instances
from duban.workflow.errors import TransitionRefused
from duban.workflow.instance.idempotency import keep_result
from duban.workflow.instance.loading import read

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Definition
    from duban.workflow.core import Core
    from duban.workflow.instance.idempotency import Ticket
    from duban.workflow.instance.openings import Opening
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Instance


def new_subject(compiled: Compiled, opening: Opening, now: datetime) -> Subject:
    """Return the subject to be opened, still without its number.

    Raises TransitionRefused if the actor may not open it or a required field is missing.
    """
    subject = unopened(compiled, opening, now)
    blockers = [*opening_blockers(compiled.definition, subject, opening.actor), *missing(compiled, opening)]
    if blockers:
        raise TransitionRefused(opening.title, "open", blockers)
    return subject


def unopened(compiled: Compiled, opening: Opening, now: datetime, *, edition: int | None = None) -> Subject:
    """Return the subject that an opening asks for, whether it may be opened or not; by default of today's edition."""
    definition = compiled.definition
    return Subject(
        number="",
        scenario=definition.scenario,
        title=opening.title,
        state=definition.initial,
        opened_at=now,
        entered_at=now,
        ongoing=opening.ongoing,
        units={role: bound.units for role, bound in opening.units.items()},
        texts={role: bound.texts for role, bound in opening.units.items()},
        reports_to=(opening.parent.number,) if opening.parent is not None and opening.parent.reports else (),
        edition=EDITION if edition is None else edition,
        sheet=Sheet(opening.period or "", dict(opening.lines)) if opening.lines else None,
    )


def opening_blockers(definition: Definition, subject: Subject, actor: Actor) -> list[Blocker]:
    """Return why the actor may not open, assign or link; while the role of `opens_by` is empty, anybody may."""
    role = definition.opens_by
    if actor.unit != SYSTEM and role is not None and subject.units.get(role):
        return role_blockers(definition, subject, (role,) if role else (), actor)
    return []


def assignment_blockers(definition: Definition, subject: Subject, actor: Actor) -> list[Blocker]:
    """Return why the actor may not bind units to a role of an instance."""
    blockers = opening_blockers(definition, subject, actor)
    if subject.closed_at is not None:
        blockers.append(Blocker("state", {"state": subject.state}, "assign"))
    return blockers


def erasure_blockers(definition: Definition, subject: Subject, field: str, actor: Actor) -> list[Blocker]:
    """Return why the actor may not erase: it takes who may open, or if anybody may, who may see the field."""
    declared = definition.fields.get(field)
    opens = (definition.opens_by,) if definition.opens_by and subject.units.get(definition.opens_by) else ()
    seers = tuple(definition.roles) if declared is None else declared.private
    return role_blockers(definition, subject, opens or seers, actor)


def missing(compiled: Compiled, opening: Opening) -> list[Blocker]:
    """Return a blocker for each field that opening requires and that was not given."""
    return [
        Blocker("requires", {"field": declared.name, "title": declared.title}, "opening")
        for declared in compiled.definition.fields.values()
        if declared.required and declared.name not in opening.data
    ]


def number_of(compiled: Compiled, now: datetime, seq: int) -> str:
    """Return the number of an instance from its place in the scenario's year."""
    local = compiled.calendar.local_date(now)
    quarter = (local.month + 2) // 3
    return compiled.definition.number.format(year=local.year, quarter=quarter, month=local.month, seq=seq)


def number_taken(subject: Subject) -> TransitionRefused:
    """Return the refusal to open an instance whose number is taken."""
    return TransitionRefused(subject.title, "open", [Blocker("conflict", {"number": subject.number}, "number")])


def facts_of(opening: Opening) -> dict[str, Any]:
    """Return what the first history entry says of the opening itself."""
    facts: dict[str, Any] = {
        "title": opening.title,
        "note": opening.note,
        "source": opening.source,
        "external_no": opening.external_no,
        "ongoing": opening.ongoing,
        "period": opening.period,
        "since": opening.since,
        "quiet": opening.quiet,
        "place": opening.place,
    }
    if opening.lines:
        facts["lines"] = dict(opening.lines)
    if opening.parent is not None:
        facts |= {"parent": opening.parent.number, "link": opening.parent.link, "reports": opening.parent.reports}
    return facts


def standing(
    core: Core,
    connection: Connection,
    openings: Sequence[Opening],
    ticket: Ticket | None,
    *,
    at: datetime,
    viewer: str | None,
) -> tuple[dict[int, Instance], dict[int, int]]:
    """Return the instances that outside matters were opened as before, and which openings repeat an earlier one.

    Both are by place in `openings`; the second maps a place to that of its first occurrence. If there is an idempotency
    key, the instance opened before is stored as its result. They are as `viewer` may see them.
    """
    found: dict[int, Instance] = {}
    twins: dict[int, int] = {}
    first_of: dict[tuple[str, str], int] = {}
    for place, opening in enumerate(openings):
        if opening.source is None or opening.external_no is None:
            continue
        first = first_of.setdefault((opening.source, opening.external_no), place)
        if first != place:
            twins[place] = first
            continue
        number = instances.find_external(connection, opening.source, opening.external_no)
        if number is None:
            continue
        instance, compiled = read(core, connection, number, at=at, viewer=viewer)
        kept = keep_result(core, connection, ticket, instance, compiled, at=at, viewer=viewer)
        found[place] = kept or instance
    return found, twins
