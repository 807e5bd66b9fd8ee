"""The kinds of history entries: a struct for each, whose JSON is the payload that is stored and hashed.

A field that is left out differs from one that is null: fields that can be left out have a default that is never
written, and if they can be null too, this default is `UNSET`. The field names are the keys of the JSON. An older duban
would drop or misread a new field or kind, so either needs a new version of the database schema.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from msgspec import UNSET, Struct, UnsetType, field

from duban.states.editions import FIRST_EDITION
from duban.states.history.parts import Because, ClockFacts, DueChange, Refusal, Rules, Scan, Share, Skip
from duban.states.lines import SheetLine


class Entry(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The facts in an entry; the base of all kinds."""

    kind: ClassVar[str]
    by: ClassVar[str]
    """Who writes it, for the reference."""

    told: tuple[str, ...] | UnsetType = UNSET
    """The units that were told of it."""
    posted: dict[str, str] | UnsetType = UNSET
    """The messages that were decided, by id: each with a salted hash of its recipient, its wording and its facts."""
    key: str | UnsetType = UNSET
    """The SHA-256 of the idempotency key with which it was asked for, with its verb and arguments."""
    filed: dict[str, int] | UnsetType = UNSET
    """Of the fields that name files which are kept here: how many each."""


class Step(Entry, frozen=True, kw_only=True):
    """The effects of a step, in every kind of entry that can have them."""

    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The roles that were bound, with the units that fill them from now on."""
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The same units as they were written."""
    clocks: dict[str, ClockFacts] = field(default_factory=dict)
    signed: tuple[str, ...] | UnsetType = UNSET
    missing: tuple[str, ...] = ()
    """The roles that have signed a joint act, and those that have not yet."""
    skipped: tuple[Skip, ...] = ()
    withdrawn: dict[str, str] = field(default_factory=dict)
    """Clocks whose unsent messages were withdrawn, and why."""
    lapsed: dict[str, str] = field(default_factory=dict)
    """Requests that no longer need a decision, and urges to do what was done, by the seq of the entry, and why."""


class Opened(Step, frozen=True, kw_only=True):
    """The instance was opened."""

    kind = "open"
    by = "`open`, `open_many`; the engine for parts, for what a transition opens, and for recurring work"

    title: str
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    source: str | None = None
    external_no: str | None = None
    ongoing: bool = False
    period: str | None = None
    """The period of recurring work."""
    parent: str | None = None
    link: str | None = None
    reports: bool | UnsetType = UNSET
    """Whether each change of state is reported to the parent."""
    edition: int = FIRST_EDITION
    """The rules edition that the instance is judged by."""
    since: datetime | None = None
    """When a matter began that was under way before: its first clocks run from then."""
    quiet: bool = False
    """Whether it was taken over quietly: nobody was told, and the rungs whose moments had passed were skipped."""
    lines: dict[str, SheetLine] = field(default_factory=dict)
    """For a sheet, the matters that its unit has to report of, by their numbers."""
    place: int = 0
    """Of a part: which of the numbers under its parent it has, from 1; 0 if its number is its scenario's own."""


class Acted(Step, frozen=True, kw_only=True):
    """A trigger was pulled."""

    kind = "act"
    by = "`fire`, `fire_many`; the engine when a rung, a stay, a join or a withdrawal pulls a trigger"

    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    """Private fields, as salted hashes of their values."""
    note: str | None = None
    because: Because | None = None
    share: Share | UnsetType = UNSET
    """For an act that each unit of a role does, whose it was; its data is that of the unit alone."""
    approved: int | UnsetType = UNSET
    """For an act that somebody had to approve, the seq of the entry that asked; the decision stands just before."""
    by_link: str | UnsetType = UNSET
    """For what was done by the link in a message, without signing in: the id of that message."""


class Excused(Entry, frozen=True, kw_only=True):
    """A unit was excused from an act that each unit of a role does: it owes nothing in this round."""

    kind = "excuse"
    by = "`excuse`"

    act: str
    """The trigger."""
    share: Share
    note: str | None = None


