"""What a workflow is: the immutable, compiled form of one scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from duban.states.time import Conventions, Duration, Moment, Period, PeriodDay


class Light(StrEnum):
    """The colour of a clock, from best to worst; comparable by `rank`."""

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
"""The reserved event of an instance coming into being; clocks start and announcements sound on it."""

SYSTEM = "system"
"""The engine itself as an actor; refused from callers."""

ANYONE = "anyone"
"""In a transition's `by`: whoever asks."""


class Role(Struct, frozen=True):
    """A part that units play in a workflow, such as 牵头单位."""

    name: str
    title: str
    required: bool = False
    many: bool = False
    default: tuple[str, ...] = ()


class Missed(StrEnum):
    """What becomes of a rung that a sweep finds together with a later one of the same clock."""

    EACH = "each"
    """It takes effect all the same."""

    LATEST = "latest"
    """Of those on the same side of due only the latest takes effect."""

    SKIP = "skip"
    """It does nothing."""


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


class Field(Struct, frozen=True):
    """A datum that acts bring along; `private` names the only roles that may see it."""

    name: str
    title: str
    type: FieldType = FieldType.STRING
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    private: tuple[str, ...] = ()


class State(Struct, frozen=True):
    """A stage of the work; `waits_for` is the role whose turn it is, `pauses` the clocks that stand still here.

    `at_most` bounds the stay; when it is over the system pulls the trigger `then`.
    """

    name: str
    initial: bool = False
    final: bool = False
    waits_for: str | None = None
    pauses: tuple[str, ...] = ()
    at_most: Duration | None = None
    then: str | None = None


class Transition(Struct, frozen=True):
    """One entry of a trigger: a declared change of state with its conditions.

    `sources` holds state names with `"*"` already expanded. `by` holds role names, `system` or `anyone`; where `joint`
    is set each of these roles has to pull, and it moves with the last. `requires` holds field names and `note`.
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
    rebinds: str | None = None
    restarts: tuple[str, ...] = ()
    new_round: bool = False
    opens: Opens | None = None


class RecipientKind(StrEnum):
    """The four ways of naming who is told."""

    ROLE = "role"
    LEADER = "leader"
    UNIT = "unit"
    MAILTO = "mailto"


class Recipient(Struct, frozen=True):
    """One entry of `notify` or `copy`: a role's handlers, a role's leaders, a unit by name, or an address."""

    kind: RecipientKind
    name: str

    def __str__(self) -> str:
        """Return the text as it is written in a scenario file."""
        match self.kind:
            case RecipientKind.ROLE:
                return self.name
            case RecipientKind.LEADER:
                return f"{self.name}.leader"
            case _:
                return f"{self.kind}:{self.name}"


class Review(Struct, frozen=True):
    """What returns `every` so often while a clock runs that has no due date: somebody is asked how it goes on."""

    every: Duration
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False


class ClockRule(Struct, frozen=True):
    """A declared budget of time; `starts` holds `open` or state names, `unless` a date or datetime field."""

    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    budget: Duration | None = None
    unless: str | None = None
    review: Review | None = None


class Rung(Struct, frozen=True):
    """One step of a ladder: what happens when its moment comes; `missed` is none for the rule of its side of due.

    Of one with `confirm` only the light comes on; the rest waits until somebody of that role releases it.
    """

    id: str
    at: Moment
    light: Light | None = None
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None
    urgent: bool = False
    then: str | None = None
    missed: Missed | None = None
    confirm: str | None = None


class Extension(Struct, frozen=True):
    """How a clock may be given more time once: which roles ask, which decide, and the most that is given."""

    clock: str
    by: tuple[str, ...]
    approve: tuple[str, ...]
    at_most: Duration


class Opens(Struct, frozen=True):
    """What a transition opens beside: a linked instance of `scenario`.

    `values` holds for its fields, and for `title`, a Jinja2 template over this instance or a value as it is; `units`
    maps its roles to ours. Roles of the same name are passed on where it names none.
    """

    scenario: str
    values: Mapping[str, Any] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


class Children(Struct, frozen=True):
    """One linked instance for each unit of the role `each`, opened on entering `on`, once per round.

    `takes` is the child's role that the unit gets, `passes` the fields (and `title`) that it inherits. `join` is `all`,
    `any` or how many have to be closed; only then may `then` be pulled, and the system pulls it. `withdraw` is the
    child's trigger that the system pulls where its unit no longer takes part.
    """

    scenario: str
    on: str
    each: str
    takes: str
    passes: tuple[str, ...] = ()
    join: str | int = "all"
    then: str | None = None
    withdraw: str | None = None


class Target(Struct, frozen=True):
    """A quota: `at_least` linked instances in the state `count`, in all or by each unit that they name."""

    count: str
    at_least: int
    per_unit: bool = False


class Repeats(Struct, frozen=True):
    """Recurring work: every period, on a day of it, an instance is opened with this title, units and values."""

    every: Period
    on: PeriodDay
    title: str | None = None
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class Announcement(Struct, frozen=True):
    """A message that is sent because something happened, not because time passed."""

    on: str
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False


class MessageForm(Struct, frozen=True):
    """The wording of one message; `parts` holds what stands under each of its keys, as the media declare them."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)


class Definition(Struct, frozen=True):
    """A workflow, checked and complete.

    `digest` is the SHA-256 (hex) of `document`, the canonical JSON of the scenario file without its examples: whoever
    holds the document can compile the same definition again, and an instance pins it by its digest. `table` names an
    imported calendar that is laid over `calendar`.
    """

    scenario: str
    version: int
    digest: str
    document: str
    title: str
    number: str
    calendar: str
    conventions: Conventions
    table: str | None
    timezone: str | None
    hours: tuple[str, ...] | None
    opens_by: str | None
    fallback: str
    roles: Mapping[str, Role]
    fields: Mapping[str, Field]
    states: Mapping[str, State]
    transitions: Mapping[str, tuple[Transition, ...]]
    clocks: Mapping[str, ClockRule]
    ladders: Mapping[str, tuple[Rung, ...]]
    announcements: tuple[Announcement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    children: tuple[Children, ...] = ()
    target: Target | None = None
    repeats: Repeats | None = None
    messages: Mapping[str, MessageForm] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def initial(self) -> str:
        """Return the name of the one initial state."""
        return next(state.name for state in self.states.values() if state.initial)
