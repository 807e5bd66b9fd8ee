"""What a list must not tell: that there is a plan, or a unit of no directory, of which the viewer reaches nothing.

Such a name is refused like one that nobody has ever heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words
from duban.desk.models.ledger.querying import MY_UNIT, query_of, reach_of
from duban.desk.models.reach import matter_in_reach
from duban.workflow import InvalidUnits, Query, UnknownInstance, near_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.models.ledger.asked import Asked
    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine


def query_for(engine: Engine, viewer: Viewer, rulebook: Rulebook, asked: Asked) -> Query:
    """Return the query; raises InvalidData for days, and InvalidUnits for a unit of which the viewer knows nothing."""
    query = query_of(asked, viewer, rulebook)
    check_units(engine, viewer, (*asked.unit, *asked.waiting))
    return query


def check_units(engine: Engine, viewer: Viewer, units: Sequence[str]) -> None:
    """Raise InvalidUnits for a unit of which the viewer knows nothing."""
    if not viewer.scope.everything:
        for unit in dict.fromkeys(units):
            if unit != MY_UNIT and not engine.directory.knows(unit) and not _reaches(engine, viewer, unit=unit):
                raise InvalidUnits(_no_unit(engine, unit))


def check_plan(engine: Engine, viewer: Viewer, rulebook: Rulebook, plan: str) -> None:
    """Raise UnknownInstance for a plan that there is, if the viewer reaches neither it nor any of its tasks."""
    if not plan or viewer.scope.everything or _reaches(engine, viewer, plan=plan):
        return
    if matter_in_reach(engine, viewer, rulebook, plan) is None:
        raise UnknownInstance(plan)


def no_plan(asked: Asked) -> str:
    """Return what is said of a plan that there is not, or that is none of the viewer's."""
    return words.text("there is no plan {number}, or none of its tasks is yours", number=asked.plan)


def _no_unit(engine: Engine, name: str) -> words.Line:
    there = near_units(engine.directory, name)
    if not there:
        return words.Line("there is no unit {name}", name=name)
    return words.Line("there is no unit {name}; did you mean {close:shown}?", name=name, close=there[0])


def _reaches(engine: Engine, viewer: Viewer, *, unit: str = "", plan: str | None = None) -> bool:
    query = Query(unit=unit or (), plan=plan, **reach_of(viewer))
    try:
        return engine.count(query, at_most=1, viewer=viewer.name).total > 0
    except InvalidUnits:
        return False
