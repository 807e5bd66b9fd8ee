"""How ready indicators are: of each, which materials are wanted, which were given and checked, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from duban.states import FieldType, Jsonable
from duban.states.history import Acted, Corrected, Opened
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from duban.states import Definition
    from duban.storage import Guest
    from duban.workflow import CaseFile, Engine, HistoryEntry, Instance, PartView, Situation

LIST = "evidence-list"
"""The scenario of a list of indicators; those of its parts are what it divides into."""

MISSING, RETURNED, GIVEN, CHECKED, NOT_NEEDED = "missing", "returned", "given", "checked", "not needed"
"""How a material stands; `returned` was given, and is to be given anew."""


@dataclass(frozen=True, slots=True)
class GivenFile(Jsonable):
    """A file of a material: the matter and the field that name it, what it is called, and its SHA-256."""

    number: str
    field: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Material(Jsonable):
    """A material that is wanted: what, in which form, of whom and by when; whether it was given and checked, by whom.

    `number` is that of its own matter; one that is given in the indicator itself has that of the indicator.
    """

    number: str
    title: str
    form: str
    units: tuple[str, ...]
    due_on: date | None
    standing: str
    given_by: str
    given_at: datetime | None
    checked_by: str
    checked_at: datetime | None
    files: tuple[GivenFile, ...]

    @property
    def wanted(self) -> bool:
        """Return whether it counts: it was not found to be needless."""
        return self.standing != NOT_NEEDED


@dataclass(frozen=True, slots=True)
class Indicator(Jsonable):
    """An indicator: who leads it, who helps, its materials, and how many of those wanted were given and checked.

    `missing` names the materials that are not there, with the units that owe them.
    """

    _json = (..., "wanted", "given", "checked", "missing")

    number: str
    title: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    state: str
    closed: bool
    due_on: date | None
    materials: tuple[Material, ...]

    @property
    def wanted(self) -> int:
        """Return how many materials are wanted."""
        return sum(each.wanted for each in self.materials)

    @property
    def given(self) -> int:
        """Return how many of them were given, checked or not."""
        return sum(each.standing in {GIVEN, CHECKED} for each in self.materials)

    @property
    def checked(self) -> int:
        """Return how many of them were given and checked."""
        return sum(each.standing == CHECKED for each in self.materials)

    @property
    def missing(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the titles of the materials that are not there, each with the units that owe it."""
        return tuple((each.title, each.units) for each in self.materials if each.standing in {MISSING, RETURNED})


@dataclass(frozen=True, slots=True)
class Indicators(Jsonable):
    """A list of indicators as it stands; `number` and `title` are those of the list, or of the one indicator."""

    _json = (..., "wanted", "given", "checked")

    number: str
    title: str
    indicators: tuple[Indicator, ...]
    timezone: ZoneInfo

    def to_json(self) -> dict[str, Any]:
        """Return the list for JSON, without the time zone."""
        found = {name: getattr(self, name) for name in ("number", "title", "wanted", "given", "checked")}
        return {**found, "indicators": [each.to_json() for each in self.indicators]}

    @property
    def wanted(self) -> int:
        """Return how many materials are wanted in all."""
        return sum(each.wanted for each in self.indicators)

    @property
    def given(self) -> int:
        """Return how many of them were given."""
        return sum(each.given for each in self.indicators)

    @property
    def checked(self) -> int:
        """Return how many of them were given and checked."""
        return sum(each.checked for each in self.indicators)


def is_list(definition: Definition) -> bool:
    """Return whether all parts of such matters are handed out by hand, as those of lists and indicators are."""
    return any(rule.breakdown is not None and rule.each is None for rule in definition.children)


def lists_of(engine: Engine, *, viewer: str | None = None, scenario: str = LIST) -> list[Instance]:
    """Return the lists of indicators, the newest first; empty if no such scenario is loaded or stored."""
    try:
        found = engine.find(scenario=scenario, viewer=viewer)
    except UnknownScenario:
        return []
    return sorted(found, key=lambda each: each.opened_at, reverse=True)


def indicators_of(
    engine: Engine, number: str, *, viewer: str | None = None, session: Guest | None = None
) -> Indicators:
    """Return how ready the indicators of a list are, or one indicator alone, as far as the viewer may read.

    A list is a matter whose parts are divided themselves; its indicators are these, in the order in which they were
    handed out. Raises UnknownInstance.
    """
    whole = engine.situation(number, viewer=viewer, session=session)
    ours = [part.number for part in whole.parts if part.ended is None]
    below = [engine.situation(each, viewer=viewer, session=session, history=True) for each in ours]
    if not any(_is_divided(each.definition) for each in below):
        below = [engine.situation(number, viewer=viewer, session=session, history=True)]
    cases = _cases(engine, below, viewer=viewer, session=session)
    found = tuple(_indicator(each, cases) for each in below)
    return Indicators(whole.instance.number, whole.instance.title, found, whole.timezone)


def _is_divided(definition: Definition) -> bool:
    entries = (entry for ways in definition.transitions.values() for entry in ways)
    return is_list(definition) or any(entry.by_each for entry in entries)


