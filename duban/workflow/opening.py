"""Opening an instance: its number, its pinned definition, its first entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.states import Blocker, StatesError, Subject
from duban.storage import StorageBusy, instances
from duban.workflow import linking
from duban.workflow.catalogue import record_of
from duban.workflow.errors import BatchRefused, TransitionRefused, WorkflowError
from duban.workflow.tickets import keep_ticket, replay
from duban.workflow.views import instance_of
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.catalogue import Compiled
    from duban.workflow.core import Core
    from duban.workflow.opening_values import Opening
    from duban.workflow.tickets import Ticket
    from duban.workflow.values import Instance
    from duban.workflow.workbench import Workbench


def open_instance(
    core: Core,
    connection: Connection,
    compiled: Compiled,
    opening: Opening,
    *,
    ticket: Ticket | None,
) -> Instance:
    """Open an instance inside the transaction of `connection`, or return the one that stands already."""
    definition, now = compiled.definition, core.now()
    year = now.astimezone(compiled.calendar.timezone).year
    subject = _subject(core, compiled, opening, now)
    # The counter is the lock of all openings of a scenario: what is read after it is judged on the present state.
    seq = instances.take_seq(connection, definition.scenario, year)
    subject.number = _number(compiled, now, seq)
    try:
        opened, fresh = _register(core, connection, compiled, opening, subject, part=(year, seq), ticket=ticket)
    except (WorkflowError, StatesError):
        # A refusal changes nothing: the caller's transaction may well be committed after it.
        instances.give_back_seq(connection, definition.scenario, year)
        raise
    if not fresh:
        instances.give_back_seq(connection, definition.scenario, year)
    return opened


def open_instances(
    core: Core, connection: Connection, compiled: Compiled, openings: Sequence[Opening]
) -> list[Instance]:
    """Open instances inside the transaction of `connection`, each outside matter once; all or none.

    They are checked before anything is written; what they open in their turn is checked as each is written. Raises
    BatchRefused, and StorageBusy where another scenario opens one of the outside matters at this very moment.
    """
    definition, now = compiled.definition, core.now()
    year = now.astimezone(compiled.calendar.timezone).year
    subjects = _subjects(core, compiled, openings, now)
    first = instances.take_seq(connection, definition.scenario, year, many=len(openings))
    benches: dict[int, Workbench] = {}
    try:
        found, twins = _known(core, connection, openings, at=now)
        for place, (opening, subject) in enumerate(zip(openings, subjects, strict=True)):
            if place in found or place in twins:
                continue
            subject.number = _number(compiled, now, first + len(benches))
            bench = benches[place] = core.workbench(compiled, subject, now=now)
            bench.open(data=opening.data, actor=opening.actor, payload=_payload(opening))
    except (WorkflowError, StatesError):
        instances.give_back_seq(connection, definition.scenario, year, many=len(openings))
        raise
    if len(benches) < len(openings):
        instances.give_back_seq(connection, definition.scenario, year, many=len(openings) - len(benches))
    instances.store_definition(connection, record_of(definition), at=now)
    written: list[tuple[int, Workbench]] = []
    for seq, (place, bench) in enumerate(benches.items(), first):
        row = {**bench.columns(), **_columns(bench.subject, openings[place], year, seq)}
        key = instances.insert_instance(connection, row)
        if key is None:
            raise StorageBusy
        entries = len(bench.journal.entries)
        linking.settle(core, connection, bench, key, opener=open_instance)
        if len(bench.journal.entries) > entries:
            instances.save_instances(connection, [{"key": key, **bench.columns()}])
        written.append((key, bench))
    write_back(connection, written, fresh=True)
    found |= {place: bench.result() for place, bench in benches.items()}
    return [found[twins.get(place, place)] for place in range(len(openings))]


def _subjects(core: Core, compiled: Compiled, openings: Sequence[Opening], now: datetime) -> list[Subject]:
    """Return what is to be opened; raises BatchRefused with every refusal."""
    subjects, refusals = [], []
    for opening in openings:
        try:
            subjects.append(_subject(core, compiled, opening, now))
        except TransitionRefused as refused:
            refusals.append(refused)
    if refusals:
        raise BatchRefused(refusals)
    return subjects


def _known(
    core: Core, connection: Connection, openings: Sequence[Opening], *, at: datetime
) -> tuple[dict[int, Instance], dict[int, int]]:
    """Return by place what stands already, and which are the same outside matter as an earlier one of the batch."""
    found: dict[int, Instance] = {}
    twins: dict[int, int] = {}
    first_of: dict[tuple[str, str], int] = {}
    for place, opening in enumerate(openings):
        if opening.source is None or opening.external_no is None:
            continue
        first = first_of.setdefault((opening.source, opening.external_no), place)
        if first != place:
            twins[place] = first
        elif (standing := _standing(core, connection, opening, None, at=at)) is not None:
            found[place] = standing
    return found, twins


def _subject(core: Core, compiled: Compiled, opening: Opening, now: datetime) -> Subject:
    """Return what is to be opened, still without its number; raises TransitionRefused."""
    definition = compiled.definition
    subject = Subject(
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
    )
    blockers = [*core.opening_blockers(definition, subject, opening.actor), *_missing(compiled, opening)]
    if blockers:
        raise TransitionRefused(opening.title, "open", blockers)
    return subject


def _number(compiled: Compiled, now: datetime, seq: int) -> str:
    local = now.astimezone(compiled.calendar.timezone)
    return compiled.definition.number.format(year=local.year, month=local.month, seq=seq)


def _register(
    core: Core,
    connection: Connection,
    compiled: Compiled,
    opening: Opening,
    subject: Subject,
    *,
    part: tuple[int, int],
    ticket: Ticket | None,
) -> tuple[Instance, bool]:
    """Return the instance under its number and whether it is new; one that is not stands under a number of its own."""
    definition, now = compiled.definition, subject.opened_at
    standing = replay(core, connection, ticket) or _standing(core, connection, opening, ticket, at=now)
    if standing is not None:
        return standing, False
    bench = core.workbench(compiled, subject, now=now)
    bench.open(data=opening.data, actor=opening.actor, payload=_payload(opening))
    result = bench.result()
    earlier = keep_ticket(core, connection, ticket, result, compiled, at=now)
    if earlier is not None:
        return earlier, False
    instances.store_definition(connection, record_of(definition), at=now)
    key = instances.insert_instance(connection, {**bench.columns(), **_columns(subject, opening, *part)})
    if key is None:
        # Another scenario opened the same outside matter in the same instant: what it opened stands.
        if ticket is not None:
            instances.drop_key(connection, ticket.key)
        standing = _standing(core, connection, opening, ticket, at=now)
        if standing is None:
            taken = Blocker("conflict", {"number": subject.number}, "number")
            raise TransitionRefused(opening.title, "open", [taken])
        return standing, False
    entries = len(bench.journal.entries)
    linking.settle(core, connection, bench, key, opener=open_instance)
    if len(bench.journal.entries) > entries:
        # What it opened, and what that set off, is known now, and the row was written before.
        instances.save_instances(connection, [{"key": key, **bench.columns()}])
        result = bench.result()
    write_back(connection, [(key, bench)], fresh=True)
    return result, True


def _columns(subject: Subject, opening: Opening, year: int, seq: int) -> dict[str, Any]:
    return {
        "number": subject.number,
        "scenario": subject.scenario,
        "year": year,
        "seq": seq,
        "title": subject.title,
        "source": opening.source,
        "external_no": opening.external_no,
        "ongoing": subject.ongoing,
        "opened_at": subject.opened_at,
    }


def _standing(
    core: Core, connection: Connection, opening: Opening, ticket: Ticket | None, *, at: datetime
) -> Instance | None:
    """Return what the same outside matter was opened as before, if it was; the key stands for that from now on."""
    if opening.source is None or opening.external_no is None:
        return None
    number = instances.find_external(connection, opening.source, opening.external_no)
    if number is None:
        return None
    compiled, subject = core.load(connection, core.record(connection, number))
    standing = instance_of(compiled, subject, now=at)
    return keep_ticket(core, connection, ticket, standing, compiled, at=at) or standing


def _missing(compiled: Compiled, opening: Opening) -> list[Blocker]:
    return [
        Blocker("requires", {"field": declared.name, "title": declared.title}, "opening")
        for declared in compiled.definition.fields.values()
        if declared.required and declared.name not in opening.data
    ]


def _payload(opening: Opening) -> dict[str, Any]:
    payload: dict[str, Any] = {"title": opening.title}
    for name in ("note", "source", "external_no"):
        if getattr(opening, name) is not None:
            payload[name] = getattr(opening, name)
    if opening.ongoing:
        payload["ongoing"] = True
    if opening.period is not None:
        payload["period"] = opening.period
    if opening.parent is not None:
        payload |= {"parent": opening.parent.number, "link": opening.parent.link, "reports": opening.parent.reports}
    return payload
