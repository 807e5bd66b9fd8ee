"""What units have at hand (待办): whose turn is theirs, the latest first, each with what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import InvalidData, Jsonable, Light, is_among, shown
from duban.storage import finding, pinned
from duban.workflow.core import HasCore
from duban.workflow.inputs import check_texts, listed
from duban.workflow.instance import IN_PLAN, load_all, pending_of
from duban.workflow.reads.explaining import allowed_now
from duban.workflow.reads.finding.listing import check_bound, check_order
from duban.workflow.reads.finding.query import Query
from duban.workflow.reads.finding.resolving import spelled
from duban.workflow.reads.finding.rows import ListRow, rows_from
from duban.workflow.reads.known_names import check_unit
from duban.workflow.reads.last_acts import LastAct, act_of, entries_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from duban.states import Actor, Subject
    from duban.storage import Guest, InstanceRecord
    from duban.workflow.core import Core
    from duban.workflow.reads.last_acts import Entries
    from duban.workflow.rules import Compiled
    from duban.workflow.values import Allowed, Pending

_LIGHTS = {light.rank: light for light in Light}
_WHEN = {
    finding.OVERDUE: "overdue",
    finding.TODAY: "today",
    finding.THIS_WEEK: "week",
    finding.LATER: "later",
    finding.UNDATED: "undated",
}


@dataclass(frozen=True, slots=True)
class HandRow(Jsonable):
    """An instance that is the turn of units: as lists show it, what may be done with it, and what else they owe.

    `allowed` is empty if nobody was named who acts. `urged` is the last urge that one of the units has not answered,
    `reply_to` the number of a paper that waits for its reply, which is due on `reply_by`. `plan` is the number of the
    plan that a task belongs to.
    """

    row: ListRow
    allowed: tuple[Allowed, ...] = ()
    urged: LastAct | None = None
    reply_to: str | None = None
    reply_by: date | None = None
    plan: str | None = None
    plan_title: str | None = None


@dataclass(frozen=True, slots=True)
class AtHand(Jsonable):
    """What units have at hand.

    `rows` are the first of what is their turn, the earliest due first. `due` counts all of that by when it is due:
    `overdue`, `today`, `week` (until Sunday), `later` and `undated`. `lights` counts everything open in which they take
    part. There may be `more` in both than was counted. `pending` are the requests that wait for their
    decision or opinion, the oldest first. `beside` are the first of what is the turn of other units that were asked
    for, and `news` the instances of the units on which somebody has acted since an instant, the latest first.
    """

    _json = (..., "turn", "open")

    rows: tuple[HandRow, ...] = ()
    due: Mapping[str, int] = field(default_factory=dict)
    lights: Mapping[str, int] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    more: bool = False
    beside: tuple[HandRow, ...] = ()
    news: tuple[ListRow, ...] = ()

    @property
    def turn(self) -> int:
        """Return how many instances are the turn of the units."""
        return sum(self.due.values())

    @property
    def open(self) -> int:
        """Return in how many open instances they take part."""
        return sum(self.lights.values())


class AtHands(HasCore):
    """Says what units have at hand."""

    def at_hand(
        self,
        unit: str | Sequence[str],
        *,
        by: str | None = None,
        limit: int = 50,
        at_most: int = 1_000,
        beside: Sequence[str] = (),
        since: datetime | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> AtHand:
        """Return what a unit, or several, have at hand: what is their turn, and what they have to decide.

        It takes the same few statements for many instances as for one.

        Args:
            unit: whose turn it is; a name or several.
            by: who acts, a unit or `unit/person`; each row says what they may do.
            limit: how many rows there are at most; up to 500. The counts are of all.
            at_most: stop counting when the units fill so many roles, because each instance is looked up; then the rows
                are the first of all, but there may be more of each count.
            beside: other units, whose turn is listed as well, but not counted.
            since: an aware instant; what was acted on since then is listed as news, fifty at most.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if no unit is named, or the limit or the instant cannot be used.
            InvalidUnits: if one of the units is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        query = Query(waiting_for=unit)
        query.check()
        names = query.several("waiting_for")
        if not names:
            raise InvalidData((words.at("unit", words.Line("names no unit")),))
        check_order("due", limit)
        check_bound(at_most)
        check_texts(viewer=viewer, **({} if by is None else {"by": by}))
        if since is not None and getattr(since, "tzinfo", None) is None:
            said = words.Line("has to be an aware datetime, not {given}", given=shown(since))
            raise InvalidData((words.at("since", said),))
        core = self._core
        actor = None if by is None else core.actor(by, subject="", trigger="allowed")
        core.prepare(session)
        with core.database.snapshot(session) as connection:
            calendars, seq, bound = pinned.stamped_units(connection)
            core.catalogue.refresh(connection, calendars)
            core.keep_up(connection, seq, acting=actor is not None)
            units = tuple(core.unit(name) for name in names)
            others = tuple(core.unit(name) for name in listed("beside", beside))
            for each in (*units, *others):
                if not spelled(core.directory, bound, (each,)):
                    check_unit(core.directory, connection, each)
            asked = _Asked(
                actor, limit, at_most, viewer, spelled(core.directory, bound, others) if others else (), since
            )
            return _read(core, connection, units, spelled(core.directory, bound, units), asked)