def _cases(
    engine: Engine, below: Sequence[Situation], *, viewer: str | None, session: Guest | None
) -> dict[str, CaseFile]:
    """Return the materials of all indicators with their histories, in a few statements however many there are."""
    wanted = [part.number for each in below for part in each.parts]
    cases = engine.case_files(numbers=wanted, viewer=viewer, session=session) if wanted else []
    return {case.instance.number: case for case in cases}


def _indicator(standing: Situation, cases: Mapping[str, CaseFile]) -> Indicator:
    item = standing.instance
    parts = [part for part in standing.parts if part.ended is None]
    materials = tuple(_of_part(part, cases[part.number]) for part in parts if part.number in cases)
    if not parts:
        materials = tuple(_of_indicator(standing))
    lead = item.units.get("lead", ())
    helping = (*item.units.get("partner", ()), *(unit for each in materials for unit in each.units))
    partners = tuple(dict.fromkeys(unit for unit in helping if unit not in lead))
    due, closed = item.headline_on or item.due_on, item.closed_at is not None
    return Indicator(item.number, item.title, lead, partners, item.state, closed, due, materials)


def _of_part(part: PartView, case: CaseFile) -> Material:
    """Return a material that is a matter of its own.

    Closed with files it was checked, closed without any it is not needed; back at its first state it was returned.
    """
    item, definition = case.instance, case.definition
    files = tuple(_files(definition, item.number, item.data))
    if item.closed_at is not None:
        standing = CHECKED if files else NOT_NEEDED
    elif item.state == definition.initial or not files:
        standing = RETURNED if files else MISSING
    else:
        standing = GIVEN
    gave = _giving(definition, case.history) if files else None
    check = _closing(case.history, item.state) if standing == CHECKED else None
    return Material(
        number=item.number,
        title=item.title,
        form=str(item.data.get("form") or ""),
        units=part.units,
        due_on=item.headline_on or item.due_on or item.data.get("deadline"),
        standing=standing,
        given_by="" if gave is None else gave.actor,
        given_at=None if gave is None else gave.at,
        checked_by="" if check is None else str(item.data.get("checked_by") or check.actor),
        checked_at=None if check is None else check.at,
        files=files if standing in {GIVEN, CHECKED} else (),
    )


def _giving(definition: Definition, history: Sequence[HistoryEntry]) -> HistoryEntry | None:
    """Return the last entry that has named files."""
    for entry in reversed(history):
        facts = entry.facts
        if isinstance(facts, Opened | Acted | Corrected) and any(_files(definition, "", facts.data)):
            return entry
    return None


def _closing(history: Sequence[HistoryEntry], state: str) -> HistoryEntry | None:
    """Return the entry by which a matter came to the state in which it was closed."""
    moves = (each for each in reversed(history) if each.to_state == state != each.from_state)
    return next(moves, None)


def _of_indicator(standing: Situation) -> Iterator[Material]:
    """Yield the materials that are given in the indicator itself: one for each unit that is asked, and its own files.

    Of a unit that was asked again after it gave them, they were returned.
    """
    item, definition = standing.instance, standing.definition
    check = _closing(standing.history, item.state) if item.closed_at is not None and item.ended is None else None
    given = GIVEN if check is None else CHECKED
    checked = _NOBODY if check is None else (str(item.data.get("checked_by") or check.actor), check.at)
    due, found, used = item.headline_on or item.due_on, dict[str, Material](), set[str]()
    for act in standing.each:
        for one in act.signed:
            files = tuple(_files(definition, item.number, one.data))
            used.update(each.field for each in files)
            how = NOT_NEEDED if one.excused else given if files else MISSING
            who = (one.by, one.at) if files else _NOBODY
            by = checked if how == CHECKED else _NOBODY
            found[one.unit] = _given(item.number, act.trigger, (one.unit,), due, how, who, by, files)
        for unit in act.owing:
            how = RETURNED if unit in found and found[unit].files else MISSING
            found[unit] = _given(item.number, act.trigger, (unit,), due, how)
    yield from found.values()
    for name, field in definition.fields.items():
        files = tuple(each for each in _files(definition, item.number, item.data) if each.field == name)
        if files and name not in used:
            gave = _giving(definition, standing.history)
            who = _NOBODY if gave is None else (gave.actor, gave.at)
            yield _given(item.number, field.title, item.units.get("lead", ()), due, given, who, checked, files)


_By = tuple[str, datetime | None]
_NOBODY: _By = ("", None)


def _given(  # noqa: PLR0917 - a material, in its order
    number: str,
    title: str,
    units: tuple[str, ...],
    due: date | None,
    standing: str,
    gave: _By = _NOBODY,
    check: _By = _NOBODY,
    files: tuple[GivenFile, ...] = (),
) -> Material:
    return Material(number, title, "", units, due, standing, gave[0], gave[1], check[0], check[1], files)


def _files(definition: Definition, number: str, data: Mapping[str, Any]) -> Iterator[GivenFile]:
    """Yield the files that values name, in the order of the fields."""
    for name, field in definition.fields.items():
        value = data.get(name) if field.type is FieldType.FILE else None
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, Mapping) and "sha256" in each:
                yield GivenFile(number, name, str(each["name"]), str(each["sha256"]))
