"""The acts of the engine that can be announced, beside an author's own triggers: one line in the table for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from duban import words
from duban.states.acting import MET
from duban.states.recipients import Among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from duban.states.acting import Effects
    from duban.states.definition import Announcement, Definition
    from duban.states.subject import Subject


class Announced(NamedTuple):
    """An act after which a message can be sent; `binds` says that it binds units, `moves` that it moves a date."""

    binds: bool = False
    moves: bool = False


ASSIGNED, REBOUND = "assign", "rebind"
GRANTED, DENIED = "extension", "refused extension"
CORRECTING, VOIDING, MERGING, TAKING_BACK = "correct", "void", "merge", "withdraw"
BEHIND = "target"
DONE_BEFORE = "predecessor"
APPROVED, DISAPPROVED = "approval", "refused approval"

AFTER: Mapping[str, Announced] = {
    ASSIGNED: Announced(binds=True),
    REBOUND: Announced(binds=True),
    GRANTED: Announced(moves=True),
    DENIED: Announced(),
    APPROVED: Announced(),
    DISAPPROVED: Announced(),
    CORRECTING: Announced(moves=True),
    VOIDING: Announced(),
    MERGING: Announced(),
    TAKING_BACK: Announced(),
    BEHIND: Announced(),
    MET: Announced(),
    DONE_BEFORE: Announced(),
}
"""What `after` can name: the acts by their words in a scenario file."""

_ACT_TEXTS = {
    "assign": "once units are assigned",
    "rebind": "once a step has named new units",
    "extension": "once more time is granted",
    "refused extension": "once more time is refused",
    "approval": "once an act is approved",
    "refused approval": "once an act is not approved",
    "correct": "once a value is corrected",
    "void": "once it is void",
    "merge": "once it is merged",
    "withdraw": "once a request is taken back",
    "target": "once a target falls behind",
    "target met": "once a target is met",
    "predecessor": "once what it comes after is done",
}

Changed = dict[str, dict[Among, tuple[str, ...]]]
"""By role, the units that an act has bound or relieved."""


def act_called(act: str) -> str:
    """Return what people call an act that can be announced."""
    return words.text(_ACT_TEXTS[act])


def announced(
    definition: Definition, effects: Effects, subject: Subject, *, on: str, after: str
) -> Iterator[tuple[Announcement, Changed]]:
    """Yield what is to be announced of a trigger (or `open`), and of an act of the engine; either may be empty.

    Each comes with the units that were bound or relieved.
    """
    changed, after = changed_units(effects, subject), act_done(effects, subject, after)
    for announcement in definition.announcements:
        if on in announcement.on or after in announcement.after:
            yield announcement, changed


def act_done(effects: Effects, subject: Subject, after: str) -> str:
    """Return an act of the engine, or nothing if it has changed nothing: to bind units that are bound is no act."""
    return "" if after and AFTER[after].binds and not changed_units(effects, subject) else after


def changed_units(effects: Effects, subject: Subject) -> Changed:
    """Return which units an act has bound to roles that they did not fill, and which it has relieved of theirs."""
    changed: Changed = {}
    for role, before in effects.replaced.items():
        now = subject.units.get(role, ())
        new = tuple(unit for unit in now if unit not in before)
        former = tuple(unit for unit in before if unit not in now)
        if new or former:
            changed[role] = {Among.NEW: new, Among.FORMER: former}
    return changed
