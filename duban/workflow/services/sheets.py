"""Opening sheets: at the end of a period one for each unit that has something to report of, with a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.states import (
    THE_SYSTEM,
    Act,
    SheetLine,
    Unit,
    day_in,
    fold_name,
    following,
    is_excused,
    same_name,
)
from duban.storage import finding
from duban.workflow.instance import Command, Opening, load_all
from duban.workflow.people import bind_roles, known_units
from duban.workflow.rules import condition_holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.states import SheetRule, Span, Subject
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled


def open_sheets(core: Core, connection: Connection, compiled: Compiled, span: Span) -> int:
    """Open the sheets of a period, and return how many; the caller has claimed the period in this transaction."""
    rule = compiled.definition.sheet
    if rule is None:
        return 0
    lines: dict[str, tuple[str, dict[str, SheetLine]]] = {}
    for item, subject in _matters(core, connection, compiled.definition.scenario):
        for unit, leads in reporting(item, subject, span, now=core.now()):
            proper = core.directory.canonical(unit)
            line = SheetLine(subject.title, tuple(lead for lead in leads if not same_name(lead, proper)))
            lines.setdefault(fold_name(proper), (proper, {}))[1][subject.number] = line
    day = hand_in_day(compiled, rule, span)
    given = known_units(compiled.definition, core.directory, compiled.check(rule.values), strict=False)
    data = given if day is None or rule.hand_in.sets is None else {**given, rule.hand_in.sets: day.isoformat()}
    openings = [
        Opening(
            actor=THE_SYSTEM,
            title=(rule.title or compiled.definition.title).replace("{period}", span.name).replace("{unit}", unit),
            units=bind_roles(compiled.definition, core.directory, _roles(rule, unit, own)),
            data=data,
            note=None,
            source=None,
            external_no=None,
            ongoing=False,
            period=span.key,
            lines=own,
        )
        for unit, own in lines.values()
    ]
    if not openings:
        return 0
    return len(Command(core, connection).open(compiled, openings))


def _matters(core: Core, connection: Connection, sheet: str) -> Iterator[tuple[Compiled, Subject]]:
    """Yield the open instances of every scenario that is reported of on these sheets, in the order of their numbers."""
    for name in core.catalogue.scenarios:
        progress = core.catalogue.newest(name).definition.progress
        if progress is None or progress.sheet != sheet:
            continue
        records = finding.find_instances(connection, now=core.now(), scenario=name, open_only=True)
        found = load_all(core.catalogue, connection, sorted(records, key=lambda record: record.id))
        for compiled, subject in found:
            own = compiled.definition.progress
            if own is not None and own.sheet == sheet:
                yield compiled, subject


def reporting(
    compiled: Compiled, subject: Subject, span: Span, *, now: datetime
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the units that have to report of an instance for a period, each with the units that lead it.

    The first period is the first full one. Nobody reports of what is closed, or stands where its state stops reports,
    or does not fulfil the condition; an excused unit does not.
    """
    definition = compiled.definition
    rule, state = definition.progress, definition.states.get(subject.state)
    if rule is None or subject.closed_at is not None or (state is not None and state.silent):
        return
    if compiled.calendar.local_date(subject.opened_at) > span.first:
        return
    if rule.when is not None and not condition_holds(compiled, rule.when, subject, Act("", THE_SYSTEM), now):
        return
    leads = subject.units.get(rule.lead, ()) if rule.lead is not None else ()
    for unit in subject.units.get(rule.by, ()):
        if not is_excused(definition, subject, rule.by, unit):
            yield unit, leads


def hand_in_day(compiled: Compiled, rule: SheetRule, span: Span) -> date | None:
    """Return the day by which the sheets of a period have to be handed in; None if there is none."""
    asked = rule.hand_in
    if asked.day is None:
        return None
    day = day_in(following(rule.every, span) if asked.next_period else span, asked.day, compiled.calendar)
    if day is None or not asked.rolls or compiled.calendar.is_working_day(day):
        return day
    return compiled.calendar.shift(day, 1, Unit.WORKING_DAYS)


def _roles(rule: SheetRule, unit: str, lines: Mapping[str, SheetLine]) -> dict[str, list[str]]:
    """Return who fills the roles of a sheet: the unit, and those that lead its matters."""
    leads = list(dict.fromkeys(lead for line in lines.values() for lead in line.leads))
    others = {role: list(units) for role, units in rule.units.items()}
    return {**others, rule.unit: [unit], **({} if rule.lead is None else {rule.lead: leads})}
