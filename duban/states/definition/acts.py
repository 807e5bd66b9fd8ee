"""What people may do in a workflow: its transitions, extensions and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.states.time import Duration


class Opens(Struct, frozen=True):
    """The linked instance of `scenario` that a transition opens.

    `values` holds for its fields, and for `title`, a Jinja2 template filled in from this instance, or a plain value.
    `units` maps its roles to roles of this instance; a role that it does not name gets the units of our role of the
    same name.
    """

    scenario: str
    values: Mapping[str, Any] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


class Excuse(Struct, frozen=True):
    """Who may excuse a unit from an act that each unit does, and whether a `note` has to say why."""

    by: tuple[str, ...]
    requires: tuple[str, ...] = ()


class Transition(Struct, frozen=True):
    """One entry of a trigger: a declared change of state with its conditions.

    `sources` holds state names with `"*"` already expanded. `by` holds role names, `system` or `anyone`; if `joint` is
    set each of these roles must pull the trigger, and the last one changes the state. With `by_each` it is each unit of
    the one role, unless it is excused. `requires` holds field names and `note`. `why` says in the author's words what
    `when` or `not_by` is for; the act that is `primary` is offered first.
    """

    trigger: str
    index: int
    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    joint: bool = False
    requires: tuple[str, ...] = ()
    fresh: bool = False
    when: str | None = None
    not_by: str | None = None
    times: int | None = None
    within: Duration | None = None
    each_entry: bool = False
    rebinds: str | None = None
    restarts: tuple[str, ...] = ()
    new_round: bool = False
    opens: Opens | None = None
    why: str | None = None
    primary: bool = False
    by_each: bool = False
    excuse: Excuse | None = None


class Extension(Struct, frozen=True):
    """How a clock may be extended once: which roles may ask, which decide, and by how much at most."""

    clock: str
    by: tuple[str, ...]
    approve: tuple[str, ...]
    at_most: Duration


class Corrects(Struct, frozen=True):
    """Who may correct what was recorded, and which fields; left empty, who may assign, and all fields."""

    by: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
