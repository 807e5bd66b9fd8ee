"""电话催办: whom to ring today and about what, and what has been noted of it today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.lateness import Lamp, lateness, unit_of
from duban.states import InvalidData, is_among
from duban.workflow import InvalidUnits, Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Call, CallMatter, Engine, ListRow

SHOWN = 100
"""So many matters are on the page at most; who has rung about these sees the next."""

_LOOKED_AT = 500
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
    """The whole page: those to ring, the most late first; `left` matters are not shown."""

    groups: tuple[CallGroup, ...]
    total: int
    left: int
    noted: int


def calls_of(engine: Engine, viewer: Viewer, rulebook: Rulebook, *, unit: str | None = None) -> CallsView:
    """Return whom to ring about matters that the viewer reaches; nobody rings their own unit."""
    try:
        found = engine.call_list(unit=unit, viewer=viewer.name)
    except (InvalidUnits, InvalidData):
        found = []
    calls = [call for call in found if not is_among(call.unit, [viewer.unit])]
    numbers = list(dict.fromkeys(matter.number for call in calls for matter in call.matters))[:_LOOKED_AT]
    rows = _rows(engine, viewer, numbers)
    reached = [replace(call, matters=tuple(each for each in call.matters if each.number in rows)) for call in calls]
    total, groups, room = sum(len(call.matters) for call in reached), list[CallGroup](), SHOWN
    for call in reached:
        if call.matters and room > 0:
            shown = call.matters[:room]
            groups.append(_group(call, (_item(rulebook, each, rows[each.number]) for each in shown)))
            room -= len(shown)
    items = [item for group in groups for item in group.items]
    return CallsView(tuple(groups), total, total - len(items), sum(bool(item.noted) for item in items))


def _rows(engine: Engine, viewer: Viewer, numbers: list[str]) -> dict[str, ListRow]:
    """Return the matters of these numbers that the viewer reaches."""
    if not numbers:
        return {}
    page = engine.page(Query(number=numbers), limit=_LOOKED_AT, viewer=viewer.name)
    return {row.instance.number: row for row in page.items if viewer.scope.covers(row.instance.units)}


def _group(call: Call, items: Iterable[CallItem]) -> CallGroup:
    return CallGroup(call.unit, call.contact, call.mobile, call.why, tuple(items))


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
