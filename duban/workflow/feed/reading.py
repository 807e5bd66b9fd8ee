"""The verb that reads the feed, by the reader's rights."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import fields
from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states import InvalidData, shown
from duban.states.history import ACTS, Instructed, Remarked, RulesChanged, entry_of
from duban.storage import feed, finding, queries
from duban.workflow.feed.errors import EventsGone, UnknownPosition
from duban.workflow.feed.events import FeedEvent, FeedPage, cursor_of, read_cursor
from duban.workflow.feed.ordering import OrderingEvents, order_if_possible
from duban.workflow.inputs import check_texts, check_whole
from duban.workflow.instance import load_all
from duban.workflow.reads import Query, as_read, resolve
from duban.workflow.values import HistoryEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.engine import Connection

    from duban.storage import Guest
    from duban.workflow.core import Core

_MOST = 1_000
"""The most events of a page."""
_AT_ONCE = 400
"""So many instances are asked for in one statement."""
_RAISING = (*ACTS, RulesChanged.kind)
"""The kinds of entries that raise an instance's version."""
_SAID = {Remarked.kind, Instructed.kind}
"""The kinds of entries that not everybody may read whole."""


class _Place(NamedTuple):
    """Behind which position to read, and the digits of the hash there; None and empty if nobody has said so."""

    position: int | None = None
    digits: str = ""


class ReadingEvents(OrderingEvents):
    """Reads the feed, and keeps it."""

    def events(
        self,
        *,
        since: str | int | None = None,
        limit: int = 100,
        viewer: str | None = None,
        scope: str = "all",
        session: Guest | None = None,
    ) -> FeedPage:
        """Return what has happened to all instances since a place in the feed, in the order that is everybody's.

        Nothing ever comes in before what was read. So whoever keeps `next` of each page, once the events of it are
        dealt with, reads every entry of every history; those of a page that was not dealt with come again. Entries of
        one instance are in their own order, those of several not always in that of their commits.

        Args:
            since: the `next` of the page before, or the cursor or position of an event: what is behind that comes. By
                default from the first event that is kept.
            limit: how many events to look at; up to 1,000. Those that the reader may not see count as well.
            viewer: who reads, a unit or `unit/person`: remarks are left out that are not for the unit. Private values
                are there for nobody, but as salted hashes.
            scope: what the viewer reads of: `own` (instances in which the unit takes part now), `below` (the unit, or
                one below it), `lead` (its own, and all that was opened under these), or `all`.
            session: your own; then only what has its position already is read.

        Raises:
            UnknownPosition: if the feed has never come to `since`, or another event is there: it is another database,
                or one that was restored from a backup.
            EventsGone: if events behind `since` are not kept any more.
            InvalidData: if an argument cannot be used.

        """
        check_texts(viewer=viewer)
        place = _place(since)
        _check(limit, viewer, scope)
        core = self._core
        core.prepare(session)
        if session is None:
            order_if_possible(core)
        with core.database.reading(session) as connection:
            placed = feed.read_placed(connection, after=place.position or 0, limit=limit + 1)
            # After the reading: what is taken away meanwhile must not be missed in silence.
            place = _checked(connection, place)
            placed, more = placed[:limit], len(placed) > limit
            seen = _seen(core, connection, placed, viewer, scope)
            events = _events(core, connection, seen, viewer)
        if placed:
            place = _Place(placed[-1].position, placed[-1].entry.hash)
        return FeedPage(tuple(events), cursor_of(place.position, place.digits) if place.position else "", more)


def _place(since: object) -> _Place:
    if since is None:
        return _Place()
    if isinstance(since, str) and (found := read_cursor(since.strip())) is not None:
        return _Place(*found)
    if isinstance(since, int) and not isinstance(since, bool) and since >= 0:
        check_whole(since=since)
        return _Place(since)
    problem = words.Line("has to be the cursor or the position of an event, not {given}", given=shown(str(since)))
    raise InvalidData((words.at("since", problem),))


def _check(limit: object, viewer: str | None, scope: str) -> None:
    if type(limit) is not int or not 1 <= limit <= _MOST:
        facts = {"most": _MOST, "given": shown(limit)}
        raise InvalidData((words.Line("limit: has to be a whole number from 1 to {most}, not {given}", **facts),))
    Query(scope=scope).check()
    if scope != "all" and viewer is None:
        raise InvalidData((words.Line("scope: is that of somebody who reads: name the viewer"),))


