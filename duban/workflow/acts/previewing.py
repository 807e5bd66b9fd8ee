"""What opening would mean, without opening anything: which messages would go to whom, and when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from duban.states import Jsonable
from duban.storage import instances, is_there, outbox
from duban.workflow.acts.opening import Openings
from duban.workflow.errors import BatchRefused, TransitionRefused
from duban.workflow.inputs import check_texts, listed, mapped
from duban.workflow.instance import OpeningTrial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from duban.states import Light
    from duban.storage import NewMessage
    from duban.workflow.instance import NewItem, Opening

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class WouldSend(Jsonable):
    """A message that would be sent: of which item by its place, to whom, and when it would leave.

    `rung` is the rung of a ladder that would send it, of `clock`; both are None for what is announced. One that reaches
    nobody has no `contact`, and never leaves. `at_once` says that it would not wait for the office to open.
    """

    item: int
    message: str
    unit: str
    contact: str
    medium: str
    is_copy: bool
    leaves_at: datetime | None
    at_once: bool
    clock: str | None = None
    rung: str | None = None


@dataclass(frozen=True, slots=True)
class WouldOpen(Jsonable):
    """One of the items as it would stand once it is open; `standing` is its number if it was opened before.

    `clocks` are those that would run, each with its due day, or None if nothing says when it is due.
    """

    title: str
    state: str
    light: Light
    due_on: date | None
    standing: str | None = None
    clocks: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpeningPreview(Jsonable):
    """What opening would come to: the items in order, and every message of the opening and of the sweep behind it."""

    _json = (..., "by_message", "by_unit")

    at: datetime
    in_hours: bool
    """Whether the office is open now."""
    items: tuple[WouldOpen, ...]
    messages: tuple[WouldSend, ...]

    @property
    def by_message(self) -> Mapping[str, int]:
        """Return how often each message would be sent, the most frequent first."""
        return _counted(each.message for each in self.messages)

    @property
    def by_unit(self) -> Mapping[str, int]:
        """Return how many messages each unit would get, the most first."""
        return _counted(each.unit for each in self.messages)

    @property
    def by_person(self) -> Mapping[tuple[str, str], int]:
        """Return how many messages each person would get, by unit and name, the most first."""
        return _counted((each.unit, each.contact) for each in self.messages if each.contact)


class Previewing(Openings):
    """Says what opening would mean."""

    def preview(
        self, scenario: str, items: Iterable[NewItem], *, by: str, new_units: Iterable[str] = ()
    ) -> OpeningPreview:
        """Return what `open_many` with these arguments would send if it were not quiet; nothing is opened or written.

        It counts what the opening itself would announce, and what the next sweep would send because its moment has
        passed. Items that stand already send nothing.

        Raises:
            BatchRefused: if some of the items are refused; it has every refusal.
            UnknownScenario: if no such scenario is loaded.
            InvalidUnits: if the units of an item cannot be bound.
            InvalidData: if a field's value cannot be used.

        """
        check_texts(scenario=scenario, by=by)
        self._core.refresh_directory()
        compiled = self._core.catalogue.newest(scenario)
        actor = self._core.actor(by, subject=compiled.definition.title, trigger="open")
        bind = self._binding(compiled, new_units)
        openings = [
            replace(self._opening(compiled, actor, bind=bind, **mapped("items", item)), quiet=False)
            for item in listed("items", items)
        ]
        standing = self._stand_already(openings)
        now, trials, refusals = self._core.now(), dict[int, OpeningTrial](), list[TransitionRefused]()
        for place, opening in enumerate(openings):
            try:
                trials[place] = OpeningTrial(self._core, compiled, opening, now=now)
            except TransitionRefused as refused:
                refusals.append(refused)
        if refusals:
            raise BatchRefused(refusals)
        twins = _twins(openings)
        silent = {*standing, *twins}
        return OpeningPreview(
            at=now,
            in_hours=compiled.calendar.next_opening(now) <= now,
            items=tuple(
                WouldOpen(
                    trial.result.title,
                    trial.result.state,
                    trial.result.light,
                    trial.result.due_on,
                    standing.get(twins.get(place, place)),
                    trial.clocks,
                )
                for place, trial in trials.items()
            ),
            messages=tuple(
                _would_send(place, row)
                for place, trial in trials.items()
                if place not in silent
                for row in trial.messages
                if row.status != outbox.WITHDRAWN
            ),
        )

    def _stand_already(self, openings: Sequence[Opening]) -> dict[int, str]:
        """Return the numbers under which outside matters stand, by place; a database that is not there is not made."""
        places: dict[str, dict[int, str]] = {}
        for place, opening in enumerate(openings):
            if opening.source is not None and opening.external_no is not None:
                places.setdefault(opening.source, {})[place] = opening.external_no
        if not places or not is_there(self._core.database):
            return {}
        self._core.prepare()
        found: dict[int, str] = {}
        with self._core.database.reading() as connection:
            for source, outside in places.items():
                there = instances.find_externals(connection, source, list(dict.fromkeys(outside.values())))
                found |= {place: there[number] for place, number in outside.items() if number in there}
        return found


def _twins(openings: Sequence[Opening]) -> dict[int, int]:
    """Return the places of items that repeat an outside matter, each with the first place of it."""
    first_of: dict[tuple[str, str], int] = {}
    twins = {}
    for place, opening in enumerate(openings):
        if opening.source is not None and opening.external_no is not None:
            first = first_of.setdefault((opening.source, opening.external_no), place)
            if first != place:
                twins[place] = first
    return twins


def _would_send(place: int, row: NewMessage) -> WouldSend:
    leaves = row.status == outbox.PENDING
    return WouldSend(
        item=place,
        message=row.message,
        unit=row.unit,
        contact=row.contact if leaves else "",
        medium=row.medium,
        is_copy=row.is_copy,
        leaves_at=row.not_before if leaves else None,
        at_once=leaves and row.not_before <= row.created_at,
        clock=row.clock,
        rung=row.rung,
    )


def _counted(found: Iterable[Key]) -> dict[Key, int]:
    return dict(Counter(found).most_common())