class _Asked(NamedTuple):
    """Who acts, how many rows there are and roles are counted at most, who reads, and what else is asked for."""

    actor: Actor | None
    limit: int
    most: int
    viewer: str | None
    others: tuple[str, ...]
    since: datetime | None


def _read(core: Core, connection: Connection, units: tuple[str, ...], stored: tuple[str, ...], asked: _Asked) -> AtHand:
    """Return what units have at hand, which are `stored` in these spellings."""
    now, limit = core.now(), asked.limit
    today = core.calendar.local_date(now)
    counts = finding.count_at_hand(connection, stored, now=now, today=today, most=asked.most)
    places = _places(connection, stored, counts, now=now, limit=limit)
    found = finding.records_at_hand(
        connection, places, stored, linked=IN_PLAN, others=asked.others, since=asked.since, limit=limit
    )
    parts = (found.listed, found.beside, found.recent, found.undecided)
    records = list({record.id: record for part in parts for record in part}.values())
    known = {record.id: one for record, one in zip(records, load_all(core.catalogue, connection, records), strict=True)}
    urged = [(record.id, seq) for record in found.listed for seq in _called(known[record.id][1], units)]
    entries = entries_shown(connection, [*found.listed, *found.beside, *found.recent], urged)
    reading = _Reading(core, connection, known, entries, asked)
    urges = {key: act_of(entries.get((key, seq))) for key, seq in urged}
    return AtHand(
        tuple(
            HandRow(
                row,
                reading.acts(record),
                urges.get(record.id),
                *_reply(known[record.id][1], units),
                *found.plans.get(record.id, (None, None)),
            )
            for record, row in zip(found.listed, reading.rows(found.listed), strict=True)
        ),
        {name: counts.turn[moment] for moment, name in _WHEN.items() if moment in counts.turn},
        {str(_LIGHTS[rank]): many for rank, many in sorted(counts.lights.items(), reverse=True)},
        _pending([known[record.id] for record in found.undecided], units),
        counts.more,
        tuple(
            HandRow(row, reading.acts(record))
            for record, row in zip(found.beside, reading.rows(found.beside), strict=True)
        ),
        reading.rows(found.recent),
    )


class _Reading(NamedTuple):
    """What was read: instances by their keys, and entries of their histories."""

    core: Core
    connection: Connection
    known: Mapping[int, tuple[Compiled, Subject]]
    entries: Entries
    asked: _Asked

    def rows(self, records: Sequence[InstanceRecord]) -> tuple[ListRow, ...]:
        """Return the rows of instances."""
        loaded, viewer = [self.known[record.id] for record in records], self.core.viewer(self.asked.viewer)
        return rows_from(records, loaded, self.entries, now=self.core.now(), viewer=viewer)

    def acts(self, record: InstanceRecord) -> tuple[Allowed, ...]:
        """Return what may be done with an instance; nothing if nobody was named who acts."""
        actor, (compiled, subject) = self.asked.actor, self.known[record.id]
        if actor is None:
            return ()
        return tuple(allowed_now(self.core, self.connection, compiled, subject, actor, now=self.core.now()))


def _places(
    connection: Connection, units: tuple[str, ...], counts: finding.HandCount, *, now: datetime, limit: int
) -> list[int]:
    """Return the keys of the first instances that are the turn of units."""
    many = sum(counts.turn.values())
    if not many and not counts.more:
        return []
    sought = finding.Sought(waiting=units)
    way = finding.Route(None if counts.more or many > finding.FEW else "waiting")
    places = finding.find_places(connection, sought, order="due", now=now, limit=limit, way=way)
    return [place.id for place in places]


def _called(subject: Subject, units: tuple[str, ...]) -> list[int]:
    """Return the urges that one of the units has not answered; one from before the present state is answered."""
    return [
        seq for seq, urge in sorted(subject.urges.items()) if urge.at >= subject.entered_at and _any(units, urge.units)
    ]


def _any(units: tuple[str, ...], among: Sequence[str]) -> bool:
    return any(is_among(unit, among) for unit in units)


def _reply(subject: Subject, units: tuple[str, ...]) -> tuple[str | None, date | None]:
    """Return the number of the paper that waits longest for a reply of one of the units, and by when."""
    owed = [(each.reply_by, each.number) for each in subject.papers.values() if _any(units, each.units)]
    first = min(((day, number) for day, number in owed if day is not None), default=None)
    return (None, None) if first is None else (first[1], first[0])


def _pending(loaded: Sequence[tuple[Compiled, Subject]], units: tuple[str, ...]) -> tuple[Pending, ...]:
    """Return the requests that wait for a decision or an opinion of the units, oldest first."""
    waiting = [each for compiled, subject in loaded for each in pending_of(compiled, subject)]
    mine = [each for each in waiting if _any(units, (*each.units, *each.asked))]
    return tuple(sorted(mine, key=lambda each: each.asked_at))
