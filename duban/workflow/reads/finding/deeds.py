"""What somebody has done (已办): the acts of a unit or of one person in it, the newest first."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from duban import words
from duban.states import FIRST_YEAR, LAST_YEAR, InvalidData, Jsonable, OutOfCalendar, pack, shown
from duban.states.history import ACTS
from duban.storage import finding, pinned
from duban.workflow.inputs import check_texts
from duban.workflow.instance import load_all, pending_of
from duban.workflow.reads.finding.at_hand import AtHands
from duban.workflow.reads.finding.listing import check_order
from duban.workflow.reads.finding.resolving import first_after, first_instant, spelled
from duban.workflow.reads.finding.tallying import Tallying
from duban.workflow.reads.known_names import check_declared, check_unit
from duban.workflow.reads.sayings import as_read
from duban.workflow.rules import instance_of
from duban.workflow.values import HistoryEntry, Instance, Pending

if TYPE_CHECKING:
    from duban.states import Subject
    from duban.storage import Guest, HistoryRecord
    from duban.workflow.core import Core
    from duban.workflow.rules import Compiled

_LONGEST = 500


class _Mark(Struct, frozen=True, array_like=True):
    """Behind which entry a page begins."""

    at: datetime
    key: int
    seq: int


_decode = Decoder(_Mark).decode


@dataclass(frozen=True, slots=True)
class Deed(Jsonable):
    """One act: the instance as it is now, the entry of its history, and what it asked for if that still waits."""

    instance: Instance
    entry: HistoryEntry
    pending: Pending | None = None


@dataclass(frozen=True, slots=True)
class Deeds(Jsonable):
    """A part of what somebody has done, with the cursor of the part before it; None if there is none."""

    items: tuple[Deed, ...]
    next: str | None = None


class Hands(AtHands, Tallying):
    """Says what units have at hand, how many there are, and what they have done."""

    def deeds(
        self,
        who: str,
        *,
        since: date,
        until: date | None = None,
        scenario: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Deeds:
        """Return what a unit has done, or one person of it, to the instances in which it takes part; newest first.

        Args:
            who: a unit, with all its people, or `unit/person`.
            since: the first day, which counts as a whole, or an aware instant.
            until: the last day or instant that belongs to it; left out, the present one.
            scenario: only instances of this scenario.
            cursor: the `next` of the part before.
            limit: how many acts there are at most; up to 500.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if a day, the cursor or the limit cannot be used.
            UnknownScenario: if nothing was done, and no loaded or stored definition is of this scenario.
            InvalidUnits: if nothing was done, and the unit is unknown.

        """
        check_texts(who=who, viewer=viewer, cursor=cursor)
        check_order("due", limit)
        core = self._core
        begins, ends = _range(core, since, until)
        before = None if cursor is None else _read(cursor)
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            calendars, seq, bound = pinned.stamped_units(connection)
            core.catalogue.refresh(connection, calendars)
            core.keep_up(connection, seq, acting=False)
            actor = core.actor(who, subject="", trigger="deeds")
            known = None if scenario is None else core.catalogue.id_of(scenario)
            found = finding.find_deeds(
                connection,
                (*dict.fromkeys([actor.unit, *spelled(core.directory, bound, (actor.unit,))]),),
                actor.person,
                kinds=ACTS,
                since=begins,
                until=ends,
                scenario=known,
                before=before,
                limit=limit + 1,
            )
            more, found = len(found) > limit, found[:limit]
            if not found:
                check_declared(core.catalogue, connection, scenario=known)
                if not spelled(core.directory, bound, (actor.unit,)):
                    check_unit(core.directory, connection, actor.unit)
            records = finding.records_of(connection, list(dict.fromkeys(key for key, _ in found)))
            loaded = load_all(core.catalogue, connection, records)
        reader = core.viewer(viewer)
        pinned_to = {record.id: each for record, each in zip(records, loaded, strict=True)}
        items = tuple(_deed(*pinned_to[key], entry, now=now, viewer=reader) for key, entry in found)
        return Deeds(items, _cursor(*found[-1]) if more else None)


def _deed(compiled: Compiled, subject: Subject, record: HistoryRecord, *, now: datetime, viewer: str | None) -> Deed:
    """Return an entry of a history as an act, with what it asked for if that still waits."""
    entry = HistoryEntry.of(record)
    if viewer is not None:
        entry = as_read(compiled.definition, subject.units, [entry], viewer)[0]
    asked = f"{subject.number}#{record.seq}"
    waiting = next((each for each in pending_of(compiled, subject) if each.id == asked), None)
    return Deed(instance_of(compiled, subject, now=now, viewer=viewer), entry, waiting)


def _range(core: Core, since: Any, until: Any) -> tuple[datetime, datetime]:  # noqa: ANN401 - whatever was given
    """Return the first instant of a range, and the first behind it; raise InvalidData for what is no day."""
    problems = [
        words.at(name, words.Line("has to be a day, or an aware datetime, not {given}", given=shown(str(given))))
        for name, given in (("since", since), ("until", until or since))
        if not isinstance(given, date) or (isinstance(given, datetime) and given.tzinfo is None)
    ]
    if problems:
        raise InvalidData(tuple(problems))
    now = core.now()
    try:
        return first_instant(core.calendar, since) or now, first_after(core.calendar, until or now) or now
    except OverflowError:
        raise OutOfCalendar(None, FIRST_YEAR, LAST_YEAR) from None


def _cursor(key: int, record: HistoryRecord) -> str:
    return urlsafe_b64encode(pack(_Mark(record.at, key, record.seq))).decode().rstrip("=")


def _read(given: str) -> finding.Mark:
    """Return where a part begins; raise InvalidData for what is no cursor."""
    try:
        mark = _decode(urlsafe_b64decode(given + "=" * (-len(given) % 4))) if len(given) <= _LONGEST else None
    except (DecodeError, ValidationError, ValueError):
        mark = None
    if mark is None or mark.at.tzinfo is None:
        raise InvalidData((words.Line("cursor: is none that a page has given"),))
    return mark.at, mark.key, mark.seq
