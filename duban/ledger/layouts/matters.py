"""What a row of a ledger is made from: a matter as lists show it, its rules, its history if a column tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from duban import words
from duban.states import Light
from duban.states.history import Progressed, Signed, Urged
from duban.workflow import UnknownScenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, tzinfo

    from duban.states import Definition, Field, LineSaid
    from duban.workflow import Engine, FilledLine, HistoryEntry, Instance, ListRow


class Lamp(NamedTuple):
    """A light: its colour, and the word for it."""

    light: Light
    word: str


_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(slots=True)
class Told:
    """What the history of a matter says that lists do not: reports by unit and period, urges, and papers."""

    reports: dict[tuple[str, str], tuple[LineSaid, Mapping[str, str]]] = field(default_factory=dict)
    """By unit and the key of the period, in the order in which they were handed in."""
    urged: int = 0
    papers: list[str] = field(default_factory=list)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By role the units as they were named, groups as such."""

    @classmethod
    def by(cls, history: Sequence[HistoryEntry]) -> Told:
        """Return what a history says."""
        told = cls()
        for entry in history:
            facts = entry.facts
            told.texts.update(getattr(facts, "texts", {}))
            if isinstance(facts, Progressed):
                told.reports.pop((facts.unit, facts.period), None)
                told.reports[facts.unit, facts.period] = facts.said, facts.titles
            elif isinstance(facts, Urged):
                told.urged += 1
            elif isinstance(facts, Signed):
                told.papers.append(facts.number)
        return told


@dataclass(slots=True)
class Matter:
    """A matter, or a matter and one of its units, on its way to become a row.

    `line` is that of the unit's open sheet, whose number is `sheet`.
    """

    row: ListRow
    item: Instance
    definition: Definition
    zone: tzinfo
    told: Told
    units: tuple[str, ...] = ()
    unit: str | None = None
    line: FilledLine | None = None
    sheet: str | None = None


class Book:
    """The rules by which matters are read: each definition once, names of fields and roles by what people call them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, Definition] = {}
        self._zones: dict[str, tzinfo] = {}
        self._lines: dict[str, Mapping[str, Field]] = {}
        self._names: dict[tuple[str, str, str], str] = {}

    @cached_property
    def today(self) -> date:
        """Return the office's day."""
        return self._engine.today()

    @cached_property
    def zone(self) -> tzinfo:
        """Return the time zone of the office."""
        loaded = self._engine.definitions()
        return self._engine.working_calendar(loaded[0].scenario).timezone if loaded else _ZONE

    def rules(self, item: Instance) -> Definition:
        """Return the definition that a matter is pinned to."""
        found = self._known.get(item.digest)
        if found is None:
            found = self._known[item.digest] = self._engine.rules(item.number)
        return found

    def zone_of(self, scenario: str) -> tzinfo:
        """Return the time zone of a scenario."""
        found = self._zones.get(scenario)
        if found is None:
            try:
                found = self._engine.working_calendar(scenario).timezone
            except UnknownScenario:
                found = self.zone
            self._zones[scenario] = found
        return found

    def lines(self, definition: Definition) -> Mapping[str, Field]:
        """Return the values that units report of a scenario's matters, as the loaded files have them."""
        found = self._lines.get(definition.digest)
        if found is None:
            found = self._lines[definition.digest] = self._lines_of(definition)
        return found

    def _lines_of(self, definition: Definition) -> Mapping[str, Field]:
        if definition.progress is None:
            return {}
        try:
            rule = self._engine.definition(definition.progress.sheet).sheet
        except UnknownScenario:
            return {}
        return {} if rule is None else rule.lines

    @cached_property
    def lamps(self) -> Mapping[Light, Lamp]:
        """Return each light with its word."""
        return {light: Lamp(light, words.text(light.value)) for light in Light}

    def field(self, definition: Definition, name: str) -> str:
        """Return the name of a field that is called so, by its name or title; empty if there is none."""
        return self._named(definition, "field", name, definition.fields)

    def role(self, definition: Definition, name: str) -> str:
        """Return the name of a role likewise."""
        return self._named(definition, "role", name, definition.roles)

    def line(self, definition: Definition, name: str) -> str:
        """Return the name of a value of reports likewise."""
        return self._named(definition, "line", name, self.lines(definition))

    def _named(self, definition: Definition, noun: str, name: str, declared: Mapping[str, object]) -> str:
        key = definition.digest, noun, name
        found = self._names.get(key)
        if found is None:
            found = self._names[key] = called(name, declared)
        return found


def called(name: str, declared: Mapping[str, object]) -> str:
    """Return the name of what is called so, by its name or else its title; empty if nothing is."""
    if name in declared:
        return name
    return next((each for each, one in declared.items() if getattr(one, "title", None) == name), "")
