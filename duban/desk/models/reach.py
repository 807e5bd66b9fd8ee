"""Which matters somebody reaches: those of their units, and the parts of what these lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.desk.models.rulebook import leading
from duban.states import InvalidData
from duban.workflow import Query, UnknownInstance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.desk.models.rulebook import Rulebook
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Instance, Link, Situation

_PART = "child_of"
_AT_ONCE = 500


def matter_in_reach(engine: Engine, viewer: Viewer, rulebook: Rulebook, number: str) -> Instance | None:
    """Return a matter as the viewer may see it; None if there is none, or it is outside their scope."""
    try:
        item = engine.instance(number, viewer=viewer.name)
    except (UnknownInstance, InvalidData):  # of a text that could be no number there is no matter
        return None
    inside = viewer.scope.covers(item.units)
    if not inside and viewer.scope.units:
        inside = _is_part_of_led(engine, viewer, rulebook, engine.links(item.number))
    return item if inside else None


def situation_in_reach(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, number: str, *, by: str | None
) -> Situation | None:
    """Return how a matter stands, in one reading; None as `matter_in_reach`."""
    try:
        standing = engine.situation(number, viewer=viewer.name, by=by)
    except (UnknownInstance, InvalidData):
        return None
    inside = viewer.scope.covers(standing.instance.units)
    if not inside and viewer.scope.units:
        inside = _is_part_of_led(engine, viewer, rulebook, standing.links)
    return standing if inside else None


def _is_part_of_led(engine: Engine, viewer: Viewer, rulebook: Rulebook, links: Iterable[Link]) -> bool:
    """Return whether a matter with these links is a part of one that the viewer leads."""
    wholes = [link.number for link in links if link.kind == _PART and link.outgoing]
    return any(leads(viewer, rulebook, engine.instance(whole, viewer="")) for whole in wholes)


def links_in_reach(
    engine: Engine, viewer: Viewer, rulebook: Rulebook, item: Instance, links: Sequence[Link]
) -> list[Link]:
    """Return those of a matter's links that lead to what the viewer reaches by their units, or to parts of it."""
    if viewer.scope.everything or not links:
        return list(links)
    above = leads(viewer, rulebook, item)
    known = {link.number for link in links if above and link.kind == _PART and not link.outgoing}
    known |= of_own_units(engine, viewer, [link.number for link in links if link.number not in known])
    return [link for link in links if link.number in known]


def of_own_units(engine: Engine, viewer: Viewer, numbers: Iterable[str]) -> set[str]:
    """Return those of these matters in which the units of the viewer's scope take part; all, if it is everything."""
    if viewer.scope.everything:
        return set(numbers)
    distinct, known = list(dict.fromkeys(numbers)), set[str]()
    for start in range(0, len(distinct), _AT_ONCE):
        some = Query(number=distinct[start : start + _AT_ONCE])
        found = (row.instance for row in engine.page(some, limit=_AT_ONCE, viewer="").items)
        known |= {each.number for each in found if viewer.scope.covers(each.units)}
    return known


def leads(viewer: Viewer, rulebook: Rulebook, whole: Instance) -> bool:
    """Return whether one of the viewer's units leads a matter, or runs it."""
    definition = rulebook.of(whole)
    return viewer.scope.covers({role: whole.units.get(role, ()) for role in {leading(definition), *definition.office}})
