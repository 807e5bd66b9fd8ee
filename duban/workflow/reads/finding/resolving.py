"""A query by the names that are stored: what nobody knows is refused, because an empty list would hide the mistake."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from duban import words
from duban.states import FIRST_YEAR, LAST_YEAR, InvalidData, Light, OutOfCalendar, fold_name, is_among, utc
from duban.storage import finding, pinned
from duban.workflow.instance import IN_PLAN, record_of
from duban.workflow.reads.finding.query import ALL, BELOW, LEAD, has_any
from duban.workflow.reads.known_names import check_names, check_unit
from duban.workflow.reads.search import text_match

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Connection

    from duban.states import WorkingCalendar
    from duban.workflow.core import Core
    from duban.workflow.people import Directory
    from duban.workflow.reads.finding.query import Query
    from duban.workflow.rules import Catalogue

_LEADS = "lead"
"""The role of those who lead a matter, where a scenario has one."""
_NONE, _INSTANT, _DAY = timedelta(), timedelta(microseconds=1), timedelta(days=1)


def resolve(
    core: Core, connection: Connection, query: Query, viewer: str | None, *, whole: bool = False
) -> finding.Sought:
    """Return what a query asks for, as it is stored; `whole` says that it is for all that fit, and not for a page.

    Raises:
        UnknownScenario, UnknownState: if no loaded or stored definition has the name.
        UnknownName: if none has the field, or it is private.
        InvalidUnits: if none has the role, or a unit is unknown.
        UnknownInstance: if there is no such plan.
        InvalidData: if a scope is asked for without a viewer.

    """
    catalogue = core.catalogue
    scenarios = tuple(catalogue.id_of(each) for each in query.several("scenario"))
    role = None if query.role is None else catalogue.role_named(query.role)
    states = query.several("state")
    fields = {catalogue.field_named(name): value for name, value in query.data.items()}
    wanted = {"scenarios": scenarios, "states": states, "roles": () if role is None else (role,), "fields": fields}
    check_names(catalogue, connection, wanted)
    sought = finding.Sought(
        open_only=query.open_only,
        wholes_only=query.wholes_only,
        without=_sheets(catalogue) if query.matters_only else (),
        ended=query.ended,
        scenarios=scenarios,
        states=states,
        role=role,
        lights=tuple(Light(each) for each in query.several("light")),
        numbers=tuple(dict.fromkeys(each for given in query.several("number") for each in _spellings(given))),
        source=query.source,
        external_no=query.external_no,
        linked=None if query.plan is None else (record_of(connection, query.plan).id, IN_PLAN),
        data=tuple((name, _stored(value)) for name, value in fields.items()),
    )
    if has_any(query.text):
        core.refresh(connection)
        sought = replace(sought, text=text_match(core, connection, str(query.text), whole=whole))
    return _with_units(core, connection, _with_days(core.calendar, sought, query), query, viewer)


def _sheets(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the loaded scenarios whose instances are sheets that units fill in, and no matters."""
    return tuple(each.scenario for each in catalogue.loaded if each.sheet is not None)


def _spellings(number: str) -> tuple[str, str]:
    return number, unicodedata.normalize("NFKC", number).strip().upper()


def _stored(value: Any) -> Any:  # noqa: ANN401 - a value of a field
    return value.isoformat() if isinstance(value, date) else value


def _with_days(calendar: WorkingCalendar, sought: finding.Sought, query: Query) -> finding.Sought:
    first, last = query.due_from, query.due_to
    try:
        return replace(
            sought,
            opened=(first_instant(calendar, query.opened_from), first_after(calendar, query.opened_to)),
            closed=(first_instant(calendar, query.closed_from), first_after(calendar, query.closed_to)),
            # By instants some days more on either side, for every time zone; the due day itself decides.
            due=(first_instant(calendar, first, sooner=_DAY), first_after(calendar, last, later=3 * _DAY)),
            due_on=(_day(first), _day(last)),
            quiet_since=first_instant(calendar, query.quiet_since),
        )
    except OverflowError:
        raise OutOfCalendar(None, FIRST_YEAR, LAST_YEAR) from None


def _day(given: date | None) -> date | None:
    return None if isinstance(given, datetime) else given


def first_instant(calendar: WorkingCalendar, given: date | None, *, sooner: timedelta = _NONE) -> datetime | None:
    """Return the first instant of a range that begins with this day or instant."""
    if given is None:
        return None
    return utc(given if isinstance(given, datetime) else calendar.start_of(given - sooner))


def first_after(calendar: WorkingCalendar, given: date | None, *, later: timedelta = _DAY) -> datetime | None:
    """Return the first instant that is not in a range any more, of which this is the last day or instant."""
    if given is None:
        return None
    return utc(given + _INSTANT if isinstance(given, datetime) else calendar.start_of(given + later))


def _with_units(
    core: Core, connection: Connection, sought: finding.Sought, query: Query, viewer: str | None
) -> finding.Sought:
    if not query.unit and not query.waiting_for and query.scope == ALL:
        return sought
    calendars, seq, bound = pinned.stamped_units(connection)
    core.catalogue.refresh(connection, calendars)
    core.keep_up(connection, seq, acting=False)
    if query.scope != ALL:
        if viewer is None:
            raise InvalidData((words.Line("scope: is that of somebody who reads: name the viewer"),))
        mine = _below(core.directory, core.unit(viewer)) if query.scope == BELOW else (core.unit(viewer),)
        leading = _leading(core.catalogue) if query.led_parts and query.scope != LEAD else ()
        led = query.scope == LEAD
        sought = replace(sought, scope=spelled(core.directory, bound, mine), led=led, leading=leading)
    if query.unit:
        sought = replace(sought, units=_known(core, connection, bound, query.several("unit")))
    if query.waiting_for:
        sought = replace(sought, waiting=_known(core, connection, bound, query.several("waiting_for")))
    return sought


def _leading(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return by scenario the roles of those who lead its matters, and of those who run them."""
    pairs = {
        (each.scenario, role): None
        for each in catalogue.loaded
        for role in (*each.office, *([_LEADS] if _LEADS in each.roles else []))
    }
    return tuple(pairs)


def _known(core: Core, connection: Connection, bound: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    units = [core.unit(name) for name in names]
    for unit in units:
        check_unit(core.directory, connection, unit)
    return spelled(core.directory, bound, units)


def spelled(directory: Directory, bound: Iterable[str], units: Iterable[str]) -> tuple[str, ...]:
    """Return the spellings under which units fill roles of instances."""
    keys = {fold_name(name) for unit in units for name in directory.names_of(unit)}
    return tuple(each for each in bound if fold_name(each) in keys)


def _below(directory: Directory, unit: str) -> tuple[str, ...]:
    """Return a unit and all that stand below it."""
    found = [unit]
    for each in found:
        found += [
            other.name
            for other in directory.units
            if other.parent and directory.canonical(other.parent) == each and not is_among(other.name, found)
        ]
    return tuple(found)
