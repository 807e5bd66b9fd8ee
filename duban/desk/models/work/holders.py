"""In whose hands matters are: one's own, those of whom one stands in for, and those of colleagues."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duban.desk.who import STANDING_IN, Scope, Viewer, scope_of
from duban.states import is_among, same_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.desk.who import Identity
    from duban.workflow import Contact, Engine, HandRow


@dataclass(frozen=True, slots=True)
class Shares:
    """What is the turn of a unit, by whose it is: the viewer's or nobody's, absent persons', and colleagues'."""

    own: tuple[HandRow, ...]
    absent: tuple[tuple[Contact, tuple[HandRow, ...]], ...]
    colleagues: tuple[HandRow, ...]


def viewer_of(engine: Engine, who: Identity) -> Viewer:
    """Return who reads; who stands in for somebody of another unit reaches its matters too."""
    place = who.membership
    parents = {unit.name: unit.parent for unit in engine.directory.units}
    viewer = Viewer(place.by, place.unit, place.function, scope_of(place, parents))
    if place.function not in STANDING_IN:
        return viewer
    units = [away.unit for away in absent_for(engine, viewer, engine.today())]
    return replace(viewer, scope=Scope(units=tuple(dict.fromkeys([*viewer.scope.units, *units]))))


def person_of(viewer: Viewer) -> str:
    """Return the name of who reads."""
    return viewer.by.partition("/")[2]


def absent_for(engine: Engine, viewer: Viewer, today: date) -> tuple[Contact, ...]:
    """Return whom the viewer stands in for today."""
    return engine.directory.stood_in_by(viewer.unit, person_of(viewer), today) if viewer.unit else ()


def holder_in(hand: HandRow, unit: str) -> str | None:
    """Return who of a unit has a matter in hand; None if that is nobody in particular."""
    return next((person for one, person in hand.row.holders.items() if is_among(unit, (one,))), None)


def shares_of(rows: Sequence[HandRow], viewer: Viewer, absent: Sequence[Contact]) -> Shares:
    """Return the rows of the viewer's unit by whose they are."""
    own: list[HandRow] = []
    colleagues: list[HandRow] = []
    stands: dict[str, list[HandRow]] = {each.name: [] for each in absent if is_among(each.unit, (viewer.unit,))}
    for hand in rows:
        holder = holder_in(hand, viewer.unit)
        name = None if holder is None else next((each for each in stands if same_name(each, holder)), None)
        if name is not None:
            stands[name].append(hand)
        elif holder is None or same_name(holder, person_of(viewer)):
            own.append(hand)
        else:
            colleagues.append(hand)
    away = [(each, tuple(stands.get(each.name, ()))) for each in absent if each.name in stands]
    return Shares(tuple(own), tuple(away), tuple(colleagues))
