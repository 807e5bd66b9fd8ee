"""Importing a calendar: open clocks are dated anew in one transaction, each change in history, no reminder repeated."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duban.states import ClockStatus, redate
from duban.storage import calendars
from duban.workflow.errors import CalendarTableError
from duban.workflow.office_text import decode_office_text
from duban.workflow.values import as_json
from duban.workflow.views import subject_of
from duban.workflow.writing import write_back

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from duban.storage import InstanceRecord
    from duban.workflow.catalogue import Catalogue, Compiled
    from duban.workflow.core import Core
    from duban.workflow.workbench import Workbench

    Days = Mapping[date, tuple[bool, str | None]]
    """Days of a calendar: whether each is worked, and a note."""

_DAY, _WORKS, _NOTE = ("date", "日期"), ("working", "是否上班"), ("note", "备注")
_YES, _NO = (
    frozenset({"1", "true", "yes", "上班", "是", "班"}),
    frozenset({"0", "false", "no", "休", "休息", "放假", "否"}),
)


@dataclass(frozen=True, slots=True)
class Redated:
    """One clock that an import dates anew; the due day and due instant before and after."""

    number: str
    title: str
    clock: str
    due_before: date | None
    due_on: date | None
    due_at_before: datetime | None
    due_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Return the change as JSON has it."""
        return {name: as_json(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class CalendarImport:
    """What an import does, or would do where `done` is false.

    `against` are the days that said otherwise before; `paused` counts clocks that are dated when they resume.
    """

    calendar: str
    days: int
    against: tuple[date, ...]
    redated: tuple[Redated, ...]
    paused: int
    instances: int
    done: bool

    def to_json(self) -> dict[str, Any]:
        """Return the import as JSON has it."""
        plain = {name: as_json(getattr(self, name)) for name in self.__slots__ if name != "redated"}
        return {**plain, "redated": [change.to_json() for change in self.redated]}


def read_calendar_csv(path: Path) -> Days:
    """Return the days that a CSV file names; raises CalendarTableError with every line that cannot be used."""
    try:
        text = decode_office_text(path.read_bytes())
    except ValueError as error:
        raise CalendarTableError((f"{path}: {error}",)) from error
    rows = list(csv.reader(io.StringIO(text)))
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    places = [next((heads.index(name) for name in names if name in heads), None) for names in (_DAY, _WORKS, _NOTE)]
    day_at, works_at, note_at = places
    if day_at is None or works_at is None:
        problem = f"{path}:1: the columns date (日期) and working (是否上班) are needed, a note (备注) may follow"
        raise CalendarTableError((problem,))
    days: dict[date, tuple[bool, str | None]] = {}
    problems = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = [*(cell.strip() for cell in row), *[""] * len(heads)]
        try:
            day = date.fromisoformat(cells[day_at])
        except ValueError:
            problems.append(f"{path}:{line}: {cells[day_at]!r} is no date; write it like 2027-01-01")
            continue
        works = cells[works_at].lower()
        if works not in _YES | _NO:
            problems.append(f"{path}:{line}: {cells[works_at]!r} does not say whether it is worked; write 上班 or 休")
        elif day in days:
            problems.append(f"{path}:{line}: {day} is named twice")
        else:
            days[day] = works in _YES, (cells[note_at] or None) if note_at is not None else None
    if problems:
        raise CalendarTableError(tuple(problems))
    if not days:
        raise CalendarTableError((f"{path}: names no day",))
    return days


def import_calendar(core: Core, connection: Connection, calendar: str, days: Days, *, dry_run: bool) -> CalendarImport:
    """Lay days over a calendar and date every open clock anew, inside the transaction of `connection`."""
    tables = {name: dict(known) for name, known in calendars.read_tables(connection).items()}
    before = tables.setdefault(calendar, {})
    against = tuple(sorted(day for day, (works, _) in days.items() if before.get(day, works) != works))
    before.update({day: works for day, (works, _) in days.items()})
    if not dry_run:
        calendars.keep_days(connection, calendar, days, at=core.now())
    catalogue = core.catalogue.with_tables(tables)
    changes: list[Redated] = []
    paused = seen = 0
    for batch in calendars.open_instances(connection, lock=not dry_run):
        concerned = [record for record in batch if _concerns(catalogue, connection, record, calendar)]
        seen += len(concerned)
        worked = [(record.id, *_redated(core, catalogue, connection, record)) for record in concerned]
        for _, bench, found in worked:
            changes += found
            paused += sum(ledger.status is ClockStatus.PAUSED for ledger in bench.subject.clocks.values())
        if not dry_run:
            write_back(connection, [(key, bench) for key, bench, _ in worked])
    return CalendarImport(calendar, len(days), against, tuple(changes), paused, seen, done=not dry_run)


def _concerns(catalogue: Catalogue, connection: Connection, record: InstanceRecord, calendar: str) -> bool:
    definition = catalogue.pinned(connection, record.definition, record.number).definition
    return calendar in {definition.calendar, definition.table}


def _redated(
    core: Core, catalogue: Catalogue, connection: Connection, record: InstanceRecord
) -> tuple[Workbench, list[Redated]]:
    compiled: Compiled = catalogue.pinned(connection, record.definition, record.number)
    subject = subject_of(record)
    bench = core.workbench(compiled, subject, now=core.now(), record=record)
    changes = []
    for name, ledger in subject.clocks.items():
        dated = redate(ledger, compiled.calendar)
        subject.clocks[name] = dated
        if (dated.due_at, dated.provisional) == (ledger.due_at, ledger.provisional):
            continue
        bench.redated(name, ledger, dated)
        if dated.due_at != ledger.due_at:
            changes.append(
                Redated(subject.number, subject.title, name, ledger.due_on, dated.due_on, ledger.due_at, dated.due_at)
            )
    return bench, changes
