"""Which matters somebody reaches: those of their units, and the parts of what these lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.workflow import UnknownInstance

if TYPE_CHECKING:
    from duban.desk.who import Viewer
    from duban.workflow import Engine, Instance

_PART = "child_of"


def matter_in_reach(engine: Engine, viewer: Viewer, number: str) -> Instance | None:
    """Return a matter as the viewer may see it; None if there is none, or it is outside their scope."""
    try:
        item = engine.instance(number, viewer=viewer.name)
    except UnknownInstance:
        return None
    if viewer.scope.covers(item.units):
        return item
    if not viewer.scope.units:
        return None
    wholes = [link.number for link in engine.links(item.number) if link.kind == _PART and link.outgoing]
    inside = any(viewer.scope.covers(engine.instance(whole, viewer="").units) for whole in wholes)
    return item if inside else None
