"""试推演: what would happen to a matter, step by step, with its lights and who would be told; nothing is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import words
from duban.ledger import tell
from duban.scenarios import offered
from duban.states import SYSTEM, InvalidData
from duban.workflow import CannotOpen, WorkflowError, simulate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from duban.desk.models.kinds.wished import AheadAsked
    from duban.states import Definition
    from duban.workflow import Engine, HistoryEntry, Simulation, Stop


@dataclass(frozen=True, slots=True)
class AheadRow:
    """Something that would happen: when, which light shows then, what, and who is told with which subject.

    Reminders on several days are one row, up to `until`.
    """

    at: datetime
    light: str
    what: str
    told: tuple[str, ...] = ()
    refused: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """The table; or why the matter could not be opened."""

    rows: tuple[AheadRow, ...] = ()
    ends: str = ""
    reasons: tuple[str, ...] = ()


def play_ahead(engine: Engine, definition: Definition, asked: AheadAsked, zone: tzinfo) -> Ahead | None:
    """Return what would happen; None if nothing is asked for, or not all of it can be read."""
    if asked.start is None or asked.problems:
        return None
    try:
        found = simulate(definition, start=asked.start, acts=asked.acts, among=[*offered(), *engine.definitions()])
    except CannotOpen as wrong:
        return Ahead(reasons=wrong.reasons)
    except (InvalidData, WorkflowError) as wrong:
        return Ahead(reasons=(str(wrong),))
    return Ahead(tuple(_rows(found.stops, definition, zone)), _end(found, zone))


def _end(found: Simulation, zone: tzinfo) -> str:
    if found.finished:
        return words.text("nothing more is to come")
    return words.text("played until {moment}", moment=words.written_date(found.until.astimezone(zone).date()))


def _rows(stops: Sequence[Stop], definition: Definition, zone: tzinfo) -> Iterator[AheadRow]:
    reminded: list[Stop] = []
    for stop in stops:
        if {entry.kind for entry in stop.entries} == {"remind"} and not stop.refused:
            reminded.append(stop)
            continue
        yield from _reminders(reminded, zone)
        reminded = []
        at = stop.at.astimezone(zone)
        for entry, told in zip(stop.entries, tell(definition, stop.entries, zone), strict=True):
            what = told.what if entry.actor == SYSTEM else words.headed(told.who, told.what)
            yield AheadRow(at, stop.light.value, what + words.aside(told.why), _letters(stop, entry))
        for line in stop.refused:
            yield AheadRow(at, stop.light.value, words.text("not done: {why}", why=line), refused=True)

    yield from _reminders(reminded, zone)


def _reminders(stops: Sequence[Stop], zone: tzinfo) -> Iterator[AheadRow]:
    """Yield one row for reminders on consecutive days."""
    if stops:
        first, last = stops[0].at.astimezone(zone), stops[-1].at.astimezone(zone)
        told = dict.fromkeys(letter.unit for stop in stops for letter in stop.letters)
        what = words.text("daily reminders of what waits for a decision: {count}", count=len(stops))
        yield AheadRow(first, stops[-1].light.value, what, tuple(told), until=last)


def _letters(stop: Stop, entry: HistoryEntry) -> tuple[str, ...]:
    units = entry.facts.told or ()
    named = getattr(entry.facts, "message", None)
    lines = [
        words.headed(letter.unit + (words.text(" copy") if letter.copy else ""), letter.subject)
        for letter in stop.letters
        if letter.unit in units and named in {None, letter.message}
    ]
    return tuple(dict.fromkeys(lines)) or tuple(units)
