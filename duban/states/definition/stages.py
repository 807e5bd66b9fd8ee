"""What a workflow is made of: its roles, fields and states."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from duban.states.time import Duration


class Light(StrEnum):
    """The colour that a clock shows, from best to worst; compare them by `rank`."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """Return 0 for green up to 3 for red."""
        return _LIGHT_RANKS[self]


_LIGHT_RANKS = {Light.GREEN: 0, Light.BLUE: 1, Light.YELLOW: 2, Light.RED: 3}


OPEN = "open"
"""The reserved name for the opening of an instance, on which clocks can start and announcements be sent."""


REASON = "reason_code"
"""The choice field that `reasons` declares; like a note, it has to be given with the very act that requires it."""


SYSTEM = "system"
"""The engine itself as an actor; callers may not use this name."""


ANYONE = "anyone"
"""In a transition's `by`: anyone may act."""


class Role(Struct, frozen=True):
    """A role that units fill in a workflow, such as 牵头单位."""

    name: str
    title: str
    required: bool = False
    many: bool = False
    default: tuple[str, ...] = ()


class FieldType(StrEnum):
    """What a field's value may be."""

    STRING = "string"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    FILE = "file"
    UNIT = "unit"
    MILESTONES = "milestones"


class Field(Struct, frozen=True):
    """A value that acts can give; if `private` names roles, only they may see it."""

    name: str
    title: str
    type: FieldType = FieldType.STRING
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    private: tuple[str, ...] = ()


class State(Struct, frozen=True):
    """A stage of the work; `waits_for` is the role whose turn it is, `pauses` names the clocks that are paused in it.

    `at_most` limits the stay; when it is over the system pulls the trigger `then`. `public` is what the public may be
    told in its place. While an instance is `silent`, it does not come onto the sheets of what units report.
    """

    name: str
    initial: bool = False
    final: bool = False
    waits_for: str | None = None
    pauses: tuple[str, ...] = ()
    at_most: Duration | None = None
    then: str | None = None
    public: str | None = None
    silent: bool = False
