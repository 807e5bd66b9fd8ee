"""电话催办: whom to ring today and about what, and what has been noted of it today."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lateness, unit_of
from duban.desk.models.reach import of_own_units
from duban.states import InvalidData, is_among
from duban.workflow import InvalidUnits, Query

if TYPE_CHECKING:
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import CallMatter, Engine, ListRow

SHOWN = 100
"""So many matters are on a page."""

_REASON_TEXTS = {
    "overdue": "overdue",
    "unanswered": "not answered",
    "unsigned": "not taken up",
    "unassigned": "a unit is to be named",
}


@dataclass(frozen=True, slots=True)
class CallItem:
    """One matter to ring about: how late it is, why else, and what was noted today."""

    number: str
    title: str
    kind: str
    state: str
    lamp: Lamp | None
    reasons: tuple[str, ...]
    noted: str = ""


@dataclass(frozen=True, slots=True)
class CallGroup:
    """Somebody to ring: the unit, the person and the telephone number, or why there is none."""

    unit: str
    contact: str
    mobile: str
    why: str
    items: tuple[CallItem, ...]


@dataclass(frozen=True, slots=True)
class CallsView:
    """One page of those to ring, the most late first; `units` and `total` are of all pages, `noted` is of this one."""

    groups: tuple[CallGroup, ...]
    units: int
    total: int
    noted: int
    page: int
    pages: int


def calls_of(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, *, unit: str | None = None, page: int = 1, about: str = ""
) -> CallsView:
    """Return whom to ring about matters that the viewer reaches; nobody rings their own unit.

    `page` counts from 1; with `about`, as `place_of` has it, it is the page with this row, if there is one.
    """
    try:
        found = engine.call_list(unit=unit, viewer=viewer.name)
    except (InvalidUnits, InvalidData):
        found = []
    calls = [call for call in found if not is_among(call.unit, [viewer.unit])]
    reached = of_own_units(engine, viewer, [matter.number for call in calls for matter in call.matters])
    all_rows = [(call, matter) for call in calls for matter in call.matters if matter.number in reached]
    places = [place_of(matter.number, call.unit) for call, matter in all_rows]
    pages = max(1, -(-len(all_rows) // SHOWN))
    page = places.index(about) // SHOWN + 1 if about in places else min(max(page, 1), pages)
    shown = all_rows[(page - 1) * SHOWN : page * SHOWN]
    rows = _rows(engine, viewer, [matter.number for _, matter in shown])
    groups = []
    for call, several in groupby(shown, key=itemgetter(0)):
        items = [_item(rulebook, each, rows[each.number]) for _, each in several if each.number in rows]
        groups.append(CallGroup(call.unit, call.contact, call.mobile, call.why, tuple(items)))
    noted = sum(bool(item.noted) for group in groups for item in group.items)
    units = len({call.unit for call, _ in all_rows})
    return CallsView(tuple(groups), units, len(all_rows), noted, page, pages)


def place_of(number: str, unit: str) -> str:
    """Return what a row is called in addresses: a matter stands under each unit that is to be rung about it."""
    return f"{number}-{unit}"


def _rows(engine: Engine, viewer: Viewer, numbers: list[str]) -> dict[str, ListRow]:
    """Return the matters of these numbers, as far as they are still there."""
    if not numbers:
        return {}
    page = engine.page(Query(number=list(dict.fromkeys(numbers))), limit=SHOWN, viewer=viewer.name)
    return {row.instance.number: row for row in page.items}


def _item(rulebook: Rulebook, matter: CallMatter, row: ListRow) -> CallItem:
    item, lamp = row.instance, None
    definition = rulebook.of(item)
    if matter.due_on is not None:
        calendar = rulebook.calendar(item.scenario)
        said = lateness(matter.due_on, rulebook.today, calendar, unit_of(definition))
        day = words.written_day(matter.due_on, this_year=rulebook.today.year)
        lamp = Lamp(str(item.light), said, day)
    reasons = tuple(words.text(_REASON_TEXTS[each]) for each in matter.reasons if each != "overdue")
    return CallItem(matter.number, matter.title, definition.title, matter.state, lamp, reasons, _noted(rulebook, row))


def _noted(rulebook: Rulebook, row: ListRow) -> str:
    """Return the remark of today, if there is one: who rings next sees that somebody has."""
    remark = row.remark
    if remark is None or remark.text is None:
        return ""
    at = remark.at.astimezone(rulebook.zone)
    if at.date() != rulebook.today:
        return ""
    return words.text("{hour} {by}: {text}", hour=f"{at:%H:%M}", by=remark.by, text=remark.text)
