"""What units have handed in (材料报送): who, when, late or in time, which texts and files, and who has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duban.ledger.errors import NothingCollected
from duban.states import FieldType, Jsonable
from duban.states.history import Acted, Excused, Share
from duban.workflow import Query, UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.states import Definition
    from duban.workflow import Engine, Situation

SUBMISSION = "submission"
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class HandedIn(Jsonable):
    """What a unit has handed in, on which day; `late` says that it was after the due day."""

    unit: str
    on: date
    text: str
    files: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Gathered(Jsonable):
    """One collection: what was asked for, by when, what came in, who was excused and why, and who is missing."""

    number: str
    title: str
    what: str
    due_on: date | None
    handed: tuple[HandedIn, ...]
    missing: tuple[str, ...]
    excused: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> int:
        """Return of how many units something was owed."""
        return len(self.handed) + len(self.missing)


def gather(
    engine: Engine,
    first: date,
    last: date,
    *,
    scenario: str = SUBMISSION,
    reader: str = "",
    scope: str = "all",
) -> tuple[Gathered, ...]:
    """Return the collections of a scenario that were opened from one day to another, in order.

    The scenario has an act that each unit does for itself, such as 报送; the texts and files of it are gathered.
    What `reader` may not see is not in it. Raises NothingCollected if the library's scenario is not in use, and
    UnknownScenario if nothing knows another one.
    """
    query = Query(scenario=scenario, opened_from=first, opened_to=last, scope=scope, ended=None)
    rows, cursor = [], None
    while True:
        try:
            page = engine.page(query, order="opened", cursor=cursor, limit=_AT_ONCE, viewer=reader or None)
        except UnknownScenario:
            if scenario == SUBMISSION:
                raise NothingCollected(scenario) from None
            raise
        rows += [row.instance for row in page.items if row.instance.ended is None]
        cursor = page.next
        if cursor is None:
            break
    return tuple(_gathered(engine.situation(item.number, viewer=reader or None, history=True)) for item in rows)


def _gathered(situation: Situation) -> Gathered:
    """Return a collection by its history: what units brought stays, also if it was closed without the others."""
    item, zone = situation.instance, situation.timezone
    due_on = _due_on(situation)
    handed: dict[str, HandedIn] = {}
    excused: dict[str, str] = {}
    role = _role_of(situation.definition)
    for entry in situation.history:
        facts = entry.facts
        if isinstance(facts, Excused):
            excused[facts.share.unit] = facts.note or ""
        elif isinstance(facts, Acted) and isinstance(facts.share, Share):
            on = entry.at.astimezone(zone).date()
            text, files = _given(situation.definition, facts.data)
            unit = facts.share.unit
            handed[unit] = HandedIn(unit, on, text, files, due_on is not None and on > due_on)
    units = dict.fromkeys((*item.units.get(role, ()), *handed)) if role else dict.fromkeys(handed)
    return Gathered(
        number=item.number,
        title=item.title,
        what=str(item.data.get("what") or ""),
        due_on=due_on,
        handed=tuple(handed[unit] for unit in units if unit in handed),
        missing=tuple(unit for unit in units if unit not in handed and unit not in excused),
        excused=tuple((unit, why) for unit, why in excused.items() if unit not in handed),
    )


def _role_of(definition: Definition) -> str:
    """Return the role each of whose units hands in: that of the first act that each does for itself."""
    entries = (entry for several in definition.transitions.values() for entry in several)
    return next((entry.by[0] for entry in entries if entry.by_each), "")


def _due_on(situation: Situation) -> date | None:
    """Return the due day of the clock by which units had to hand in: the headline, or else the first."""
    clocks: Mapping[str, date | None] = {clock.clock: clock.due_on for clock in situation.clocks}
    headline = situation.definition.headline
    return clocks.get(headline) if headline else next(iter(clocks.values()), None)


def _given(definition: Definition, data: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the texts that a unit brought, and the names of its files; private fields are not among them."""
    texts: list[str] = []
    files: list[str] = []
    for name, value in data.items():
        field = definition.fields.get(name)
        if field is None or field.private or value is None:
            continue
        if field.type is FieldType.FILE:
            files += [str(one["name"]) for one in (value if isinstance(value, list | tuple) else [value])]
        elif not isinstance(value, bool):
            texts.append(str(value))
    return "\n".join(texts), tuple(files)
