"""A definition ready for use, with its machine, its calendar and its conditions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from duban import words
from duban.scenarios import USUAL_LANGUAGE, Wordings
from duban.states import (
    Condition,
    WorkflowMachine,
    WorkingCalendar,
    calendar_for,
    check_data,
    compile_condition,
    each_entries,
)
from duban.workflow.rules.own_messages import OWN_NAMES, own_message
from duban.workflow.rules.wants import NOTHING, Wants, wants_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duban.states import Definition, Index, MessageForm, Transition
    from duban.words import Language

    Tables = Mapping[str, Mapping[date, bool]]
    """The imported days of each calendar: whether each is worked."""


class Needs(Struct, frozen=True):
    """What a message keeps of its moment: what `each` unit has done, which of `last` and `sheet`, and what it wants."""

    each: bool
    reports: tuple[str, ...]
    wants: Wants


class Compiled:
    """A definition with its machine, calendar and conditions: all that judging an act needs; immutable and shared."""

    def __init__(self, definition: Definition, tables: Tables | None = None, wordings: Wordings | None = None) -> None:
        self.definition = definition
        self._wordings = Wordings() if wordings is None else wordings
        self.machine = WorkflowMachine(definition)
        laid = [name for name in (definition.calendar, definition.table) if name is not None]
        self._tables = tables or {}
        table = {day: works for name in laid for day, works in (tables or {}).get(name, {}).items()}
        self.calendar: WorkingCalendar = calendar_for(
            definition.calendar,
            timezone=definition.timezone,
            hours=definition.hours,
            table=table or None,
            conventions=definition.conventions,
        )
        self.conditions: dict[tuple[str, int], Condition] = {
            (entry.trigger, entry.index): compile_condition(entry.when)
            for entries in definition.transitions.values()
            for entry in entries
            if entry.when is not None
        }
        self.dividing: dict[str, Condition] = {
            one.on: compile_condition(one.when) for one in definition.children if one.when is not None
        }
        """By the state that divides the work, whether it does."""
        here = {state: each_entries(definition, state) for state in definition.states}
        self.each: dict[str, tuple[Transition, ...]] = {state: entries for state, entries in here.items() if entries}
        """What each unit of a role has to do, by the state in which it is asked for."""
        self._needs: dict[tuple[str, frozenset[Language]], Needs] = {}
        self.private = frozenset(name for name, declared in definition.fields.items() if declared.private)
        self.counts = bool(definition.targets)
        asks = definition.instructions is not None and definition.instructions.opens is not None
        self.hears = bool(definition.children) or definition.target is not None or self.counts or asks
        """Whether its instances follow others that are linked to them."""
        self.last_index: tuple[tuple[object, ...], Index | None] = ((), None)
        """The index that was computed last, with what it rests on; one tuple, so that threads may read it."""
        self.check_line = _line_check(definition, self.calendar)
        """Returns the values of a sheet's line as JSON values; raises InvalidData."""
        self.check = partial(check_data, definition, timezone=self.calendar.timezone)
        """Returns an act's data as JSON values; raises InvalidData."""

    def calendar_of(self, asked: str | None) -> WorkingCalendar:
        """Return the calendar that a reader asks for, such as `DE Europe/Berlin`; without one, the scenario's."""
        if asked is None or asked == self.definition.calendar:
            return self.calendar
        name, _, zone = asked.partition(" ")
        return calendar_for(name, timezone=zone or None, table=self._tables.get(name) or None)

    def hours_of(self, facts: str) -> WorkingCalendar:
        """Return the calendar by which whoever reads a message works, by the message's facts."""
        if '"calendar"' not in facts:
            return self.calendar
        return self.calendar_of(json.loads(facts).get("calendar"))

    def needs(self, message: str, *languages: Language) -> Needs:
        """Return what a message has to keep of the moment at which it is decided, beside what every message keeps.

        It is what its own wording speaks of, and those for readers of these `languages`.
        """
        key = message, frozenset(languages)
        found = self._needs.get(key)
        if found is None:
            found = self._needs_of(message, languages)
            if message not in OWN_NAMES:  # whose wording is in the language of the reader
                self._needs[key] = found
        return found

    def _needs_of(self, message: str, languages: Iterable[Language]) -> Needs:
        forms = {id(form): form for form in (self.spoken(message), *(self.spoken(message, each) for each in languages))}
        definition, parts = self.definition, {str(place): form.parts for place, form in forms.items()}
        rules = {"last": definition.progress, "sheet": definition.sheet}
        known = [name for name, rule in rules.items() if rule is not None and name not in definition.fields]
        each = bool(self.each) and "each" not in definition.fields and _mentions(parts, "each")
        reports = tuple(name for name in known if _mentions(parts, name))
        return Needs(each, reports, NOTHING if message in OWN_NAMES else wants_of(parts))

    def tells_of_reminders(self, form: MessageForm) -> bool:
        """Return whether a message can say how often those responsible were reminded."""
        return "told" not in self.definition.fields and _mentions(form.parts, "told")

    def language_of(self, message: str) -> str | None:
        """Return the language that the scenario declares for its messages; None for the engine's own."""
        return None if message in OWN_NAMES else self.definition.language

    def form(self, message: str) -> MessageForm:
        """Return the wording of a message, declared or the engine's own; all code looks messages up here."""
        return own_message(message) if message in OWN_NAMES else self.declared[message]

    def spoken(self, message: str, language: Language | None = None) -> MessageForm:
        """Return a message as readers of a language get it from now on, left out: in the scenario's own language.

        It is the declared one where neither the office nor a translation words it otherwise.
        """
        if message in OWN_NAMES:
            return own_message(message)
        return self._wordings.forms(self.definition, language or self.own_language)[message]

    @property
    def own_language(self) -> Language:
        """Return the language in which the scenario itself words its messages."""
        return USUAL_LANGUAGE if self.definition.language is None else words.language_of(self.definition.language)

    @property
    def declared(self) -> Mapping[str, MessageForm]:
        """Return the wordings that the scenario declares, by name."""
        return self.definition.messages


def _line_check(definition: Definition, calendar: WorkingCalendar) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    rule = definition.sheet
    declared = definition if rule is None else replace(definition, fields=rule.lines)
    return partial(check_data, declared, timezone=calendar.timezone)


def _mentions(part: object, word: str) -> bool:
    if isinstance(part, str):
        return word in part
    return isinstance(part, Mapping) and any(_mentions(each, word) for each in part.values())