class Assigned(Step, frozen=True, kw_only=True):
    """Units were bound to a role."""

    kind = "assign"
    by = "`assign`"

    note: str | None = None


class ExtensionAsked(Entry, frozen=True, kw_only=True):
    """More time was asked for."""

    kind = "extend"
    by = "`extend`"

    clock: str
    length: str
    approvers: tuple[str, ...]
    """The roles that may decide."""
    due_on: date | None
    due_at: datetime | None
    due_on_if_granted: date | None
    note: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    """The reason that was given with it, where the scenario requires one."""
    opinion: tuple[str, ...] = ()
    within: str | None = None
    recorded_by: tuple[str, ...] = ()
    """As in `ask`."""


class Decided(Step, frozen=True, kw_only=True):
    """An extension or an act was granted or refused, or a rung released or cancelled."""

    kind = "decide"
    by = "`decide`"

    asked: int
    """The seq of the entry that asked."""
    approve: bool
    clock: str = ""
    """Left out for an act: it is about no clock."""
    note: str | None = None
    on_behalf: str | None = None
    on: date | None = None
    scan: Scan | None = None
    """Whose decision was recorded, of which day, and a scan of it, if they did not decide here themselves."""
    blockers: tuple[Refusal, ...] = ()
    """Why an act that was approved could not be done any more; it has lapsed."""
    length: str | None = None
    due_on: date | UnsetType | None = UNSET
    due_at: datetime | UnsetType | None = UNSET
    """For an extension: its length, which is what was granted of it, and the due date before it."""
    lap: int | None = None
    rung: str | None = None
    message: str | None = None
    """For a release: the rung, and the message that was sent."""


class RungFired(Entry, frozen=True, kw_only=True):
    """A rung of a ladder took effect."""

    kind = "rung"
    by = "the sweep"

    clock: str
    lap: int
    rung: str
    moment: str
    light: str | None = None
    confirm: str | None = None
    """The role that must release it."""
    message: str | None = None
    paper: str | None = None
    """The paper that it drafted, for that role to sign."""


class RungSkipped(Entry, frozen=True, kw_only=True):
    """A rung that was due did not take effect."""

    kind = "skip"
    by = "the sweep"

    clock: str
    lap: int
    rung: str
    moment: str
    why: str


class StayEnded(Entry, frozen=True, kw_only=True):
    """A stay in a state reached its limit, `at_most`."""

    kind = "bound"
    by = "the sweep"

    state: str
    at_most: str
    stay: int
    """Which stay in this state it was in the round, from 1."""
    moment: str


class Refused(Entry, frozen=True, kw_only=True):
    """The engine could not pull a trigger."""

    kind = "refused"
    by = "the engine when a rung, a stay, a join or a withdrawal pulls a trigger"

    because: Because
    blockers: tuple[Refusal, ...]


class Reminded(Entry, frozen=True, kw_only=True):
    """Those who must decide were reminded."""

    kind = "remind"
    by = "the sweep"

    asked: int
    clock: str = ""
    day: date


class Readdressed(Entry, frozen=True, kw_only=True):
    """A message that had reached nobody was addressed anew; `posted` has it, and those to further contacts."""

    kind = "readdress"
    by = "`retry`"

    message: str


class ClockRedated(Entry, frozen=True, kw_only=True):
    """A calendar import changed a clock's due date; `due_on`, `due_at` and `revision` are those from before."""

    kind = "redate"
    by = "`import_calendar`"

    clock: str
    due_on: date | None
    due_at: datetime | None
    revision: str
    clocks: dict[str, ClockFacts]


