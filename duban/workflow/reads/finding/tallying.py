"""The verbs that count instances, by one thing or by several; none of them is loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from duban import words
from duban.states import InvalidData, Jsonable, Light, shown
from duban.storage import finding
from duban.workflow.core import HasCore
from duban.workflow.errors import near
from duban.workflow.inputs import check_texts, listed
from duban.workflow.reads.finding.listing import check_bound
from duban.workflow.reads.finding.query import Query
from duban.workflow.reads.finding.resolving import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from duban.storage import Guest
    from duban.workflow.core import Core

_OF_UNITS = frozenset({"unit", "waiting_for"})


@dataclass(frozen=True, slots=True)
class Count(Jsonable):
    """How many instances fit, and how many of them by each value; there are `more` if counting stopped early.

    Then there may be more of each value that is `beyond`, too.
    """

    total: int
    by: Mapping[str, int] = field(default_factory=dict)
    more: bool = False
    beyond: tuple[str, ...] = ()


class Tallying(HasCore):
    """Counts instances."""

    def count(
        self,
        query: Query | None = None,
        *,
        by: str | None = None,
        at_most: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> Count:
        """Return how many instances match a query, and how many by each value; none of them is loaded.

        Args:
            query: what is asked for; without one, all.
            by: `light`, `state`, `scenario`, `unit` (one instance counts for each unit that takes part in it) or
                `waiting_for` (for each unit whose turn it is).
            at_most: stop counting at so many: then `more` says that there are more in all, and `beyond` of which values
                there may be more. Of everything that is open, so many of each light are counted; of all else, so many
                in all, whichever these are.
            viewer: who reads; only the `scope` of the query depends on it.
            session: your own.

        Raises the same errors as `page`.

        """
        query = query or Query()
        _check_counting(query, () if by is None else (by,), at_most, viewer)
        core = self._core
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            sought = resolve(core, connection, query, viewer, whole=True)
            if by is not None:
                return _counts(core, connection, sought, (by,), now=now, most=at_most)[by]
            whole = finding.count_all(connection, sought, now=now, most=None if at_most is None else at_most + 1)
        return Count(*_bounded(whole, at_most))

    def counts(
        self,
        query: Query | None = None,
        *,
        by: Iterable[str],
        at_most: int | None = None,
        viewer: str | None = None,
        session: Guest | None = None,
    ) -> dict[str, Count]:
        """Return how many instances match a query by several things, by each as `count` does, in one reading.

        Args:
            query: what is asked for; without one, all.
            by: what `count` takes as `by`, several of it.
            at_most: stop counting at so many, as `count` does.
            viewer: who reads; only the `scope` of the query depends on it.
            session: your own.

        Raises the same errors as `page`.

        """
        query, names = query or Query(), tuple(dict.fromkeys(listed("by", by)))
        _check_counting(query, names, at_most, viewer)
        core = self._core
        core.prepare(session)
        now = core.now()
        with core.database.snapshot(session) as connection:
            sought = resolve(core, connection, query, viewer, whole=True)
            return _counts(core, connection, sought, names, now=now, most=at_most)


def _check_counting(query: Query, by: tuple[str, ...], at_most: int | None, viewer: str | None) -> None:
    check_texts(viewer=viewer)
    query.check()
    for each in by:
        check_texts(by=each)
        if each not in finding.COUNTED:
            hint = near(each, finding.COUNTED)
            raise InvalidData((words.Line("by: nothing is counted by {by}; {near}", by=shown(each), near=hint),))
    check_bound(at_most)


def _counts(
    core: Core,
    connection: Connection,
    sought: finding.Sought,
    names: tuple[str, ...],
    *,
    now: datetime,
    most: int | None,
) -> dict[str, Count]:
    """Return the counts by each of some names, in as few statements as they take together."""
    found: dict[str, Mapping[str, int]] = {}
    made: dict[str, Count] = {}
    if "light" in names and most is not None:
        made["light"] = _lights_counted(finding.count_lights(connection, sought, now=now, most=most), sought)
    rest = [name for name in names if name not in made]
    if not rest:
        return made
    way = finding.route(connection, sought)
    if not {"state", "scenario"}.isdisjoint(rest):
        by_scenario, by_state = finding.count_standing(connection, sought, now=now, most=most, way=way)
        found |= {"scenario": by_scenario, "state": by_state}
    for name in rest:
        if name not in found:
            found[name] = finding.count_by(connection, sought, name, now=now, most=most, way=way)
    single = next((found[name] for name in ("scenario", "light") if name in found), None)
    if single is not None and most is None:
        whole = sum(single.values())
    else:
        whole = finding.count_all(connection, sought, now=now, most=None if most is None else most + 1, way=way)
    total, _, more = _bounded(whole, most)
    if not _OF_UNITS.isdisjoint(rest):
        core.refresh(connection)
    for name in rest:
        values = found[name] if name not in _OF_UNITS else _by_canonical(core, found[name])
        made[name] = Count(total, values, more, tuple(values) if more else ())
    return {name: made[name] for name in names}


def _by_canonical(core: Core, found: Mapping[str, int]) -> dict[str, int]:
    """Return counts of units by the names that these have now."""
    counts = Counter[str]()
    for unit, many in found.items():
        counts[core.directory.canonical(unit)] += many
    return dict(counts.most_common())


def _bounded(whole: int, most: int | None) -> tuple[int, dict[str, int], bool]:
    """Return a total that is not above a bound, no counts by values, and whether there are more."""
    return (whole, {}, False) if most is None else (min(whole, most), {}, whole > most)


def _lights_counted(counted: finding.LightCount, sought: finding.Sought) -> Count:
    """Return the count of the lights that were asked for."""
    wanted = [str(light) for light in sought.lights or Light]
    found = {light: many for light, many in counted.lights.items() if light in wanted}
    beyond = tuple(light for light in counted.beyond if light in wanted)
    return Count(sum(found.values()), found, bool(beyond), beyond)
