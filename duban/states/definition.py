"""A workflow's definition: the immutable, compiled form of one scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from duban import words
from duban.states.recipients import Recipient
from duban.states.time import Conventions, Duration, Moment, Period, PeriodDay


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


class Missed(StrEnum):
    """What happens to a rung if a sweep finds it due together with a later one of the same clock."""

    EACH = "each"
    """It still takes effect."""

    LATEST = "latest"
    """Only the latest takes effect, of those before the due instant and of those from it on."""

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
    told in its place.
    """

    name: str
    initial: bool = False
    final: bool = False
    waits_for: str | None = None
    pauses: tuple[str, ...] = ()
    at_most: Duration | None = None
    then: str | None = None
    public: str | None = None


class Transition(Struct, frozen=True):
    """One entry of a trigger: a declared change of state with its conditions.

    `sources` holds state names with `"*"` already expanded. `by` holds role names, `system` or `anyone`; if `joint` is
    set each of these roles must pull the trigger, and the last one changes the state. `requires` holds field names and
    `note`. `why` says in the author's words what `when` or `not_by` is for; the act that is `primary` is offered first.
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


class Review(Struct, frozen=True):
    """A regular request for a progress report, sent once per `every` while a clock without a due date runs."""

    every: Duration
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False


class DueAfter(Struct, frozen=True):
    """The due date of another clock, moved by an offset; `sign` is -1, 0 (no offset) or 1."""

    clock: str
    sign: int = 0
    offset: Duration | None = None

    def __str__(self) -> str:
        """Return it as it is written in a scenario file."""
        return self.clock if self.offset is None else f"{self.clock} {'+' if self.sign > 0 else '-'} {self.offset}"

    @property
    def said(self) -> str:
        """Return it in the reader's language."""
        return words.due_after(self.clock, self.sign, None if self.offset is None else str(self.offset))


class Lengths(Struct, frozen=True):
    """Budgets by the value of a choice field."""

    field: str
    by_value: Mapping[str, Duration]


class ClockRule(Struct, frozen=True):
    """A declared budget of time; `starts` holds `open` or state names, `unless` a date or datetime field.

    With `once` the first date given in a round counts, and later ones do not move the clock. `by` has other budgets by
    the value of a field. A clock that is due `after` another one has its date from that, for as long as it has one.
    """

    name: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    budget: Duration | None = None
    unless: str | None = None
    once: bool = False
    review: Review | None = None
    by: Lengths | None = None
    after: DueAfter | None = None


class Rung(Struct, frozen=True):
    """One step of a ladder: what happens when its moment comes; if `missed` is None the default for its moment applies.

    If `confirm` names a role only the light comes on; everything else waits until somebody of that role releases it.
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
    """How a clock may be extended once: which roles may ask, which decide, and by how much at most."""

    clock: str
    by: tuple[str, ...]
    approve: tuple[str, ...]
    at_most: Duration


class Opens(Struct, frozen=True):
    """The linked instance of `scenario` that a transition opens.

    `values` holds for its fields, and for `title`, a Jinja2 template filled in from this instance, or a plain value.
    `units` maps its roles to roles of this instance; a role that it does not name gets the units of our role of the
    same name.
    """

    scenario: str
    values: Mapping[str, Any] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


class Children(Struct, frozen=True):
    """One linked instance for each unit of the role `each`, opened on entering `on`, once per round.

    `takes` is the child's role that the unit fills, `passes` the fields (and `title`) that the child inherits. `join`
    is `all`, `any` or the number of children that must be closed; only then can `then` be pulled, and the system pulls
    it. `withdraw` is the child's trigger that the system pulls if its unit no longer takes part.
    """

    scenario: str
    on: str
    each: str
    takes: str
    passes: tuple[str, ...] = ()
    join: str | int = "all"
    then: str | None = None
    withdraw: str | None = None


class Corrects(Struct, frozen=True):
    """Who may correct what was recorded, and which fields; left empty, who may assign, and all fields."""

    by: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Target(Struct, frozen=True):
    """A quota: at least `at_least` linked instances in the state `count`, in total or for each unit."""

    count: str
    at_least: int
    per_unit: bool = False


class Repeats(Struct, frozen=True):
    """Recurring work: in each period, on a given day, an instance is opened with this title, units and values."""

    every: Period
    on: PeriodDay
    title: str | None = None
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class Announcement(Struct, frozen=True):
    """A message that is sent because of an event and not because time has passed.

    `on` holds triggers and `open`, `after` acts of the engine; one of the two is empty.
    """

    on: tuple[str, ...]
    notify: tuple[Recipient, ...]
    message: str
    copy: tuple[Recipient, ...] = ()
    urgent: bool = False
    after: tuple[str, ...] = ()


class Urging(Struct, frozen=True):
    """Who may urge (催办), who is told if not those whose turn it is, in which words, and how often it may be done."""

    by: tuple[str, ...] = ()
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None
    at_least: Duration | None = None


class Remarks(Struct, frozen=True):
    """The roles that see the remarks for the office."""

    seen_by: tuple[str, ...]


class Instructions(Struct, frozen=True):
    """Whose instructions (批示) are recorded, by whom, who reads them, and who is told what they ask for.

    `of` is the role of the leaders. The others are left out for the office, and for those whose turn it is.
    """

    of: str
    recorded_by: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    notify: tuple[Recipient, ...] = ()
    copy: tuple[Recipient, ...] = ()
    message: str | None = None


class MessageForm(Struct, frozen=True):
    """The wording of one message; `parts` holds the value of each key, which the media declare."""

    name: str
    parts: Mapping[str, Any] = field(default_factory=dict)


class Definition(Struct, frozen=True):
    """A workflow, checked and complete.

    `digest` is the SHA-256 (hex) of `document`, the canonical JSON of the scenario file without its examples. The same
    definition can be compiled again from the document, and an instance is pinned to it by the digest. `table` names an
    imported calendar that overrides days of `calendar`. With `gaps` some numbers may never be given out. `headline` is
    the clock whose due day lists show, `language` that of the texts.
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
    gaps: bool = False
    urge: Urging | None = None
    remarks: Remarks | None = None
    instructions: Instructions | None = None
    headline: str | None = None
    language: str | None = None
    reasons: tuple[str, ...] = ()
    corrects: Corrects | None = None
    voids_by: tuple[str, ...] = ()

    @property
    def initial(self) -> str:
        """Return the name of the initial state."""
        return next(state.name for state in self.states.values() if state.initial)

    @property
    def office(self) -> tuple[str, ...]:
        """Return the role of those who run the matter: that which opens it, or else that of what reaches nobody."""
        return (self.opens_by or self.fallback,)