class RulesChanged(Step, frozen=True, kw_only=True, rename={"left": "from"}):
    """The instance was moved to another definition."""

    kind = "migrate"
    by = "`migrate`"

    left: Rules
    to: Rules
    due: dict[str, DueChange]
    states: dict[str, str] = field(default_factory=dict)
    """The new names of states that the new definition does not have."""
    note: str | None = None
    edition: int = FIRST_EDITION
    """The rules edition that the instance is judged by from now on."""
    roles: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    """The new names of roles, fields and triggers, by the old ones, with which what was held by these is held now."""
    clock_names: dict[str, str] = field(default_factory=dict)
    """Likewise of clocks, which are told by their new names from this entry on; what it posts are unsent messages about
    these, as they stand under the new names."""
    returned: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By clock the rungs that an earlier migration had skipped, and that come again in the lap under way."""


class OtherOpened(Entry, frozen=True, kw_only=True):
    """The instance opened another; `state`, `closed` and `parties` are there if the other reports to it."""

    kind = "opened"
    by = "the engine when a transition opens another instance, or a state divides the work"

    number: str
    scenario: str
    link: str
    on: str | None = None
    unit: str | None = None
    """For a part: the state that divides the work, and the unit that does it."""
    state: str | None = None
    closed: bool | UnsetType = UNSET
    parties: tuple[str, ...] | UnsetType = UNSET
    roles: dict[str, tuple[str, ...]] | UnsetType = UNSET
    """Of an instance that targets count, its units by role."""
    asked: int | None = None
    """The seq of the instruction for which it was opened."""


class News(Entry, frozen=True, kw_only=True):
    """An instance that reports to this one is in another state, or has other units."""

    kind = "news"
    by = "the engine, before an act on this instance or in the sweep"

    number: str
    state: str
    closed: bool
    parties: tuple[str, ...]
    ended: str | None = None
    """`void` or `merged` if it was closed without having come to a final state."""
    scenario: str = ""
    roles: dict[str, tuple[str, ...]] | UnsetType = UNSET
    """Of an instance that targets count, its scenario, and its units by role."""
    title: str | None = None
    result: str | None = None
    """Of one that an instruction has opened, its title, and what was written at the act that closed it."""


class PartLeft(Entry, frozen=True, kw_only=True):
    """A unit no longer takes part, so its part no longer counts."""

    kind = "left"
    by = "the engine when other units are bound to a role that divides the work"

    on: str
    unit: str
    number: str


class PartWithdrawn(Entry, frozen=True, kw_only=True):
    """The instance that this one was a part of no longer needs it."""

    kind = "withdrawn"
    by = "the sweep"

    number: str = field(name="by")


class HandedOver(Step, frozen=True, kw_only=True):
    """A unit is another one now: its successors stand for it in every role, and for what it did before.

    No clock begins a lap, and nothing is sent: the matter goes on where it is.
    """

    kind = "handed"
    by = "`rename_unit`, `merge_units`, `split_unit`; the engine before an act on a closed matter"

    names: dict[str, tuple[str, ...]]
    """The successors of each unit, by its name before."""
    why: str
    """`rename`, `merge`, `split`; `former` if somebody acts on a matter that was closed under earlier names."""
    note: str | None = None


class LinkMade(Entry, frozen=True, kw_only=True):
    """The instance was linked with another."""

    kind = "link"
    by = "`link`"

    other: str
    link: str
    note: str | None = None
    state: str | None = None
    closed: bool | UnsetType = UNSET
    parties: tuple[str, ...] | UnsetType = UNSET
    ended: str | None = None
    """How the other stands, if this one comes after it."""


class LinkHeard(Entry, frozen=True, kw_only=True):
    """Another instance was linked with this one; its state is there if it counts for this one's quota."""

    kind = "linked"
    by = "`link`"

    number: str
    link: str
    state: str | None = None
    closed: bool | UnsetType = UNSET
    parties: tuple[str, ...] | UnsetType = UNSET
    ended: str | None = None
    again: bool = False
    """Of one that was merged into this: it was linked as a repeat before, and is counted already."""
    scenario: str = ""
    roles: dict[str, tuple[str, ...]] | UnsetType = UNSET
    """Of an instance that targets count, its scenario, and its units by role."""
    reports: bool = False
    """Whether each change of state is told to the other, as it comes after this one."""
