"""What people may do in a workflow: its transitions, extensions and corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from duban.states.frozen import Frozen
from duban.states.time import Duration, Moment


class Opens(Struct, Frozen, frozen=True):
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


class Consulted(Struct, frozen=True):
    """The roles that are asked for their opinion before something is decided, and how long the decision waits for it.

    Without `within` it does not wait.
    """

    of: tuple[str, ...]
    within: Duration | None = None


class Transition(Struct, frozen=True):
    """One entry of a trigger: a declared change of state with its conditions.

    `sources` holds state names with `"*"` already expanded. `by` holds role names, `system` or `anyone`; if `joint` is
    set each of these roles must pull the trigger, and the last one changes the state. With `by_each` it is each unit of
    the one role, unless it is excused. `requires` holds field names and `note`. `why` says in the author's words what
    `when` or `not_by` is for; the act that is `primary` is offered first. With `approve` it is only asked for until one
    of these roles agrees; `opinion` are asked first, and `recorded_by` records what a leader said.
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
    approve: tuple[str, ...] = ()
    opinion: Consulted | None = None
    recorded_by: tuple[str, ...] = ()


class Extension(Struct, frozen=True):
    """How a clock may be extended once: which roles may ask, which decide, and by how much at most.

    It may be asked for up to the moment `ask_until`, or else until the clock is due; `requires` holds `note` and the
    field of `reasons`. `opinion` and `recorded_by` are as in a `Transition`.
    """

    clock: str
    by: tuple[str, ...]
    approve: tuple[str, ...]
    at_most: Duration
    ask_until: Moment | None = None
    requires: tuple[str, ...] = ()
    opinion: Consulted | None = None
    recorded_by: tuple[str, ...] = ()


class Corrects(Struct, frozen=True):
    """Who may correct what was recorded, and which fields; left empty, who may assign, and all fields.

    `approve`, `opinion` and `recorded_by` are as in a `Transition`.
    """

    by: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    approve: tuple[str, ...] = ()
    opinion: Consulted | None = None
    recorded_by: tuple[str, ...] = ()


class Voids(Struct, frozen=True):
    """Who may void an instance, or merge it into another; left empty, who may assign.

    `approve`, `opinion` and `recorded_by` are as in a `Transition`.
    """

    by: tuple[str, ...] = ()
    approve: tuple[str, ...] = ()
    opinion: Consulted | None = None
    recorded_by: tuple[str, ...] = ()


Approvable = Transition | Extension | Corrects | Voids
"""What a role may have to agree to."""
