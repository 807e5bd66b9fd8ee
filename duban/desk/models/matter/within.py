"""A matter as programs are told it: what it says of others is left out, unless the viewer reaches these too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from duban.desk.models.reach import leads, links_in_reach, of_own_units
from duban.states import is_among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Instance, Link, ListRow, Situation


def situation_within(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, standing: Situation
) -> tuple[Situation, Sequence[Link]]:
    """Return how a matter stands, and its links, without the numbers of what the viewer does not reach."""
    if viewer.scope.everything:
        return standing, standing.links
    links = links_in_reach(engine, viewer, rulebook, standing.instance, standing.links)
    known = {link.number for link in links}
    plan = standing.plan
    if plan is not None and not leads(viewer, rulebook, standing.instance):
        inside = of_own_units(engine, viewer, [task.number for task in plan.tasks])
        plan = replace(plan, tasks=tuple(task for task in plan.tasks if task.number in inside))
    told = replace(
        standing,
        links=tuple(links),
        parts=tuple(each for each in standing.parts if each.number in known),
        timeline=tuple(each for each in standing.timeline if each.number is None or each.number in known),
        instructions=tuple(
            each if each.opened is None or each.opened in known else replace(each, opened=None)
            for each in standing.instructions
        ),
        plan=plan,
    )
    return told, links


def row_within(viewer: Viewer, rulebook: Rulebook, row: ListRow) -> dict[str, Any]:
    """Return a row of a list for JSON, without the parts that the viewer does not reach."""
    found = row.to_json()
    if row.parts and not viewer.scope.everything and not leads(viewer, rulebook, row.instance):
        own = viewer.scope.units
        found["parts"] = {
            number: list(units) for number, units in row.parts.items() if any(is_among(unit, units) for unit in own)
        }
    return found


def is_within(item: Instance, scenarios: Sequence[str], unit: str) -> bool:
    """Return whether a matter is of these scenarios, if there are any, and of this unit, if there is one."""
    if scenarios and item.scenario not in scenarios:
        return False
    return not unit or any(is_among(unit, units) for units in item.units.values())
