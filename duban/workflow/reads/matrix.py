"""The matrix of units and matters: who has signed, reported, is behind, is done, is excused, and who owes what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.states import (
    FieldType,
    InvalidData,
    Jsonable,
    decode,
    fold_name,
    is_among,
    is_excused,
    is_fillable,
    occurrences,
    overdue_among,
    owed_by,
    same_name,
    signatures_of,
    span_called,
    span_named,
    span_of,
)
from duban.storage import finding, queries
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts
from duban.workflow.instance import IN_PLAN, load_all, record_of, unit_on
from duban.workflow.rules import instance_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.states import Light, SheetRule, Subject
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled


@dataclass(frozen=True, slots=True)
class MatrixItem(Jsonable):
    """A matter: a column of the matrix."""

    number: str
    title: str
    state: str
    light: Light
    due_on: date | None
    closed: bool


@dataclass(frozen=True, slots=True)
class MatrixCell(Jsonable):
    """How a unit stands with a matter.

    `signed` is none where nothing is to be signed for. `reported` says whether a report for the period was handed in,
    and `drafted` that its line is only written yet. `behind` counts the overdue steps of the unit's own and of all.
    `owing` has the acts that every unit does for itself and this one still owes; `owes_report` says whether its report
    for the period can still be handed in.
    """

    number: str
    signed: bool | None
    reported: bool
    drafted: bool
    behind: int
    done: bool
    excused: bool
    owing: tuple[str, ...] = ()
    owes_report: bool = False


@dataclass(frozen=True, slots=True)
class MatrixRow(Jsonable):
    """A unit, with a cell for each matter that it has a part in."""

    unit: str
    cells: tuple[MatrixCell, ...]

    @property
    def asked(self) -> int:
        """Return of how many matters a report for the period was asked for."""
        return sum(cell.reported or cell.owes_report for cell in self.cells)

    @property
    def reported(self) -> int:
        """Return of how many it was handed in."""
        return sum(cell.reported for cell in self.cells)

    @property
    def owing(self) -> int:
        """Return of how many matters the unit owes anything."""
        return sum(bool(cell.owing) or cell.owes_report for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix(Jsonable):
    """Units and matters, as of a period: its key and its name, both empty where nothing is reported of."""

    period: str
    items: tuple[MatrixItem, ...]
    rows: tuple[MatrixRow, ...]
    period_name: str = field(default="")


class Matrices(HasCore):
    """Shows how units stand with their matters."""

    def matrix(
        self,
        *,
        scenario: str | None = None,
        plan: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        open_only: bool = False,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Matrix:
        """Return how units stand with matters, read in a few statements however many there are.

        A unit has a row for the matters of which it reports, or for which each unit signs; those that are void or
        merged are left out.

        Args:
            scenario: of this scenario only; otherwise of all whose instances are reported of or signed for by each.
            plan: the tasks of this plan only.
            period: for which reports are shown, such as `2026-03`; left out, the last one of which sheets were opened.
            unit: this unit's row only.
            open_only: leave out closed matters.
            viewer: who reads; a matrix shows no values of fields, and so the same to all.
            session: your own.

        Raises:
            UnknownScenario: if no loaded scenario has this name.
            UnknownInstance: if there is no such plan.
            InvalidData: if an argument cannot be used.

        """
        check_texts(scenario=scenario or "", plan=plan, period=period, unit=unit, viewer=viewer)
        core = self._core
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            core.refresh(connection)
            names = core.catalogue.scenarios if scenario is None else (core.catalogue.id_of(scenario),)
            linked = None if plan is None else (record_of(connection, plan).id, IN_PLAN)
            asked = [core.catalogue.newest(name) for name in names]
            matters = list(_matters(core, connection, asked, linked, open_only=open_only))
            if period is not None and span_named(period) is None:
                said = words.Line("{period} is no period such as 2026-03, 2026-Q1 or 2026-W10", period=period)
                raise InvalidData((words.at("period", said),))
            wanted = period or _last_period(core, asked)
            known = {name for compiled, _ in matters if (name := _sheets_of(compiled)) is not None}
            sheets = _lines(core, connection, sorted(known), wanted)
        return _laid_out(core, matters, sheets, wanted, None if unit is None else core.unit(unit))


def _matters(
    core: Core,
    connection: Connection,
    asked: Iterable[Compiled],
    linked: tuple[int, str] | None,
    *,
    open_only: bool,
) -> Iterator[tuple[Compiled, Subject]]:
    """Yield the matters that units have a part in, in the order of their opening."""
    names = [each.definition.scenario for each in asked if _role_in(each) is not None]
    if not names:
        return
    records = finding.find_instances(connection, now=core.now(), scenario=names, open_only=open_only, linked=linked)
    standing = [record for record in records if record.ended is None]
    standing.sort(key=lambda record: (names.index(record.scenario), record.id))
    yield from load_all(core.catalogue, connection, standing, lambda _: ())


def _role_in(compiled: Compiled) -> str | None:
    """Return the role whose units report of an instance, or else each of whose units signs for it."""
    progress = compiled.definition.progress
    if progress is not None:
        return progress.by
    if compiled.definition.sheet is not None:
        return None
    return next((entry.by[0] for entries in compiled.each.values() for entry in entries), None)


def _sheets_of(compiled: Compiled) -> str | None:
    progress = compiled.definition.progress
    return None if progress is None else progress.sheet


def _last_period(core: Core, asked: Iterable[Compiled]) -> str:
    """Return the last period whose sheets have been opened by now; empty if nothing is reported of."""
    for name in dict.fromkeys(filter(None, map(_sheets_of, asked))):
        if name not in core.catalogue.scenarios:
            continue
        compiled = core.catalogue.newest(name)
        rule: SheetRule | None = compiled.definition.sheet
        if rule is None:
            continue
        calendar, now = compiled.calendar, core.now()
        today = calendar.local_date(now)
        present = span_of(rule.every, today)
        before = span_of(rule.every, present.first.fromordinal(present.first.toordinal() - 1))
        span, day = next(occurrences(rule.every, rule.on, present.first, calendar))
        return present.key if span == present and calendar.opening(day) <= now else before.key
    return ""


def _lines(
    core: Core, connection: Connection, sheets: Iterable[str], period: str
) -> dict[tuple[str, str], tuple[bool, bool]]:
    """Return, by unit and number, whether a line of the period is written, and whether it can still be written."""
    found: dict[tuple[str, str], tuple[bool, bool]] = {}
    for name in sheets:
        if name not in core.catalogue.scenarios:
            continue
        span, calendar = span_named(period), core.catalogue.newest(name).calendar
        if span is None:
            continue
        records = queries.opened_from(connection, name, calendar.start_of(span.first))
        for compiled, subject in load_all(core.catalogue, connection, records, lambda _: ()):
            sheet, unit = subject.sheet, unit_on(compiled.definition, subject)
            if sheet is None or unit is None or sheet.period != period:
                continue
            still = is_fillable(compiled.definition, subject)
            for number, line in sheet.lines.items():
                found[fold_name(unit), number] = line.said is not None, still
    return found


def _laid_out(
    core: Core,
    matters: Iterable[tuple[Compiled, Subject]],
    sheets: Mapping[tuple[str, str], tuple[bool, bool]],
    period: str,
    only: str | None,
) -> Matrix:
    now, items = core.now(), []
    cells: dict[str, tuple[str, list[MatrixCell]]] = {}
    for compiled, subject in matters:
        role = _role_in(compiled)
        units = [each for each in subject.units.get(role or "", ()) if only is None or same_name(each, only)]
        if role is None or not units:
            continue
        seen = instance_of(compiled, subject, now=now, viewer="", bare=True)
        closed = subject.closed_at is not None
        items.append(MatrixItem(seen.number, seen.title, seen.state, seen.light, seen.headline_on, closed))
        for unit in units:
            line = sheets.get((fold_name(unit), subject.number))
            cell = _cell(compiled, subject, unit, role, line=line, period=period, now=now)
            cells.setdefault(fold_name(unit), (unit, []))[1].append(cell)
    rows = tuple(MatrixRow(unit, tuple(own)) for unit, own in cells.values())
    return Matrix(period, tuple(items), rows, span_called(period))


def _cell(
    compiled: Compiled,
    subject: Subject,
    unit: str,
    role: str,
    *,
    line: tuple[bool, bool] | None,
    period: str,
    now: datetime,
) -> MatrixCell:
    definition = compiled.definition
    report = next((each for name, each in subject.reports.items() if same_name(name, unit)), None)
    done = subject.closed_at is not None or _part_done(subject, unit)
    here = compiled.each.get(subject.state, ()) if subject.closed_at is None else ()
    owing = [entry.trigger for entry in here if entry.by[0] == role and is_among(unit, owed_by(subject, entry))]
    written, still = line or (False, False)
    return MatrixCell(
        number=subject.number,
        signed=_has_signed(compiled, subject, role, unit),
        reported=(report is not None and report.period == period) or (written and not still),
        drafted=written and still,
        behind=0 if done else _behind(compiled, subject, unit, now),
        done=done,
        excused=is_excused(definition, subject, role, unit),
        owing=tuple(owing),
        owes_report=still and not done,
    )


def _part_done(subject: Subject, unit: str) -> bool:
    """Return whether the unit's own part is closed, if the work was divided."""
    parts = [
        number
        for ours in subject.children.values()
        for name, number in ours.items()
        if same_name(name, unit) and number in subject.linked
    ]
    return bool(parts) and all(subject.linked[number].done for number in parts)


def _has_signed(compiled: Compiled, subject: Subject, role: str, unit: str) -> bool | None:
    """Return whether a unit has done all that each unit of the role does; None if there is nothing of the kind."""
    definition, found = compiled.definition, []
    for trigger, signed in signatures_of(definition, subject):
        if any(entry.by_each and entry.by[0] == role for entry in definition.transitions[trigger]):
            found.append(is_among(unit, [name for name, each in signed.items() if not each.excused]))
    return any(found) if found else None


def _behind(compiled: Compiled, subject: Subject, unit: str, now: datetime) -> int:
    """Return how many dated steps are overdue that are the unit's own, or nobody's in particular."""
    fields, today = compiled.definition.fields, compiled.calendar.local_date(now)
    steps = [
        row
        for name, value in subject.data.items()
        if name in fields and fields[name].type is FieldType.MILESTONES
        for row in decode(fields[name], value)
        if row.get("unit") is None or same_name(str(row["unit"]), unit)
    ]
    return overdue_among(steps, today)