def _checked(connection: Connection, place: _Place) -> _Place:
    """Return a place with the hash of the entry there; the beginning of what is kept if none was named.

    Raises:
        UnknownPosition: if the feed has not come to it, or has another event there.
        EventsGone: if events behind it are not kept any more.

    """
    if place.position is None:
        return _Place()
    first, last = feed.span(connection)
    if place.position > last:
        raise UnknownPosition(place.position, last)
    if place.position < first - 1:
        raise EventsGone(place.position, first)
    digest = feed.hash_at(connection, place.position) or place.digits
    if not digest.startswith(place.digits):
        raise UnknownPosition(place.position, last, other=True)
    return _Place(place.position, digest)


def _seen(
    core: Core, connection: Connection, placed: Sequence[feed.Placed], viewer: str | None, scope: str
) -> list[feed.Placed]:
    """Return the entries of the instances within the viewer's scope."""
    if viewer is None or scope == "all" or not placed:
        return list(placed)
    inside: set[int] = set()
    for some in _parted({one.number for one in placed}):
        sought = resolve(core, connection, Query(number=some, scope=scope), viewer)
        places = finding.find_places(connection, sought, order="number", now=core.now(), limit=_AT_ONCE)
        inside.update(one.id for one in places)
    return [one for one in placed if one.instance_id in inside]


def _parted(numbers: Iterable[str]) -> Iterable[tuple[str, ...]]:
    listed = sorted(numbers)
    return (tuple(listed[first : first + _AT_ONCE]) for first in range(0, len(listed), _AT_ONCE))


def _events(core: Core, connection: Connection, placed: Sequence[feed.Placed], viewer: str | None) -> list[FeedEvent]:
    entries = [HistoryEntry.of(one.entry) for one in placed]
    if viewer is not None:
        entries = _as_read(core, connection, placed, entries, viewer)
    versions = _Versions(connection, placed)
    names = [field.name for field in fields(HistoryEntry)]
    return [
        FeedEvent(
            position=one.position,
            number=one.number,
            scenario=one.scenario,
            scenario_version=versions.of_scenario(one),
            version=versions.of_instance(one),
            **{name: getattr(entry, name) for name in names},
        )
        for one, entry in zip(placed, entries, strict=True)
    ]


def _as_read(
    core: Core,
    connection: Connection,
    placed: Sequence[feed.Placed],
    entries: Sequence[HistoryEntry],
    viewer: str,
) -> list[HistoryEntry]:
    """Return entries as a unit may read them: of some it takes who has which role in their instances."""
    core.refresh(connection)
    who = core.viewer(viewer)
    numbers = sorted({one.number for one in placed if one.entry.kind in _SAID})
    if not numbers:
        return list(entries)
    loaded = load_all(core.catalogue, connection, queries.numbered(connection, numbers))
    known = {subject.number: (compiled.definition, subject.units) for compiled, subject in loaded}
    read: list[HistoryEntry] = []
    for one, entry in zip(placed, entries, strict=True):
        read += as_read(*known[one.number], [entry], who) if entry.kind in _SAID else [entry]
    return read


class _Versions:
    """What versions instances, and the definitions that they went by, had behind each of some entries."""

    def __init__(self, connection: Connection, placed: Sequence[feed.Placed]) -> None:
        self._raised: dict[int, list[int]] = {}
        self._moved: dict[int, list[tuple[int, int]]] = {}
        for key, seq, kind, payload in feed.read_raising(connection, {one.instance_id for one in placed}, _RAISING):
            self._raised.setdefault(key, []).append(seq)
            facts = entry_of(kind, json.loads(payload)) if payload is not None else None
            if isinstance(facts, RulesChanged):
                self._moved.setdefault(key, []).append((seq, facts.left.version))

    def of_instance(self, one: feed.Placed) -> int:
        """Return how often the instance's version was raised up to the entry."""
        return bisect_right(self._raised.get(one.instance_id, ()), one.entry.seq)

    def of_scenario(self, one: feed.Placed) -> int:
        """Return the version of the definition behind the entry: that which the next migration has left."""
        later = (left for seq, left in self._moved.get(one.instance_id, ()) if seq > one.entry.seq)
        return next(later, one.scenario_version)
