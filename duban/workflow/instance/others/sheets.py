"""Sheets on which units report: what is written into one, what its matters hear of it, and what need not be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.json import Decoder

from duban.states import Report, filled, is_news, missing_lines, report_blockers, why_not_reported, with_report, without
from duban.states.history import Acted, Because, LinesStruck, Progressed, Reported, write_entry
from duban.storage import queries
from duban.workflow.errors import TransitionRefused
from duban.workflow.instance.loading import load_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Definition, LineSaid, Subject
    from duban.states.history import Recorded
    from duban.storage import HistoryRecord
    from duban.workflow.instance.work import UnitOfWork

PROGRESS = Progressed.kind

OF_SHEETS = "sheets "
"""What the period under which it is noted that sheets were opened begins with: of a period there are several."""

_PROGRESS = Decoder(Progressed).decode


def report(work: UnitOfWork, said: Mapping[str, LineSaid], *, actor: Actor, note: str | None = None) -> None:
    """Write lines of a sheet; raises TransitionRefused with every reason against it."""
    definition, subject = work.compiled.definition, work.subject
    blockers = report_blockers(definition, subject, said, actor)
    if blockers or subject.sheet is None:
        raise TransitionRefused(subject.number, "report", blockers)
    subject.sheet = filled(subject.sheet, said, at=work.now, by=str(actor))
    subject.version += 1
    work.note(Reported(lines=dict(said), note=note), actor)


def claimed_as(period: str) -> str:
    """Return under what it is noted that the sheets of a period were opened."""
    return f"{OF_SHEETS}{period}"


def unit_of_sheet(work: UnitOfWork) -> str | None:
    """Return the unit whose sheet it is; None for an instance that is no sheet, or that waits for `assign`."""
    return unit_on(work.compiled.definition, work.subject)


def unit_on(definition: Definition, subject: Subject) -> str | None:
    """Return the unit whose sheet an instance is; None if it is none."""
    return None if definition.sheet is None else next(iter(subject.units.get(definition.sheet.unit, ())), None)


def strike(connection: Connection, work: UnitOfWork) -> None:
    """Strike the matters that need no line any more: they have ended meanwhile, or are no longer the unit's.

    If no line is left, the engine pulls what the scenario says.
    """
    subject = work.subject
    if subject.sheet is None or subject.closed_at is not None:
        return
    missing, unit = missing_lines(subject.sheet), unit_of_sheet(work)
    if not missing or unit is None:
        return
    records = queries.numbered(connection, missing)
    gone = {
        item.number: why
        for compiled, item in load_all(work.core.catalogue, connection, records, lambda _: ())
        if (why := why_not_reported(compiled.definition, item, unit)) is not None
    }
    if gone:
        subject.sheet = without(subject.sheet, gone)
        work.note(LinesStruck(numbers=gone))
        rule = work.compiled.definition.sheet
        if rule is not None and rule.then is not None and not subject.sheet.lines:
            work.pull(rule.then, Because(nothing_left=True))


def hear_progress(work: UnitOfWork, payload: str) -> None:
    """Take note of what a unit has reported of this instance, unless it is known already."""
    told, subject = _PROGRESS(payload), work.subject
    report = Report(told.sheet, told.period, told.at, told.hand, told.said)
    if is_news(subject.reports, told.unit, report):
        subject.reports = with_report(subject.reports, told.unit, report)
        work.note(told)


def progress_of(work: UnitOfWork) -> list[tuple[str, str, str]]:
    """Return the errands that tell the matters of a sheet what is said of them, if it was handed in just now."""
    rule, sheet = work.compiled.definition.sheet, work.subject.sheet
    unit = None if sheet is None else unit_of_sheet(work)
    if rule is None or sheet is None or unit is None:
        return []
    handed = [each for each in work.entries if is_handed_in(each, rule.hand_in.do)]
    if not handed:
        return []
    told = {
        number: Progressed(
            sheet=work.subject.number,
            period=sheet.period,
            unit=unit,
            at=handed[-1].at,
            hand=line.by or handed[-1].actor,
            said=line.said,
            titles={name: rule.lines[name].title for name in line.said.values if name in rule.lines},
        )
        for number, line in sheet.lines.items()
        if line.said is not None
    }
    return [(number, PROGRESS, write_entry(each).decode()) for number, each in told.items()]


def is_handed_in(entry: HistoryRecord | Recorded, trigger: str) -> bool:
    """Return whether an entry of the history says that a sheet was handed in."""
    return entry.kind == Acted.kind and entry.trigger == trigger and entry.to_state != entry.from_state
