"""What of a kind can be changed by a form: days of clocks and rungs, recipients, and the wording of messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban import words
from duban.scenarios import written_in
from duban.scenarios.diagram import people_said
from duban.states import Unit, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duban.states import Definition, Recipient

DAYS, PEOPLE, LINE, AREA = "days", "people", "line", "area"
_LENGTH = re.compile(
    r"(?P<before>.*?)(?P<number>\d+)(?P<after> (?:working |calendar )?(?:days?|hours?|weeks?|months?))"
)
_MOST_DAYS = 9999
_DIGITS = 6
UNIT_TEXTS = {
    Unit.WORKING_DAYS: "working days, behind a number",
    Unit.CALENDAR_DAYS: "calendar days, behind a number",
    Unit.HOURS: "hours, behind a number",
    Unit.WORKING_HOURS: "working hours, behind a number",
    Unit.WEEKS: "weeks, behind a number",
    Unit.MONTHS: "months, behind a number",
}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Knob:
    """One value that can be changed: where it stands in the file, what it is, and what is chosen or typed.

    Of `days` the value is a number, and `unit` what it counts; of `people` there are `choices`, each with its title.
    """

    name: str
    path: Path
    kind: str
    group: str
    title: str
    value: tuple[str, ...]
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    written: str = ""
    wrong: str = ""


def knobs_of(definition: Definition, text: str) -> tuple[Knob, ...]:
    """Return everything that can be changed in the file of a definition."""
    found = _File(definition, text)
    knobs = [*found.of_clocks(), *found.of_announcements(), *found.of_messages()]
    return tuple(replace(knob, name=f"k{place}") for place, knob in enumerate(knobs))


class _File:
    """A definition with the file that it was read from."""

    def __init__(self, definition: Definition, text: str) -> None:
        self._definition = definition
        self._there = {path: each.value for path, each in written_in(text).items()}

    def of_clocks(self) -> Iterator[Knob]:
        for clock in self._definition.clocks:
            for key in ("budget", "else"):
                yield from self._days(("clocks", clock, key), clock, words.text("time allowed"))
            for place, rung in enumerate(self._definition.ladders.get(clock, ())):
                path: Path = ("ladder", clock, place)
                yield from self._days(
                    (*path, "at"), clock, words.headed(words.text("time of the reminder"), rung.at.said)
                )
                told = words.headed(rung.at.said, words.text("whom it tells"))
                yield from self._people((*path, "notify"), clock, told, rung.notify)
                copied = words.headed(rung.at.said, words.text("whom it copies"))
                yield from self._people((*path, "copy"), clock, copied, rung.copy)

    def of_announcements(self) -> Iterator[Knob]:
        for place, each in enumerate(self._definition.announcements):
            title = words.text("“{message}” goes to", message=each.message)
            group = words.text("Told when it happens")
            yield from self._people(("announce", place, "notify"), group, title, each.notify)

    def of_messages(self) -> Iterator[Knob]:
        for message in self._definition.messages:
            group = words.text("message “{message}”", message=message)
            for key, kind, title in (("subject", LINE, words.text("subject")), ("text", AREA, words.text("wording"))):
                path: Path = ("messages", message, key)
                if said := self._written(path).rstrip():
                    yield Knob("", path, kind, group, title, (said,), written=said)

    def _written(self, path: Path) -> str:
        value = self._there.get(path, "")
        return value if isinstance(value, str) else ""

    def _days(self, path: Path, group: str, title: str) -> Iterator[Knob]:
        text = self._written(path)
        match = _LENGTH.fullmatch(text)
        if match is not None:
            unit = parse_duration(match["number"] + match["after"]).unit
            yield Knob(
                "", path, DAYS, group, title, (match["number"],), unit=words.text(UNIT_TEXTS[unit]), written=text
            )

    def _people(self, path: Path, group: str, title: str, people: Iterable[Recipient]) -> Iterator[Knob]:
        own = {str(each): people_said(self._definition, [each]) for each in people}
        written = self._there.get(path, ())
        if own and tuple(own) == ((written,) if isinstance(written, str) else written):
            roles = {role.name: role.title for role in self._definition.roles.values()}
            choices = tuple({**roles, **own}.items())
            yield Knob("", path, PEOPLE, group, title, tuple(own), choices=choices)


def turned(knobs: Iterable[Knob], values: Callable[[str], list[str]]) -> tuple[Knob, ...]:
    """Return knobs as a form has them, each with what is wrong with it."""
    return tuple(_turned(knob, values(knob.name)) for knob in knobs)


def _turned(knob: Knob, given: list[str]) -> Knob:
    if knob.kind == PEOPLE:
        known = {value for value, _ in knob.choices}
        chosen = tuple(each for each in given if each in known)
        wrong = "" if chosen else words.text("somebody has to be told")
        return replace(knob, value=chosen, wrong=wrong)
    typed = given[0].replace("\r\n", "\n").rstrip() if given else ""
    wrong = ""
    if knob.kind == DAYS and not (
        typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS and 0 < int(typed) <= _MOST_DAYS
    ):
        wrong = words.text("has to be a whole number above 0")
    elif not typed:
        wrong = words.text("cannot be empty")
    return replace(knob, value=(typed,), wrong=wrong)


def edits_of(before: Iterable[Knob], after: Iterable[Knob]) -> dict[Path, str | tuple[str, ...]]:
    """Return the values that differ, as they are written into the file."""
    edits: dict[Path, str | tuple[str, ...]] = {}
    for old, new in zip(before, after, strict=True):
        if old.value == new.value or (old.kind == PEOPLE and set(old.value) == set(new.value)):
            continue
        if new.kind == DAYS:
            edits[new.path] = _length(old.written, new.value[0])
        else:
            edits[new.path] = new.value if new.kind == PEOPLE else new.value[0]
    return edits


def _length(written: str, number: str) -> str:
    match = _LENGTH.fullmatch(written)
    if match is None:
        return written
    unit = match["after"].removesuffix("s") + ("" if int(number) == 1 else "s")
    return f"{match['before']}{int(number)}{unit}"
