"""The verbs that give figures: counted from histories, and matter by matter."""

from __future__ import annotations

from dataclasses import replace as evolve
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from duban.states import fold_name
from duban.storage import finding
from duban.workflow.inputs import check_texts
from duban.workflow.instance import record_of
from duban.workflow.reads.figures.as_of import catalogue_at, directory_at
from duban.workflow.reads.figures.asked import check_standing, cut_of, wanted_of
from duban.workflow.reads.figures.cases import Case, CaseMaker
from duban.workflow.reads.figures.comparing import compared, compared_with, earlier_than
from duban.workflow.reads.figures.counting import Counter, summed
from duban.workflow.reads.figures.courses import Course, course_of, digest_at
from duban.workflow.reads.figures.outcome import Figures
from duban.workflow.reads.figures.reckoned import FIGURE_NAMES
from duban.workflow.reads.figures.said import KINDS
from duban.workflow.reads.figures.standards import standard_of
from duban.workflow.reads.finding.query import Query
from duban.workflow.reads.finding.resolving import resolve
from duban.workflow.reads.matrix import Matrices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.states import WorkingCalendar
    from duban.storage import Guest
    from duban.workflow.core import Core
    from duban.workflow.people import Directory
    from duban.workflow.reads.figures.asked import FiguresPeriod
    from duban.workflow.reads.figures.cases import Cut
    from duban.workflow.reads.figures.counting import Wanted
    from duban.workflow.reads.figures.standards import Standard
    from duban.workflow.rules import Catalogue

_MIGRATED = "migrate"
_whose, _kind = itemgetter(0), itemgetter(1)


