"""The verbs that list instances, and say of many what may be done with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from duban import words
from duban.states import InvalidData, Jsonable, Light, shown
from duban.storage import finding, queries
from duban.workflow.core import HasCore
from duban.workflow.errors import UnknownInstance, near
from duban.workflow.inputs import MOST_ROWS, check_texts, listed
from duban.workflow.instance import load_all
from duban.workflow.reads.explaining import allowed_now
from duban.workflow.reads.finding.cursors import cursor_at, mark_of, read_cursor
from duban.workflow.reads.finding.query import Query
from duban.workflow.reads.finding.resolving import resolve
from duban.workflow.reads.finding.rows import ListRow, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duban.storage import Guest
    from duban.workflow.values import Allowed

_MOST_ROWS = 500
"""The most rows of a page."""


@dataclass(frozen=True, slots=True)
class Page(Jsonable):
    """A part of a list, with the cursors of the pages behind and before it; None if there is none.

    `lights` counts by light all that fit, whatever lights were asked for; it is empty if nobody asked for it. Of those
    `beyond` there may be more: counting stopped early.
    """

    items: tuple[ListRow, ...]
    next: str | None = None
    previous: str | None = None
    lights: Mapping[str, int] = field(default_factory=dict)
    beyond: tuple[str, ...] = ()


class Listing(HasCore):
    """Lists instances."""

    def page(
        self,
        query: Query | None = None,
        *,
        order: str = "due",
        cursor: str | None = None,
        limit: int = 50,
        lights: bool = False,
        at_most: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Page:
        """Return a page of the instances that match a query; without one, of all.

        Args:
            query: what is asked for.
            order: `due` (the earliest due date first, then what has none, then what is closed), `opened`, `closed`,
                `acted` (when anybody last did something) or `number`; with `-` before it, the other way round.
            cursor: the `next` or `previous` of another page of this query, in this order, for this viewer.
            limit: how many rows a page has at most; up to 500.
            lights: count by light as well, in the same reading.
            at_most: stop counting early, as `count` does; a page of very many instances is ready much sooner.
            viewer: who reads, a unit or `unit/person`; without one, nothing is hidden.
            session: your own.

        Raises:
            InvalidData: if the query, the order, the cursor or the limit cannot be used.
            UnknownScenario: if no loaded or stored definition is of the scenario.
            UnknownState: if no definition has the state.
            UnknownName: if no definition has the field, or it is private.
            InvalidUnits: if no definition has the role, or a unit is unknown.
            UnknownInstance: if there is no such plan.

        """
        query = query or Query()
        check_texts(viewer=viewer, cursor=cursor)
        query.check()
        check_order(order, limit)
        check_bound(at_most)
        core = self._core
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            sought = resolve(core, connection, query, viewer, whole=lights)
            if lights and at_most is not None:
                counted = finding.count_lights(connection, sought, now=now, most=at_most)
            else:
                way = finding.route(connection, sought)
                counts = (
                    finding.count_by(connection, replace(sought, lights=()), "light", now=now, way=way)
                    if lights
                    else {}
                )
                counted = finding.LightCount(counts, (), way)
            mark = mark_of(query, order, viewer)
            behind, backwards = (None, False) if cursor is None else read_cursor(cursor, mark, order)
            places = finding.find_places(
                connection,
                sought,
                order=order,
                now=now,
                limit=limit + 1,
                behind=behind,
                backwards=backwards,
                way=counted.way,
            )
            more, places = len(places) > limit, places[:limit]
            places = places[::-1] if backwards else places
            records = finding.records_of(connection, [place.id for place in places])
            if records:
                core.follow(connection, records[0].directory)
            loaded = load_all(core.catalogue, connection, records)
            rows = rows_of(connection, records, loaded, now=now, viewer=core.viewer(viewer))
        after, before = (True, more) if backwards else (more, cursor is not None)
        if not (more or cursor is not None):
            counted = _by_rows(counted, sought, rows)
        return Page(
            rows,
            cursor_at(places[-1], mark, backwards=False) if places and after else None,
            cursor_at(places[0], mark, backwards=True) if places and before else None,
            counted.lights,
            counted.beyond,
        )

    def allowed_many(
        self, numbers: Iterable[str], *, by: str, viewer: str | None = None, session: Guest | None = None
    ) -> dict[str, list[Allowed]]:
        """Return by number what `allowed` says of each of many instances, in a few statements for all of them.

        Raises:
            UnknownInstance: if there is none with one of the numbers.
            InvalidUnits: if the unit may do nothing with one of them and is unknown.
            TransitionRefused: if `by` is the engine itself (`system`).

        """
        asked = listed("numbers", numbers)
        check_texts(by=by, viewer=viewer)
        for number in asked:
            check_texts(number=number)
        core = self._core
        actor = core.actor(by, subject=", ".join(asked[:1]), trigger="allowed")
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            records = {record.number: record for record in queries.numbered(connection, asked)}
            missing = [number for number in asked if number not in records]
            if missing:
                raise UnknownInstance(missing[0])
            ordered = [records[number] for number in dict.fromkeys(asked)]
            if ordered:
                core.keep_up(connection, ordered[0].directory, acting=True)
            loaded = load_all(core.catalogue, connection, ordered)
            return {
                subject.number: allowed_now(core, connection, compiled, subject, actor, now=now)
                for compiled, subject in loaded
            }


def _by_rows(counted: finding.LightCount, sought: finding.Sought, rows: Sequence[ListRow]) -> finding.LightCount:
    """Return counts that stopped early as they are known by the rows, which are all that fit."""
    if not counted.beyond:
        return counted
    seen = Counter(str(row.instance.light) for row in rows)
    known = [str(light) for light in sought.lights or Light]
    lights = {str(light): seen[light] if light in known else counted.lights.get(light, 0) for light in reversed(Light)}
    beyond = tuple(light for light in counted.beyond if light not in known)
    return replace(counted, lights={light: many for light, many in lights.items() if many}, beyond=beyond)


def check_bound(at_most: int | None) -> None:
    """Raise InvalidData for a bound of counting that is none."""
    if at_most is not None:
        check_order("due", at_most, most=MOST_ROWS)


def check_order(order: str, limit: object, *, most: int = _MOST_ROWS) -> None:
    """Raise InvalidData for an order that there is not, or a limit that is none."""
    problems = []
    if str(order).removeprefix("-") not in finding.ORDERS:
        hint = near(str(order), [*finding.ORDERS, *(f"-{name}" for name in finding.ORDERS)])
        problems.append(words.Line("order: nothing is listed by {order}; {near}", order=shown(order), near=hint))
    if type(limit) is not int or not 1 <= limit <= most:
        said = words.Line(
            "limit: has to be a whole number from 1 to {most}, not {given}", most=most, given=shown(limit)
        )
        problems.append(said)
    if problems:
        raise InvalidData(tuple(problems))
