"""Importing a calendar: the due dates of open clocks are computed again in one transaction; no rung fires twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from duban import words
from duban.states import FIRST_YEAR, LAST_YEAR, ClockStatus, Jsonable, is_keepable, others_first, redate_among, shown
from duban.states.history import ClockRedated, clock_facts
from duban.storage import calendars
from duban.workflow.errors import CalendarTableError
from duban.workflow.instance import Command
from duban.workflow.people import MOST_PROBLEMS, brief, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from duban.states import ClockLedger
    from duban.storage import InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.instance import UnitOfWork
    from duban.workflow.rules import Catalogue

Days = Mapping[date, tuple[bool, str | None]]
"""Days of a calendar: for each, whether it is worked, and a note."""

_COLUMNS = {"date": "date", "working": "working", "note": "note", "日期": "date", "是否上班": "working", "备注": "note"}
_LONGEST_NOTE = 1_000
_WORDS = {
    **dict.fromkeys(["1", "true", "yes", "上班", "是", "班"], True),
    **dict.fromkeys(["0", "false", "no", "休", "休息", "放假", "否"], False),
}


@dataclass(frozen=True, slots=True)
class Redated(Jsonable):
    """A clock whose due date an import changes, with its due day and instant before and after."""

    number: str
    title: str
    clock: str
    due_before: date | None
    due_on: date | None
    due_at_before: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CalendarImport(Jsonable):
    """What a calendar import did, or would do if `done` is false.

    `days` counts the days given, and `against` lists those that an earlier import had the other way round. `instances`
    counts the open instances that use the calendar. `paused` counts their paused clocks, whose due dates are computed
    when they resume.
    """

    _json = (..., "redated")

    calendar: str
    days: int
    against: tuple[date, ...]
    redated: tuple[Redated, ...]
    paused: int
    instances: int
    done: bool


def read_calendar_csv(path: Path) -> Days:
    """Return the days that a CSV file names, in the columns `date`, `working` and `note` (日期, 是否上班, 备注).

    Raises CalendarTableError with every line that cannot be used, or if the file names no day.
    """
    days: dict[date, tuple[bool, str | None]] = {}
    problems: list[words.Line] = []
    for where, row in read_rows(path, _COLUMNS, ("date", "working"), problems):
        works = _WORDS.get(row["working"].lower())
        day = _day(row["date"])
        if day is None:
            problems.append(
                words.at(where, words.Line("{day:shown} is no date; write it like 2027-01-01", day=brief(row["date"])))
            )
        elif works is None:
            problems.append(
                words.at(
                    where,
                    words.Line(
                        "{word:shown} does not say whether it is worked; write 上班 or 休", word=brief(row["working"])
                    ),
                )
            )
        elif day in days:
            problems.append(words.at(where, words.Line("{day} is named twice; keep one", day=day)))
        elif (wrong := _wrong(day, works, row.get("note"))) is not None:
            problems.append(words.at(where, wrong))
        else:
            days[day] = works, row.get("note") or None
    if problems:
        raise CalendarTableError(tuple(problems))
    if not days:
        raise CalendarTableError((words.at(path, words.Line("names no day; a line is 2027-01-01,休")),))
    return days


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wrong(day: object, works: object, note: object) -> words.Line | None:
    """Return why a day cannot be stored or computed with; None if it can."""
    if not isinstance(day, date) or isinstance(day, datetime):
        return words.Line("{day} is no date", day=shown(day))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return words.Line(
            "{day} is outside of the years {first} to {last} that can be reckoned",
            day=day,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    if not isinstance(works, bool):
        return words.at(
            day, words.Line("whether it is worked has to be true or false, not {given}", given=shown(works))
        )
    if note is not None and (not is_keepable(note) or len(str(note)) > _LONGEST_NOTE):
        return words.at(
            day,
            words.Line(
                "the note has to be text of at most {most} characters, not {given}",
                most=_LONGEST_NOTE,
                given=shown(note),
            ),
        )
    return None


def check_days(days: Days) -> None:
    """Raise CalendarTableError with every day that cannot be stored; programs can pass anything."""
    if not isinstance(days, Mapping):
        raise CalendarTableError(
            (words.Line("days have to map dates to whether each is worked, not {days}", days=shown(days)),)
        )
    given: Mapping[Any, Any] = days
    problems = []
    for day, said in given.items():
        fits = isinstance(said, tuple) and len(said) == len(("works", "note"))
        wrong = (
            _wrong(day, *said)
            if fits
            else words.at(
                shown(day), words.Line("give whether it is worked and a note, not {given}", given=shown(said))
            )
        )
        problems += [wrong] if wrong is not None else []
    if problems:
        raise CalendarTableError(tuple(problems[:MOST_PROBLEMS]))


def import_calendar(core: Core, connection: Connection, calendar: str, days: Days, *, dry_run: bool) -> CalendarImport:
    """Import days into a calendar and compute the due dates of open clocks again, in the connection's transaction."""
    check_days(days)
    if not dry_run:
        calendars.lock(connection)
    tables = {name: dict(known) for name, known in calendars.read_tables(connection).items()}
    before = tables.setdefault(calendar, {})
    against = tuple(sorted(day for day, (works, _) in days.items() if before.get(day, works) != works))
    before.update({day: works for day, (works, _) in days.items()})
    if not dry_run:
        calendars.keep_days(connection, calendar, days, at=core.now())
    catalogue = core.catalogue.with_tables(tables)
    changes: list[Redated] = []
    command = Command(core, connection, rules=catalogue, settles=False, dry_run=dry_run)
    paused = seen = 0
    for batch in calendars.open_instances(connection, lock=not dry_run):
        concerned = [record for record in batch if _concerns(catalogue, connection, record, calendar)]
        for work in command.take(concerned, lambda works: changes.extend(_date_anew(works))):
            seen += 1
            paused += sum(ledger.status is ClockStatus.PAUSED for ledger in work.subject.clocks.values())
    return CalendarImport(calendar, len(days), against, tuple(changes), paused, seen, done=not dry_run)


def _concerns(catalogue: Catalogue, connection: Connection, record: InstanceRecord, calendar: str) -> bool:
    definition = catalogue.pinned(connection, record.definition, record.number).definition
    return calendar in {definition.calendar, definition.table}


def _date_anew(works: Sequence[UnitOfWork]) -> Iterator[Redated]:
    """Compute the due dates of instances' clocks again, and yield the clocks whose due date has changed."""
    for work in works:
        subject, rules = work.subject, work.compiled.definition.clocks
        for name in [rule.name for rule in others_first(rules) if rule.name in subject.clocks]:
            ledger = subject.clocks[name]
            dated = redate_among(name, rules, subject.clocks, work.compiled.calendar)
            subject.clocks[name] = dated
            if (dated.due_at, dated.provisional) == (ledger.due_at, ledger.provisional):
                continue
            work.note(_redating(name, ledger, dated))
            if dated.due_at != ledger.due_at:
                yield Redated(
                    subject.number, subject.title, name, ledger.due_on, dated.due_on, ledger.due_at, dated.due_at
                )


def _redating(clock: str, before: ClockLedger, after: ClockLedger) -> ClockRedated:
    return ClockRedated(
        clock=clock,
        due_on=before.due_on,
        due_at=before.due_at,
        revision=before.revision,
        clocks={clock: clock_facts(after)},
    )
