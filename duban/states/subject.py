"""One instance as the rules see it: its state, units, data, clocks and the acts of this round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from duban.states.clocks import ClockLedger
from duban.states.definition import SYSTEM, Light
from duban.states.editions import FIRST_EDITION
from duban.states.lines import Report, Sheet
from duban.states.names import is_among, same_name
from duban.states.time import Duration


class Actor(Struct, frozen=True):
    """Who acts: a unit and, if known, the person; `system` is the engine itself."""

    unit: str
    person: str | None = None

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(by: str) -> Actor:
        """Return the actor written as `"unit"` or `"unit/person"`."""
        unit, _, person = by.partition("/")
        return Actor(unit.strip(), person.strip() or None)

    def is_unit_of(self, other: Actor) -> bool:
        """Return whether both are of one unit."""
        return same_name(self.unit, other.unit)

    def may_be(self, other: Actor) -> bool:
        """Return whether both are of one unit, or one person under any unit: they are no two pairs of eyes."""
        return self.is_unit_of(other) or same_name(self.person, other.person)

    def __str__(self) -> str:
        """Return the actor in the form that `parse` reads."""
        return self.unit if self.person is None else f"{self.unit}/{self.person}"


THE_SYSTEM = Actor(SYSTEM)


class Act(Struct, frozen=True):
    """A requested act: a trigger with its data (already checked), note and new units."""

    trigger: str
    actor: Actor
    data: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    units: tuple[str, ...] | None = None
    texts: tuple[str, ...] | None = None


class Pull(Struct, frozen=True, gc=False):
    """How often a trigger was pulled in this round, and by whom last; `others` signed together with them."""

    times: int
    last: Actor
    others: tuple[Actor, ...] = ()


class Signature(Struct, frozen=True, gc=False, omit_defaults=True):
    """What one unit has done of an act that each unit does: when, who, with which data and note.

    If it is `excused` it owes nothing: `at`, `by` and `note` then say who excused it, and why. It is kept as it is in
    the memory, of which there may be dozens in one: so `by` is text.
    """

    at: datetime
    by: str
    data: dict[str, Any] = field(default_factory=dict)
    note: str | None = None
    excused: bool = False


class Proposal(Struct, frozen=True, omit_defaults=True):
    """An act that waits for somebody's approval: the verb (`fire`, `void`, `merge`, `correct`) and what it was given.

    `trigger` is pulled by `fire`, `units` and `texts` are the new units that it names, `title` is corrected, `into` is
    the number of the instance to merge into.
    """

    verb: str
    trigger: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    units: tuple[str, ...] | None = None
    texts: tuple[str, ...] | None = None
    title: str | None = None
    into: str | None = None


class Opinion(Struct, frozen=True, gc=False):
    """What somebody who was asked first thinks of a request."""

    at: datetime
    by: str
    text: str


class Drafted(Struct, frozen=True, gc=False, omit_defaults=True):
    """What people have made of a draft: the entry that wrote it last, who has written it, and what they have changed.

    That is to which units it goes, who gets a copy, and until when it is to be answered; None is as by the rules. Its
    title and its texts are kept beside the history, where they can be erased.
    """

    revision: int
    by: tuple[str, ...]
    to: tuple[str, ...] | None = None
    copy: tuple[str, ...] | None = None
    reply_by: date | None = None


class Waiting(Struct, frozen=True):
    """A pending decision: an extension by `length`, the release of `rung`, or the approval of `act`.

    A rung, a person or an act may have drafted a `paper`, which is signed or refused; `drafted` is what people have
    made of it.

    `seq` is the history entry that asked for it, `roles` are those that may decide, `reminded_on` is the last local day
    on which they were told. What is about no clock has an empty one. `opinion` are the roles that are asked first, and
    `within` how long a decision waits for them; `recorded_by` may record what those who decide have said.
    """

    seq: int
    clock: str
    roles: tuple[str, ...]
    asked_by: Actor
    asked_at: datetime
    reminded_on: date
    length: Duration | None = None
    rung: str | None = None
    note: str | None = None
    paper: str | None = None
    act: Proposal | None = None
    data: dict[str, Any] = field(default_factory=dict)
    opinion: tuple[str, ...] = ()
    within: Duration | None = None
    recorded_by: tuple[str, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    drafted: Drafted | None = None


class Issued(Struct, frozen=True, gc=False, omit_defaults=True):
    """A paper that was signed: which, its number, and the how-manieth of its kind it was for the instance.

    `units` still have to answer it, by the end of `reply_by`. If it is `void` nobody has to.
    """

    paper: str
    number: str
    level: int
    at: datetime
    reply_by: date | None = None
    units: tuple[str, ...] = ()
    void: bool = False


VOID: str = "void"
MERGED: str = "merged"
"""How an instance can end without having come to a final state."""


class Urge(Struct, frozen=True, gc=False):
    """An urge: when and by whom, the units that have not answered it, and the steps by which it has gone up."""

    at: datetime
    by: Actor
    units: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


class Linked(Struct, frozen=True):
    """The last known state of an instance that reports to this one; `ended` as in `Subject`.

    Where targets count it, its scenario is known, and the units of each of its roles.
    """

    state: str
    closed: bool
    units: tuple[str, ...] = ()
    ended: str | None = None
    scenario: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def kept(self) -> tuple[Any, ...]:
        """Return it as it is stored: the state, whether it is closed or else how it has ended, and the units.

        Where targets count it, the scenario with the units by role stands before the units.
        """
        roles = {role: list(units) for role, units in self.roles.items()}
        counted = ({self.scenario: roles},) if self.scenario else ()
        return (self.state, self.ended or self.closed, *counted, *self.units)

    @classmethod
    def read(cls, state: str, closed: bool | str, *units: Any) -> Linked:  # noqa: ANN401, FBT001 - in the order in which it is stored
        """Return what `kept` has given."""
        found = cls(state, bool(closed), units, closed if isinstance(closed, str) else None)
        if not units or isinstance(units[0], str):
            return found
        ((scenario, roles),) = units[0].items()
        return replace(
            found, units=units[1:], scenario=scenario, roles={role: tuple(held) for role, held in roles.items()}
        )

    @property
    def done(self) -> bool:
        """Return whether it was closed because it was done."""
        return self.closed and self.ended is None


class Subject(Struct, gc=False):
    """The working memory of one instance; all of it can be computed again from the history.

    - `given`: the round in which each field was last given.
    - `texts`: the units of each role as they were written.
    - `claimed`: for each clock the rungs of its current lap that were fired or skipped.
    - `private`: private values, loaded only for those who may see them.
    - `stays`: how many stays there were in this round in each state whose stay is limited.
    - `signed`: for each joint trigger the roles that have signed so far, and who signed.
    - `signing`: for each trigger that each unit pulls for itself what the units have done of it in this stay in the
      state; who is excused is so for the round.
    - `filed`: the same of when it was last done by all, in this round.
    - `shed`: how often each light came on.
    - `waiting`: the pending decisions.
    - `granted`: how often each clock was extended in this round.
    - `reports_to`: the instances that are told of each change of state.
    - `linked`: by number, the last known state of each instance that reports here.
    - `children`: for each state that has opened parts in this round, one for each unit, their numbers by unit.
    - `divided`: for each of these states the parts that were handed out by hand in this round: by number, the units.
    - `numbered`: how many numbers under its own were given to parts.
    - `first_entered`: for each state that a trigger has to leave `within` a time, when the round first entered it.
    - `joined`: those of these states whose join was handled.
    - `repeats`: how many links say that this is the same matter again.
    - `urges`: by the seq of its entry, each urge that somebody has still to answer, and in any case the last one.
    - `papers`: by the seq of its entry, each paper that was signed.
    - `ended`: `void` or `merged` if it was closed at the state where it stood, without having come to a final one.
    - `merged_into`: the number of the instance that it was merged into.
    - `shares`: for each target by unit how many each unit has to bring, as the directory had them last.
    - `turned`: for each of these the light that the history has told last; green is left out.
    - `after`: the instances that this one comes after, each until it is done.
    - `holders`: the person to whom a unit has handed the matter on.
    - `instructed`: the instances that an instruction has opened, each with the seq of its entry.
    - `sheet`: if it is a sheet, its period and its lines.
    - `reports`: what each unit has last reported of it.
    - `plan`: the number of the plan that it belongs to.
    - `tasks`: of a plan, the numbers of its tasks; each with the plan that it was carried over into, or `""`.
    - `edition`: the rules edition (`duban/states/editions.py`).
    """

    number: str
    scenario: str
    title: str
    state: str
    opened_at: datetime
    entered_at: datetime
    round: int = 1
    version: int = 1
    ongoing: bool = False
    closed_at: datetime | None = None
    closed_light: Light | None = None
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    pulls: dict[str, Pull] = field(default_factory=dict)
    clocks: dict[str, ClockLedger] = field(default_factory=dict)
    claimed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)
    signed: dict[str, dict[str, Actor]] = field(default_factory=dict)
    signing: dict[str, dict[str, Signature]] = field(default_factory=dict)
    filed: dict[str, dict[str, Signature]] = field(default_factory=dict)
    shed: dict[str, int] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    granted: dict[str, int] = field(default_factory=dict)
    reports_to: tuple[str, ...] = ()
    linked: dict[str, Linked] = field(default_factory=dict)
    children: dict[str, dict[str, str]] = field(default_factory=dict)
    divided: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    numbered: int = 0
    joined: tuple[str, ...] = ()
    repeats: int = 0
    edition: int = FIRST_EDITION
    first_entered: dict[str, datetime] = field(default_factory=dict)
    urges: dict[int, Urge] = field(default_factory=dict)
    papers: dict[int, Issued] = field(default_factory=dict)
    ended: str | None = None
    merged_into: str | None = None
    shares: dict[str, dict[str, int]] = field(default_factory=dict)
    turned: dict[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    holders: dict[str, str] = field(default_factory=dict)
    instructed: dict[str, int] = field(default_factory=dict)
    sheet: Sheet | None = None
    reports: dict[str, Report] = field(default_factory=dict)
    plan: str | None = None
    tasks: dict[str, str] = field(default_factory=dict)
    read: dict[str, tuple[ClockLedger, Any]] = field(default_factory=dict)
    """Each clock as it was read, with its stored form, so that an unchanged one need not be encoded again."""

    def fills(self, actor: Actor, role: str) -> bool:
        """Return whether the actor's unit fills the role."""
        return is_among(actor.unit, self.units.get(role, ()))