class Figuring(Matrices):
    """Counts how an office and its units get on with their matters, and lays it out."""

    def figures(
        self,
        query: Query | None = None,
        *,
        period: FiguresPeriod = None,
        at: date | None = None,
        by: str = "unit",
        listed: str | Sequence[str] = (),
        compare: str | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Figures:
        """Return figures of a period as they were known at a cut-off, from the histories of the matters alone.

        The same period and cut-off give the same numbers, whatever has happened since: what was closed, re-dated,
        corrected, made void, merged, migrated, renamed or imported later is not known yet. Definitions of the figures
        are in docs/reference/figures.md.

        Args:
            query: which matters; what it says of how they stand now is refused. A unit takes part as of the cut-off.
                Without one, all.
            period: `2026-03`, `2026-Q1`, `2026-H1`, `2026`, `2026-W10`, `2026-03-01/2026-03-20`, or two days.
            at: the last day that counts as a whole, or an instant. Left out, now.
            by: `unit` (a matter counts for each unit that works on it), `lead`, `scenario`, `source`, `plan`, `month`
                or `quarter` (in which what is counted falls).
            listed: the figures of which the matters behind them are listed.
            compare: `previous` (环比) or `last-year` (同比): how they differ from the figures of the period before, or
                of the same period of last year, each as known at the same distance from its end.
            viewer: who reads; only the `scope` of the query depends on it, for figures show no private values.
            session: your own.

        Raises the same errors as `page`, and InvalidData if anything cannot be asked for.

        """
        query = query or Query()
        check_texts(viewer=viewer, by=by)
        query.check()
        check_standing(query)
        wanted = wanted_of(period, by, listed)
        core = self._core
        core.prepare(session)
        now = core.now()
        cut = cut_of(at, now, core.calendar)
        if compare is not None:
            compare = compared_with(compare, wanted)
        with core.database.snapshot(session) as connection:
            core.refresh(connection)
            asking = _Asking(core, connection, query, viewer, directory_at(core, connection, cut.until))
            found = _figures(asking, wanted, cut)
            if compare is None or wanted.first is None:
                return found
            first, last, day = earlier_than(wanted.first, wanted.last, cut.day, compare)
            then = wanted._replace(first=first, last=last, listed=frozenset())
            before = _figures(asking, then, cut_of(day, now, core.calendar))
        return evolve(found, compared=compared(found, before, compare))


class _Asking(NamedTuple):
    """What is read for whom, and by which names units are known."""

    core: Core
    connection: Connection
    query: Query
    viewer: str | None
    known: Directory


def _figures(asking: _Asking, wanted: Wanted, cut: Cut) -> Figures:
    """Return the figures of a period as of a cut-off."""
    known, counter = asking.known, Counter(wanted)
    for case in _cases(asking, cut):
        counter.take(case)
    rows = counter.rows()
    return Figures(
        *(wanted.first, wanted.last, cut.until, cut.day, wanted.by, rows),
        *(counter.total(), summed(rows, FIGURE_NAMES)),
        units=tuple(each.name for each in known.units),
        groups={group: known.members(group) for group in known.groups},
    )


def _cases(asking: _Asking, cut: Cut) -> Iterator[Case]:
    """Yield the cases of all matters that fit, as they were known at the cut-off; plans are none."""
    core, connection, query, viewer, known = asking
    sought = replace(
        _with_sheets(core.catalogue, resolve(core, connection, query, viewer, whole=True)),
        units=None,
        role=None,
        linked=None,
    )
    opened = (sought.opened[0], cut.until if sought.opened[1] is None else min(cut.until, sought.opened[1]))
    sought = replace(sought, opened=opened)
    maker = CaseMaker(cut, known.canonical, parts=bool(query.several("scenario")))
    takes = _taking(core, connection, query)
    then = catalogue_at(core, connection, cut.until)
    found, plans = list[Case](), set[str | None]()
    for course, made in _courses(connection, then, sought, cut=cut, maker=maker, now=core.now()):
        if takes(course):
            found += made  # courses are let go: so many of them would keep the garbage collector busy
            plans.add(course.plan)
    if query.scenario:
        plans.clear()
    yield from (case for case in found if case.number not in plans)


def _courses(
    connection: Connection, catalogue: Catalogue, sought: finding.Sought, *, cut: Cut, maker: CaseMaker, now: datetime
) -> Iterator[tuple[Course, list[Case]]]:
    records = finding.told_records(connection, sought, now=now)
    by_id = {record.id: record for record in records}
    catalogue.fetch(connection, {record.definition for record in records})
    told = finding.told_entries(connection, sought, records, kinds=KINDS, until=cut.until, always=_MIGRATED, now=now)
    rules: dict[str, tuple[Standard, WorkingCalendar]] = {}
    for key, group in groupby(told, _whose):
        record = by_id.get(key)
        if record is None:
            continue
        entries = list(group)
        digest = record.definition
        if _MIGRATED in map(_kind, entries):
            digest = digest_at(entries, cut.until, digest)
            entries = [entry for entry in entries if finding.told_at(entry) < cut.until]
        if digest not in rules:
            compiled = catalogue.pinned(connection, digest, record.number)
            rules[digest] = standard_of(compiled.definition), compiled.calendar
        standard, calendar = rules[digest]
        course = course_of(Course(record.number, record.scenario), entries, standard)
        yield course, maker.cases(course, standard, calendar)


def _with_sheets(catalogue: Catalogue, sought: finding.Sought) -> finding.Sought:
    """Return what is sought with the sheets on which matters of these scenarios are reported of."""
    rules = [catalogue.newest(name).definition.progress for name in sought.scenarios if name in catalogue.scenarios]
    more = [rule.sheet for rule in rules if rule is not None]
    return replace(sought, scenarios=tuple(dict.fromkeys((*sought.scenarios, *more))))


def _taking(core: Core, connection: Connection, query: Query) -> Callable[[Course], bool]:
    """Return what says whether a course fits a query by what was known then: its units, and its plan."""
    plan = None if query.plan is None else record_of(connection, query.plan).number
    units = {fold_name(name) for each in query.several("unit") for name in core.directory.names_of(core.unit(each))}
    role = None if query.role is None else core.catalogue.role_named(query.role)

    def takes(course: Course) -> bool:
        if plan is not None and course.plan != plan:
            return False
        bound = course.rounds[-1].units
        held = bound.values() if role is None else (bound.get(role, ()),)
        return not units or any(fold_name(unit) in units for some in held for unit in some)

    return takes
