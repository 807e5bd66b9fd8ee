"""What one instance tells another, and recurring work: rows that follow from the histories of several."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from duban import words
from duban.states.history import News, PartWithdrawn, Progressed, UnreadableEntry, entry_of
from duban.storage import proof
from duban.workflow.instance import OF_SHEETS, claimed_as
from duban.workflow.reads.verification.findings import Finding
from duban.workflow.reads.verification.sheets import Sheets, told_by

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.workflow.reads.verification.cases import Case

_ERRANDS, _PERIODS = "duban_errand", "duban_recurrence"
_KNOWN = ""
"""The period of the row that says since when a scenario is known."""


class _Told(NamedTuple):
    """What an instance is known to be: its state, whether it is closed or else how it has ended, and its units."""

    state: str
    closed: bool | str
    units: frozenset[str]


class Between(Struct):
    """Collects what instances have to tell one another, and holds the rows that carry it against that."""

    periods: dict[tuple[str, str], str] = field(default_factory=dict)
    of_sheets: set[tuple[str, str]] = field(default_factory=set)
    """The periods, as they are claimed, of which there are sheets."""
    sheets: Sheets = field(default_factory=Sheets)
    now: dict[str, _Told] = field(default_factory=dict)
    been: dict[str, set[str]] = field(default_factory=dict)
    """The states that instances which report to others have been in."""
    heard: dict[tuple[str, str], _Told] = field(default_factory=dict)
    """What an instance knows of another that reports to it, by the numbers of both."""
    follows: set[tuple[str, str]] = field(default_factory=set)
    """Instances and those that report to them."""
    parted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a part should have heard that it is needed no more, less how often it has; by both numbers."""

    placed: dict[tuple[str, str], int] = field(default_factory=dict)
    """The places that instances gave to their parts, among the numbers under their own; by both numbers."""
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    """The places that parts say that they have."""

    def take(self, case: Case) -> None:
        """Take what follows from the history of one instance."""
        story, more, number = case.story, case.more, case.number
        self.sheets.take(case)
        if more.opened is not None and more.opened.lines:
            self.of_sheets.add((case.record.scenario, claimed_as(str(more.opened.period))))
        elif more.opened is not None and more.opened.period is not None:
            self.periods[case.record.scenario, more.opened.period] = number
        if story.reports_to:
            units = frozenset(unit for names in story.units.values() for unit in names)
            self.now[number] = _Told(str(story.state), story.ended or case.record.closed_at is not None, units)
            self.been[number] = {str(entry.to_state) for entry in case.beside.history}
            self.follows |= {(other, number) for other in story.reports_to}
        for other, known in story.linked.items():
            self.heard[number, other] = _Told(known.state, known.ended or known.closed, frozenset(known.units))
        self.placed.update(((number, part), place) for part, place in more.placed.items())
        if more.opened is not None and more.opened.place and more.opened.parent is not None:
            self.places[more.opened.parent, number] = more.opened.place
        self.parted.update((part, number) for part in more.parted)
        self.parted.subtract((number, whole) for whole in more.withdrawn)

    def faults(self, connection: Connection, numbers: Container[str], now: datetime | None) -> list[Finding]:
        """Return the rows that nobody has written, and those that are gone; `numbers` are those of all instances."""
        waiting: dict[tuple[str, str], set[_Told]] = {}
        found: list[Finding] = []
        progress = set()
        for number, kind, payload in proof.errands(connection):
            told = self._written(number, kind, payload)
            if told is not None:
                progress.add(told)
                continue
            if number not in numbers or not self._is_meant(number, kind, payload, waiting):
                problem = words.text("a message to this item that no other has sent")
                found.append(Finding(number, None, problem, _ERRANDS, stored=payload))
        found += [*self._unheard(waiting, numbers), *self.sheets.faults(progress, numbers)]
        for (part, whole), count in self.parted.items():
            if count > 0 and part in numbers:
                problem = words.text("a message from {number} to this item is gone", number=whole)
                found.append(Finding(part, None, problem, _ERRANDS, told=whole))
        return [*found, *self._numbered(numbers), *self._periods(connection, now)]

    def _numbered(self, numbers: Container[str]) -> Iterator[Finding]:
        """Yield the parts that are gone, and those whose number their parent has not given to them."""
        for whole, part in sorted(self.placed.keys() | self.places.keys()):
            if part not in numbers:
                problem = words.text("was handed out as a part of {number}, and is gone", number=whole)
                yield Finding(part, None, problem, told=whole)
            elif whole in numbers and self.placed.get((whole, part)) != self.places.get((whole, part)):
                problem = words.text("{number} says otherwise which part of it this is", number=whole)
                yield Finding(part, None, problem, told=whole)

    def _written(self, number: str, kind: str, payload: str) -> tuple[str, str, str, bytes] | None:
        """Return what an errand tells of a sheet that says so; None for any other."""
        try:
            told = entry_of(kind, json.loads(payload))
        except (UnreadableEntry, ValueError, TypeError):
            return None
        said = told_by(number, told) if isinstance(told, Progressed) else None
        return said if said in self.sheets.written else None

    def _is_meant(self, number: str, kind: str, payload: str, waiting: dict[tuple[str, str], set[_Told]]) -> bool:
        """Return whether an errand says what its sender had to say, and keep it."""
        try:
            read: Any = json.loads(payload)
            if kind == PartWithdrawn.kind:
                pair = number, str(read["by"])
                self.parted[pair] -= 1
                return self.parted[pair] >= 0
            news = entry_of(kind, read)
        except (UnreadableEntry, ValueError, TypeError, KeyError):
            return False
        if not isinstance(news, News) or (number, news.number) not in self.follows:
            return False
        waiting.setdefault((number, news.number), set()).add(
            _Told(news.state, news.ended or news.closed, frozenset(news.parties))
        )
        return news.state in self.been[news.number]

    def _unheard(self, waiting: dict[tuple[str, str], set[_Told]], numbers: Container[str]) -> Iterator[Finding]:
        for pair in sorted(self.follows):
            number, other = pair
            told = self.now[other]
            if number in numbers and self.heard.get(pair) != told and told not in waiting.get(pair, ()):
                problem = words.text("a message from {number} to this item is gone", number=other)
                yield Finding(number, None, problem, _ERRANDS, told=other)

    def _periods(self, connection: Connection, now: datetime | None) -> Iterator[Finding]:
        gone, missing = dict(self.periods), set(self.of_sheets)
        for scenario, period, at, number in proof.periods(connection):
            place = f"{scenario} {period}".rstrip()
            if now is not None and at > now:
                problem = words.text("recurring work is said to have been looked at in the future")
                yield Finding(place, None, problem, _PERIODS, stored=str(at))
            if period == _KNOWN:
                continue
            if period.startswith(OF_SHEETS) and number is None:
                missing.discard((scenario, period))
                continue
            told = gone.pop((scenario, period), None)
            if told is None or told != number:
                problem = words.text("recurring work is said to be open, and is not that of this period")
                yield Finding(place, None, problem, _PERIODS, stored=number, told=told)
        for scenario, period in sorted(missing):
            problem = words.text("recurring work was opened, and nothing says so any more")
            yield Finding(f"{scenario} {period}", None, problem, _PERIODS)
        for (scenario, period), number in gone.items():
            problem = words.text("recurring work was opened, and nothing says so any more")
            yield Finding(f"{scenario} {period}", None, problem, _PERIODS, told=number)
